"""Placing orders: all amounts are worked out here, at this moment, and only what was shown is charged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select

from workflows.approvals.cases.submitting import submit
from workflows.approvals.models import Case
from workflows.business.carts import operations as carts
from workflows.business.carts.models import Cart
from workflows.business.carts.policy import own_enterprise
from workflows.business.carts.values import CartLineView, unit
from workflows.business.ledger.holds import reserve
from workflows.business.ledger.money import to_fen
from workflows.business.ledger.values import Cause
from workflows.business.orders import milestones, notices
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.orders.quoting import quotes
from workflows.business.orders.terms import PROCESS, share
from workflows.business.orders.timeline import note
from workflows.business.orders.values import HELD_FOR, OrderQuote
from workflows.business.seals.queries import has_valid_seal
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, InvalidState
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView
from workflows.people.viewer import Viewer

MOST_CHARACTERS = 2000
"""That the case says of what was ordered; the order itself has every line."""
Obstacle = Literal["not_certified", "no_seal"]


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """What a page of the checkout sends: the revision of the cart that it showed, {provider: what it showed
    as due}, and {provider: the voucher that was chosen}."""

    revision: int
    shown: Mapping[str, Decimal]
    vouchers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """What an enterprise and a provider have agreed on elsewhere, to be ordered as one line.

    `key` names where they have: whoever places it holds that, and places it once.
    """

    key: str
    organisation_id: str
    line: CartLineView


def obstacles(work: Work, own: OrganisationView) -> tuple[Obstacle, ...]:
    """Return what an enterprise lacks to order, in the order in which it can be had."""
    if not own.certified:
        return ("not_certified", "no_seal")
    return () if has_valid_seal(work, own.id) else ("no_seal",)


def place(
    work: Work,
    viewer: Viewer,
    organisation_id: str,
    asked: CheckoutRequest,
) -> tuple[str, ...]:
    """Order what is in the viewer's cart, one order for each provider; return the numbers.

    The same revision of the cart again returns the same orders, however often and from how many pages it is
    sent.

    Raises: NotFound; Forbidden; InvalidState: an obstacle, or nothing in the cart;
        Conflict: the cart, a price or a voucher has changed since it was shown.
    """
    cart = carts.hold(work, viewer, organisation_id)
    key = f"{cart.id}:{asked.revision}"
    placed = select(ServiceOrder.number).where(ServiceOrder.checkout_key == key).order_by(ServiceOrder.id)
    known = tuple(number for number in work.session.scalars(placed) if number)
    if known:
        return known
    own = own_enterprise(work, viewer, organisation_id)
    made = _checked(work, viewer, own, cart, asked)
    numbers = tuple(_place(work, viewer, own, key, quote) for quote in made)
    carts.empty(work, cart)
    return numbers


def _checked(
    work: Work,
    viewer: Viewer,
    own: OrganisationView,
    cart: Cart,
    asked: CheckoutRequest,
) -> Sequence[OrderQuote]:
    """Return what is ordered, once nothing stands in the way of it. Raises: as `place`."""
    if cart.revision != asked.revision:
        raise Conflict("carts.changed")
    lines = carts.lines(work, cart)
    if not lines:
        raise InvalidState("carts.empty")
    return _priced(work, viewer, own, lines, asked)


def _priced(
    work: Work, viewer: Viewer, own: OrganisationView, lines: Sequence[CartLineView], asked: CheckoutRequest
) -> Sequence[OrderQuote]:
    """Return what these lines cost now, as it was shown. Raises: InvalidState; Conflict: as `place`."""
    for missing in obstacles(work, own):
        raise InvalidState(f"orders.{missing}")
    if any(line.price is None for line in lines):
        raise Conflict("orders.gone")
    made = quotes(work, viewer, own, lines, asked.vouchers)
    if {quote.provider_id: quote.due for quote in made} != dict(asked.shown):
        raise Conflict("orders.changed")
    return made


def place_agreed(work: Work, viewer: Viewer, agreed: AgreedLine, asked: CheckoutRequest) -> str:
    """Order what a provider has offered by itself, beside the cart; return the number of the order.

    Terms, vouchers and process are those of any order; of `asked` the revision does not count.

    Raises: NotFound; Forbidden; InvalidState: an obstacle; Conflict: what a voucher pays has changed since it
        was shown.
    """
    own = own_enterprise(work, viewer, agreed.organisation_id)
    (quote,) = _priced(work, viewer, own, (agreed.line,), asked)
    return _place(work, viewer, own, agreed.key, quote)


def _place(work: Work, viewer: Viewer, own: OrganisationView, key: str, quote: OrderQuote) -> str:
    """Make one order, begin its case, and hold what its voucher pays; return its number."""
    deposit = share(quote.due, quote.terms.deposit_percent) if quote.terms.deposit_percent else quote.due
    row = ServiceOrder(
        id=new_id(), checkout_key=key, enterprise_id=own.id, enterprise_name=own.name,
        provider_id=quote.provider_id, provider_name=quote.provider_name, state="awaiting_acceptance",
        pending="", total_fen=to_fen(quote.total), deducted_fen=to_fen(quote.deducted),
        due_fen=to_fen(quote.due), deposit_fen=to_fen(deposit), paid_fen=0, fee_fen=0, cost_fen=0,
        voucher_id=quote.chosen.voucher.id if quote.chosen is not None else None, cancelled_by="",
        placed_by=viewer.user_id, placed_at=work.now, entered_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.session.add_all(_lines(row.id, quote))
    milestones.plan_whole(work, row)
    said = {
        "provider": quote.provider_name,
        "products": "；".join(map(_called, quote.lines))[:MOST_CHARACTERS],
        "total": f"{quote.total:.2f}",
        "deducted": f"{quote.deducted:.2f}",
        "due": f"{quote.due:.2f}",
    }
    case = submit(work, viewer, PROCESS, said, organisation_id=own.id, subject_id=row.id)
    row.number = case.number
    row.definition_id = work.session.get_one(Case, case.id).definition_id
    if quote.chosen is not None:
        row.voucher_hold_id = reserve(
            work, key=f"order:{row.id}:voucher", cause=Cause("case", case.number), purpose="order",
            account_id=quote.chosen.voucher.account_id, amount=quote.chosen.pays, until=work.now + HELD_FOR,
        ).id  # fmt: skip
    work.session.flush()
    note(work, row, "enterprise", "place")
    notices.tell(work, row, "provider", "placed")
    return case.number


def _lines(order_id: str, quote: OrderQuote) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=order_id, position=position, product_id=line.product_id,
            product_number=line.offer.number, product_name=line.offer.name, product_kind=line.offer.kind,
            specification=line.choice.specification, mode=line.choice.mode, quantity=line.choice.quantity,
            unit_fen=to_fen(line.price), amount_fen=to_fen(line.amount),
        )
        for position, line in enumerate(quote.lines, start=1)
        if line.offer is not None and line.price is not None
    ]  # fmt: skip


def _called(line: CartLineView) -> str:
    """Return what the case says of a line: 云端设备管理系统（标准版）× 2 年."""
    name = line.offer.name if line.offer is not None else line.product_id
    counted = unit(line.choice.mode, line.choice.quantity).zh
    return f"{name}（{line.choice.specification}）× {line.choice.quantity} {counted}"
