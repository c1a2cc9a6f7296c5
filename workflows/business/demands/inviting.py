"""What both sides do with an invitation 邀标: invite, answer, offer, write, drop, choose.

The demand is held first, then the invitation: of two who act at once the second finds both as the first has
left them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import exists, select

from workflows.approvals.cases.submitting import submit
from workflows.business.carts.values import CartLineView, ProductOffer, PurchaseChoice
from workflows.business.demands import demand_lifecycle, invitation_lifecycle
from workflows.business.demands.invitation_files import keep, read_all
from workflows.business.demands.invitation_lifecycle import number_of
from workflows.business.demands.invitation_models import DemandInvitation
from workflows.business.demands.models import Demand
from workflows.business.demands.policy import MENU, is_own, may_move_deposit
from workflows.business.demands.tender_models import TenderBid
from workflows.business.demands.values import LIVE, MOST_PRICE, Party
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.orders.checkout import AgreedLine, CheckoutRequest, place_agreed
from workflows.business.orders.models import ServiceOrder
from workflows.files.sent_files import SentFile
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer, require

MOST_WORDS = 2_000
SPECIFICATION = "按需求定制"
KIND = "demand"
"""As what a line of an order names a demand, where others name the kind of their product."""


def invite(work: Work, viewer: Viewer, number: str, provider_id: str, message: str) -> str:
    """Ask a certified provider about a published demand; return the invitation's id.

    Raises: Conflict: the demand is over, or this provider is asked already; Invalid: at the message, the
        provider or the demand, which is none of the viewer's.
    """
    demand = _own_demand(work, viewer, number)
    said = checked_words(message, needed=True)
    if demand.selection != "invitation":
        raise Invalid("demands.choose_demand", [FieldProblem("demand", "demands.choose_demand", {})])
    if demand.state != "published" or demand.deliver_by < work.now.astimezone(SHANGHAI).date():
        raise Conflict("demands.not_now")
    provider = work.session.get(Organisation, provider_id.replace("\x00", ""))
    if provider is None or provider.kind != "provider" or provider.certification != "certified":
        raise Invalid("demands.no_provider", [FieldProblem("provider", "demands.no_provider", {})])
    asked = exists().where(
        DemandInvitation.demand_id == demand.id, DemandInvitation.provider_id == provider.id,
        DemandInvitation.state.in_(sorted(LIVE)),
    )  # fmt: skip
    if work.session.scalar(select(asked)):
        raise Conflict("demands.invited_already")
    row = DemandInvitation(
        id=new_id(), demand_id=demand.id, provider_id=provider.id, state="invited",
        invited_by=viewer.user_id, invited_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    form = {"demand": demand.title, "provider": provider.name, "message": said}
    submit(
        work, viewer, invitation_lifecycle.PROCESS, form, organisation_id=demand.organisation_id,
        subject_id=row.id,
    )  # fmt: skip
    invitation_lifecycle.note(work, row, "enterprise", "invite", said)
    return row.id


def _own_demand(work: Work, viewer: Viewer, number: str) -> Demand:
    """Return the demand that was chosen, held. Raises: Invalid: none, or none of the viewer's."""
    try:
        demand = demand_lifecycle.locked_by_number(work, number)
    except NotFound:
        demand = None
    if demand is None or not is_own(viewer, demand):
        raise Invalid("demands.choose_demand", [FieldProblem("demand", "demands.choose_demand", {})])
    return demand


def accept(work: Work, viewer: Viewer, invitation_id: str, price: Decimal, message: str) -> None:
    """Accept an invitation with a price, from where both negotiate.

    Raises: NotFound; Forbidden; Invalid: at price or message; Conflict: it was answered or is over.
    """
    row = _held(work, viewer, invitation_id, "provider", {"invited"})
    said, row.price_fen = checked_words(message), checked_price(price)
    invitation_lifecycle.move(work, row, "provider", "accept", said)


def decline(work: Work, viewer: Viewer, invitation_id: str, message: str) -> None:
    """Decline an invitation, with a message. Raises: as `accept`."""
    row = _held(work, viewer, invitation_id, "provider", {"invited"})
    invitation_lifecycle.move(work, row, "provider", "decline", checked_words(message, needed=True))


def offer(work: Work, viewer: Viewer, invitation_id: str, price: Decimal, message: str) -> None:
    """Offer another price while both negotiate. Raises: as `accept`."""
    row = _held(work, viewer, invitation_id, "provider", {"accepted"})
    said, row.price_fen = checked_words(message), checked_price(price)
    invitation_lifecycle.note(work, row, "provider", "offer", said)


def say(work: Work, viewer: Viewer, invitation_id: str, message: str, files: Sequence[SentFile] = ()) -> None:
    """Write to the other side, with files. Raises: as `accept`, or at the files; TooMany."""
    row = _seen(work, viewer, invitation_id)
    by = side_of(work, viewer, row)
    if row.state not in LIVE:
        raise Conflict("demands.not_now")
    checked = read_all(work, row, files)
    entry = invitation_lifecycle.note(
        work, row, by or "enterprise", "say", checked_words(message, needed=not files)
    )
    keep(work, entry, checked)


def drop(work: Work, viewer: Viewer, invitation_id: str, message: str) -> None:
    """Give a provider up that was invited, with a message. Raises: as `accept`."""
    row = _held(work, viewer, invitation_id, "enterprise", LIVE)
    invitation_lifecycle.move(work, row, "enterprise", "drop", checked_words(message, needed=True))


def choose(work: Work, viewer: Viewer, invitation_id: str, asked: CheckoutRequest, message: str) -> str:
    """Choose a provider that has offered: the order is placed, the others are told; return its number.

    The deposit goes back to the wallet. `asked` is what the page has shown as due, and the chosen voucher.
    Raises: as `accept`; Forbidden: an agent, or not given the wallet; InvalidState: an obstacle to ordering;
        Conflict: the price or what a voucher pays has changed since it was shown.
    """
    row = _held(work, viewer, invitation_id, "enterprise", {"accepted"})
    demand = work.session.get_one(Demand, row.demand_id)
    require(may_move_deposit(viewer, demand), "demands.not_for_agents")
    said = checked_words(message)
    agreed = AgreedLine(f"invitation:{row.id}", demand.organisation_id, agreed_line(work, demand, row))
    number = place_agreed(work, viewer, agreed, asked)
    ordered = select(ServiceOrder.id).where(ServiceOrder.number == number)
    order_id = work.session.scalars(ordered).one()
    invitation_lifecycle.move(work, row, "enterprise", "select", said)
    demand_lifecycle.end(work, demand, "awarded", order_id=order_id)
    return number


def agreed_line(work: Work, demand: Demand, row: DemandInvitation | TenderBid) -> CartLineView:
    """Return what a provider offers for a demand, as orders quote it: one piece at its price."""
    provider = work.session.get_one(Organisation, row.provider_id)
    price = to_yuan(row.price_fen or 0)
    made = ProductOffer(
        demand.id, number_of(work, demand), demand.title, KIND, provider.id, provider.name,
        (demand.category,), {(SPECIFICATION, "quantity"): price},
    )  # fmt: skip
    return CartLineView(row.id, demand.id, PurchaseChoice(SPECIFICATION, "quantity"), price, made, price)


def demand_number(work: Work, invitation_id: str) -> str:
    """Return the number of the demand that an invitation is about. Raises: NotFound."""
    row = work.session.get(DemandInvitation, invitation_id)
    if row is None:
        raise NotFound("demands.invitation_not_found")
    return number_of(work, work.session.get_one(Demand, row.demand_id))


def side_of(work: Work, viewer: Viewer, row: DemandInvitation) -> Party | None:
    """Return on which side of an invitation the viewer works, None if on neither."""
    if is_own(viewer, work.session.get_one(Demand, row.demand_id)):
        return "enterprise"
    return "provider" if viewer.may(row.provider_id, MENU) else None


def _seen(work: Work, viewer: Viewer, invitation_id: str) -> DemandInvitation:
    """Return an invitation and its demand, held, for somebody of one of its sides."""
    known = work.session.get(DemandInvitation, invitation_id.replace("\x00", ""))
    if known is None:
        raise NotFound("demands.invitation_not_found")
    demand_lifecycle.locked(work, known.demand_id)
    row = invitation_lifecycle.locked(work, known.id)
    if side_of(work, viewer, row) is None:
        raise NotFound("demands.invitation_not_found")
    return row


def _held(
    work: Work, viewer: Viewer, invitation_id: str, side: Party, states: frozenset[str] | set[str]
) -> DemandInvitation:
    """Return an invitation, held, in one of these states, for somebody of the side whose step it is."""
    row = _seen(work, viewer, invitation_id)
    if side_of(work, viewer, row) != side:
        raise Forbidden("demands.other_side")
    if row.state not in states:
        raise Conflict("demands.not_now")
    return row


def checked_price(price: Decimal) -> int:
    """Return a price in fen. Raises: Invalid: at the price."""
    if not (price.is_finite() and 0 < price <= MOST_PRICE and price == round(price, 2)):
        raise Invalid("demands.price", [FieldProblem("price", "demands.price", {})])
    return to_fen(price)


def checked_words(message: str, *, needed: bool = False) -> str:
    """Return what was said. Raises: Invalid: at the message."""
    said = message.strip()
    if needed and not said:
        raise Invalid("demands.words_required", [FieldProblem("message", "demands.words_required", {})])
    if len(said) > MOST_WORDS:
        most = {"most": MOST_WORDS}
        raise Invalid(
            "demands.reason_too_long", [FieldProblem("message", "demands.reason_too_long", most)], **most
        )
    return said
