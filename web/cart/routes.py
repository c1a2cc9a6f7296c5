"""The cart and its checkout: one page to change what is in it, one on which it is ordered."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.numbers import read_number_or_none
from web.form_problems import in_words
from web.i18n import locale_tag
from web.limits import limiter
from web.request_values import revision, typed_whole
from web.statuses import status_of
from web.viewers import current_viewer, insist_on_sign_in, own_organisations
from web.work import begin
from workflows.business.carts import operations as carts
from workflows.business.carts.policy import may_collect
from workflows.business.carts.values import MODES, MOST_QUANTITY, Mode, PurchaseChoice
from workflows.business.catalogue.pages import product as product_page
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.checkout import CheckoutRequest, obstacles, place
from workflows.business.orders.quoting import NO_VOUCHER, quotes
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound, WorkflowsError
from workflows.ground.work import Work
from workflows.people.organisations.values import OrganisationView

blueprint = Blueprint("cart", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)
_MOST_CHARACTERS = 200
_VOUCHER, _DUE = "voucher-", "due-"
"""Before the id of a provider: the voucher that is chosen for its order, and what the page showed as due."""


def own_to_order_for(work: Work) -> OrganisationView:
    """Return the enterprise for which the signed-in person orders.

    Raises: NotFound: they belong to no organisation; Forbidden: none for which they order.
    """
    own = own_organisations(work)
    if not own:
        raise NotFound("organisations.not_found")
    viewer = current_viewer(work)
    for organisation in own:
        if may_collect(viewer, organisation):
            return organisation
    raise Forbidden("carts.not_yours")


_NOTHING = to_yuan(0)


@blueprint.get("")
def home() -> Response:
    """Show what is in the cart, at the prices of now."""
    with begin() as work:
        return _cart(work)


def _cart(work: Work, refusal: WorkflowsError | None = None, at: str = "") -> Response:
    own = own_to_order_for(work)
    cart = carts.cart(work, current_viewer(work), own.id)
    page = render_template(
        "cart/home.html",
        own=own,
        cart=cart,
        total=sum((line.amount for line in cart.lines), _NOTHING),
        most=MOST_QUANTITY,
        refused=in_words(refusal) if refusal is not None else "",
        refused_at=at,
        typed=request.form.get("quantity", ""),
    )
    return make_response(page, 422 if refusal is not None else 200)


@blueprint.post("/lines")
@limiter.limit("120 per hour")
def add() -> Response:
    """Put a specification of a product into the cart, and lead there; what cannot be is said on its page."""
    number = request.form.get("product", "")[:_MOST_CHARACTERS]
    try:
        with begin() as work:
            own, viewer = own_to_order_for(work), current_viewer(work)
            try:
                product_id, shown = product_page(work, viewer, number, locale_tag())
            except NotFound:  # taken off sale since the page was drawn
                flash(_("This product is no longer on sale."), "danger")
                return make_response(redirect(url_for("catalogue.home")))
            carts.add(work, viewer, own.id, product_id, _choice())
    except (Invalid, InvalidState) as refusal:
        flash(in_words(refusal), "danger")
        return make_response(redirect(url_for("catalogue.product", number=number)))
    flash(_("“%(name)s” is in the cart.", name=shown.name), "success")
    return make_response(redirect(url_for("cart.home")))


def _choice() -> PurchaseChoice:
    """Return what was chosen, `mode:specification`, and how many. Raises: InvalidState: no such way."""
    said, _colon, specification = request.form.get("choice", "").partition(":")
    mode: Mode | None = next((one for one in MODES if one == said), None)
    if mode is None:
        raise InvalidState("carts.not_offered")
    return PurchaseChoice(specification[:_MOST_CHARACTERS], mode, _quantity())


def _quantity() -> int:
    """Return how many were typed; 0, which is refused with what would be right, if it is no whole number."""
    return typed_whole(request.form.get("quantity", "")) or 0


@blueprint.post("/lines/<line_id>")
@limiter.limit("240 per hour")
def change(line_id: str) -> Response:
    """Set how many of a line are bought."""
    try:
        with begin() as work:
            own = own_to_order_for(work)
            carts.change(work, current_viewer(work), own.id, line_id[:_MOST_CHARACTERS], _quantity())
    except Invalid as refusal:
        with begin() as work:
            return _cart(work, refusal, line_id)
    return make_response(redirect(url_for("cart.home")))


@blueprint.post("/lines/<line_id>/remove")
@limiter.limit("240 per hour")
def remove(line_id: str) -> Response:
    """Take a line out of the cart."""
    with begin() as work:
        own = own_to_order_for(work)
        carts.remove(work, current_viewer(work), own.id, line_id[:_MOST_CHARACTERS])
    return make_response(redirect(url_for("cart.home")))


@blueprint.get("/checkout")
def checkout() -> Response:
    """Show the orders that the cart would become, with the vouchers that fit; nothing happens yet."""
    with begin() as work:
        return _checkout(work)


def _checkout(work: Work, refusal: WorkflowsError | None = None) -> Response:
    own, viewer = own_to_order_for(work), current_viewer(work)
    cart = carts.cart(work, viewer, own.id)
    if not cart.lines:
        return make_response(redirect(url_for("cart.home")))
    made = quotes(work, viewer, own, cart.lines, _chosen())
    page = render_template(
        "cart/checkout.html",
        own=own,
        cart=cart,
        gone=[line for line in cart.lines if line.price is None],
        quotes=made,
        obstacles=obstacles(work, own),
        total=sum((one.total for one in made), _NOTHING),
        deducted=sum((one.deducted for one in made), _NOTHING),
        due=sum((one.due for one in made), _NOTHING),
        no_voucher=NO_VOUCHER,
        refused=in_words(refusal) if refusal is not None else "",
    )
    return make_response(page, 200 if refusal is None else status_of(refusal))


def _chosen() -> dict[str, str]:
    """Return the voucher that was chosen for each provider's order."""
    sent = request.form if request.method == "POST" else request.args
    return {
        name.removeprefix(_VOUCHER)[:_MOST_CHARACTERS]: text[:_MOST_CHARACTERS]
        for name, text in sent.items()
        if name.startswith(_VOUCHER)
    }


@blueprint.post("/checkout")
@limiter.limit("60 per hour")
def order() -> Response:
    """Place the orders that the page showed; sent again, it leads to the same orders."""
    shown = {
        name.removeprefix(_DUE): read_number_or_none(text) or _NOTHING
        for name, text in request.form.items()
        if name.startswith(_DUE)
    }
    sent = revision()
    try:
        with begin() as work:
            own = own_to_order_for(work)
            asked = CheckoutRequest(-1 if sent is None else sent, shown, _chosen())
            numbers = place(work, current_viewer(work), own.id, asked)
    except (Conflict, InvalidState) as refusal:
        with begin() as work:
            return _checkout(work, refusal)
    flash(
        ngettext(
            "Your order is placed; the provider has been told.",
            "%(num)s orders are placed; the providers have been told.",
            len(numbers),
        ),
        "success",
    )
    if len(numbers) == 1:
        return make_response(redirect(url_for("orders.order", number=numbers[0])))
    return make_response(redirect(url_for("orders.purchases")))
