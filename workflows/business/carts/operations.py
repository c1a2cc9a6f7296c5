"""What people do with a cart: put in, change, remove. Each change makes a new revision of the cart."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from workflows.business.carts.models import Cart, CartLine
from workflows.business.carts.offers import offers
from workflows.business.carts.policy import own_enterprise
from workflows.business.carts.values import MOST_LINES, MOST_QUANTITY, CartLineView, CartView, PurchaseChoice
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def cart(work: Work, viewer: Viewer, organisation_id: str) -> CartView:
    """Return what the viewer means to buy for an enterprise, at the prices of now; two statements.

    Raises: NotFound; Forbidden: they do not order for it.
    """
    own_enterprise(work, viewer, organisation_id)
    rows = (
        select(Cart, CartLine)
        .outerjoin(CartLine, CartLine.cart_id == Cart.id)
        .where(Cart.organisation_id == organisation_id, Cart.user_id == viewer.user_id)
        .order_by(CartLine.id)
    )
    pairs = work.session.execute(rows).all()
    if not pairs:
        return CartView(None, 0, ())
    return CartView(pairs[0][0].id, pairs[0][0].revision, _views(work, [line for _, line in pairs if line]))


def hold(work: Work, viewer: Viewer, organisation_id: str) -> Cart:
    """Return the viewer's cart for an enterprise, held until the end of the transaction; made if need be.

    Raises: NotFound; Forbidden.
    """
    own_enterprise(work, viewer, organisation_id)
    made = insert(Cart).values(
        id=new_id(), organisation_id=organisation_id, user_id=viewer.user_id, revision=0
    )
    work.session.execute(made.on_conflict_do_nothing())
    held = select(Cart).where(Cart.organisation_id == organisation_id, Cart.user_id == viewer.user_id)
    return work.session.scalars(held.with_for_update().execution_options(populate_existing=True)).one()


def lines(work: Work, row: Cart) -> tuple[CartLineView, ...]:
    """Return the lines of a held cart at the prices of now."""
    held = select(CartLine).where(CartLine.cart_id == row.id).order_by(CartLine.id)
    return _views(work, work.session.scalars(held).all())


def add(work: Work, viewer: Viewer, organisation_id: str, product_id: str, choice: PurchaseChoice) -> None:
    """Put a product into the cart; the same one again only counts more.

    Raises: NotFound; Forbidden; Invalid: at the quantity; InvalidState: not offered so, or the cart is full.
    """
    row = hold(work, viewer, organisation_id)
    offer = offers(work, [product_id]).get(product_id)
    price = offer.prices.get((choice.specification, choice.mode)) if offer is not None else None
    if price is None:
        raise InvalidState("carts.not_offered")
    there = work.session.scalars(select(CartLine).where(CartLine.cart_id == row.id)).all()
    wanted = (product_id, choice.specification, choice.mode)
    same = next((one for one in there if (one.product_id, one.specification, one.mode) == wanted), None)
    if same is not None:
        same.quantity, same.seen_fen = _checked(same.quantity + choice.quantity), to_fen(price)
    elif len(there) >= MOST_LINES:
        raise InvalidState("carts.full", most=MOST_LINES)
    else:
        work.session.add(
            CartLine(
                cart_id=row.id, product_id=product_id, specification=choice.specification,
                mode=choice.mode, quantity=_checked(choice.quantity), seen_fen=to_fen(price),
                added_at=work.now,
            )
        )  # fmt: skip
    _changed(work, row)


def change(work: Work, viewer: Viewer, organisation_id: str, line_id: str, quantity: int) -> None:
    """Set how many of a line are bought. Raises: NotFound; Forbidden; Invalid: at the quantity."""
    row = hold(work, viewer, organisation_id)
    line = _line(work, row, line_id)
    if line.quantity != _checked(quantity):
        line.quantity = quantity
        _changed(work, row)


def remove(work: Work, viewer: Viewer, organisation_id: str, line_id: str) -> None:
    """Take a line out. Raises: NotFound; Forbidden."""
    row = hold(work, viewer, organisation_id)
    work.session.delete(_line(work, row, line_id))
    _changed(work, row)


def empty(work: Work, row: Cart) -> None:
    """Take everything out of a held cart: it was ordered."""
    work.session.execute(delete(CartLine).where(CartLine.cart_id == row.id))
    _changed(work, row)


def _changed(work: Work, row: Cart) -> None:
    row.revision += 1
    work.session.flush()


def _checked(quantity: int) -> int:
    if not 1 <= quantity <= MOST_QUANTITY:
        problem = FieldProblem("quantity", "carts.quantity", {"most": MOST_QUANTITY})
        raise Invalid("carts.quantity", [problem], most=MOST_QUANTITY)
    return quantity


def _line(work: Work, row: Cart, line_id: str) -> CartLine:
    line = work.session.get(CartLine, line_id)
    if line is None or line.cart_id != row.id:
        raise NotFound("carts.line_not_found")
    return line


def _views(work: Work, rows: Sequence[CartLine]) -> tuple[CartLineView, ...]:
    offered = offers(work, {row.product_id for row in rows})
    views = []
    for row in rows:
        offer = offered.get(row.product_id)
        choice = PurchaseChoice(row.specification, row.mode, row.quantity)  # type: ignore[arg-type]
        price = offer.prices.get((row.specification, row.mode)) if offer is not None else None
        views.append(CartLineView(row.id, row.product_id, choice, to_yuan(row.seen_fen), offer, price))
    return tuple(views)
