"""What scenarios of orders need: a provider with a product, an enterprise with seal, money and voucher."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from engine import Engine
from workflows.approvals.models import Case
from workflows.business.carts import operations as carts
from workflows.business.carts.values import PurchaseChoice
from workflows.business.demands import invitation_lifecycle, tender_lifecycle
from workflows.business.ledger.values import Cause
from workflows.business.orders import actions, ending, plan_changes
from workflows.business.orders.checkout import CheckoutRequest, place
from workflows.business.orders.plan_changes import NewPart
from workflows.business.orders.queries import order
from workflows.business.orders.quoting import quotes
from workflows.business.orders.values import OrderDetail
from workflows.business.ratings import review
from workflows.business.ratings.models import Rating
from workflows.business.ratings.operations import rate
from workflows.business.ratings.values import CRITERIA, MOST_STARS, RatingDraft
from workflows.business.vouchers.operations import grant
from workflows.business.vouchers.values import GrantOrder, GrantSource
from workflows.ground.work import Work
from workflows.people.identity.models import User
from workflows.people.organisations.queries import organisation
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios import demanding, money, subjects
from workflows.scenarios.contracts import As
from workflows.scenarios.reading import Scenario
from workflows.scenarios.seals import seal

RATING = review.SUBJECT
SUBJECTS = frozenset({"order", "invitation", "tender", RATING})
SELLER = "seller"
"""The person of a scenario for whose provider something is ordered."""
_MONEY = "20000.00"
_MONTH = timedelta(days=30)
_PLANS = frozenset({"propose_plan", "agree_plan", "return_plan", "take_back_plan", "pay_plan"})
_ENDINGS = frozenset({"propose_end", "end", "decline_end", "take_back_end"})


def begin(
    work: Work,
    secret_key: str,
    scenario: Scenario,
    sides: tuple[str, str],
    chance: random.Random,
) -> str:
    """Order one product as the actor, or invite its provider to a demand; return the id of the case.

    `sides`: the organisation that orders, and the user of the provider. The scenario says the `price` of the
    product, whether it is `free`, and the `voucher` that pays up to all of it.
    """
    own_id, seller = sides
    said = scenario.order
    product_id = _offered(work, seller, said, chance)
    seal(work, secret_key, own_id)
    if scenario.process_id == invitation_lifecycle.PROCESS:
        (provider,) = viewer_of(work, seller).memberships
        return demanding.begin_invitation(work, own_id, provider)
    if scenario.process_id == tender_lifecycle.PROCESS:
        money.pay_in(work, own_id, _MONEY)
        return demanding.begin_tender(work, own_id)
    money.pay_in(work, own_id, str(said.get("wallet", _MONEY)))
    if "voucher" in said:
        _grant(work, own_id, Decimal(str(said["voucher"])))
    viewer = viewer_of(work)
    carts.add(work, viewer, own_id, product_id, PurchaseChoice("标准版", "quantity"))
    (number,) = check_out(work, own_id)
    return work.session.scalars(select(Case.id).where(Case.number == number)).one()


def check_out(work: Work, organisation_id: str) -> tuple[str, ...]:
    """Order what is in the actor's cart as its page proposes it; return the numbers of the orders."""
    viewer = viewer_of(work)
    cart = carts.cart(work, viewer, organisation_id)
    own = organisation(work, viewer, organisation_id)
    due = {one.provider_id: one.due for one in quotes(work, viewer, own, cart.lines, {})}
    return place(work, viewer, organisation_id, CheckoutRequest(cart.revision, due, {}))


def take_step(work: Work, case_id: str, said: Mapping[str, Any]) -> None:
    """Let the actor do something with the order of a case."""
    number, viewer = work.session.get_one(Case, case_id).number, viewer_of(work)
    does, reason = said["does"], str(said.get("reason") or "说明")
    if does == "cancel":
        actions.cancel(work, viewer, number, reason)
    elif does == "dispute":
        actions.dispute(work, viewer, number, reason)
    elif does == "rate":
        rate(work, viewer, number, RatingDraft(dict.fromkeys(CRITERIA, MOST_STARS), reason))
    elif does == "pay":
        actions.pay_into_escrow(work, viewer, number, part=bool(said.get("part")))
    elif does in _ENDINGS:
        _settle_ending(work, number, does, Decimal(str(said.get("refund", 0))), reason)
    elif does in _PLANS:
        _change_plan(work, number, said)
    else:
        actions.act(work, viewer, number, does, reason)


def _settle_ending(work: Work, number: str, does: str, refund: Decimal, reason: str) -> None:
    """Propose to end an order, or answer what was proposed last as its page shows it."""
    viewer = viewer_of(work)
    if does == "propose_end":
        ending.propose(work, viewer, number, refund, reason)
        return
    detail = order(work, viewer, number)
    proposal_id = detail.endings[0].id
    if does == "end":
        ending.agree(work, viewer, number, proposal_id, held=detail.held)
    elif does == "decline_end":
        ending.decline(work, viewer, number, proposal_id, reason)
    else:
        ending.take_back(work, viewer, number, proposal_id)


def _change_plan(work: Work, number: str, said: Mapping[str, Any]) -> None:
    """Propose another plan for what is not accepted, or answer what was proposed last."""
    does, viewer, reason = said["does"], viewer_of(work), str(said.get("reason") or "说明")
    detail = order(work, viewer, number)
    if does == "propose_plan":
        plan_changes.propose(work, viewer, number, _other_plan(detail, said), reason)
        return
    change_id = detail.plan_changes[0].id
    if does == "agree_plan":
        plan_changes.agree(work, viewer, number, change_id)
    elif does == "return_plan":
        plan_changes.give_back(work, viewer, number, change_id, reason)
    elif does == "pay_plan":
        plan_changes.pay_into_escrow(work, viewer, number, change_id)
    else:
        plan_changes.take_back(work, viewer, number, change_id)


def _other_plan(detail: OrderDetail, said: Mapping[str, Any]) -> dict[int, NewPart]:
    """Return the plan a month later, with `more` yuan for the last milestone.

    With a `new` one before the last, of so many yuan, the last alone is later.
    """
    rest = [one for one in detail.milestones if one.state != "accepted"]
    days = [one.due_on or detail.order.placed_at.date() for one in rest]
    more = Decimal(str(said.get("more", 0)))
    amounts = [*(one.amount for one in rest[:-1]), rest[-1].amount + more]
    plan = {
        one.position: NewPart(amount, day + _MONTH)
        for one, amount, day in zip(rest, amounts, days, strict=True)
    }
    if "new" in said:
        plan |= {one.position: NewPart(one.amount, day) for one, day in zip(rest[:-1], days, strict=False)}
        plan[detail.milestones[-1].position + 1] = NewPart(Decimal(str(said["new"])), days[-1], "试运行")
    return plan


def report(acting: As, engine: Engine, case_id: str, now: datetime) -> str:
    """Let the seller rate a free order, and the applicant report that; return the case of the report."""
    steps = ((SELLER, "accept"), (SELLER, "start"), (SELLER, "finish"), ("applicant", "approve"))
    for person, does in (*steps, (SELLER, "rate")):
        acting(person, partial(take_step, case_id=case_id, said={"does": does}))
        engine.run_due_jobs(now)

    def act(work: Work) -> str:
        number = work.session.get_one(Case, case_id).number
        rating = work.session.scalars(select(Rating).where(Rating.about_number == number)).one()
        review.report(work, viewer_of(work), rating.id, "内容与订单无关")
        return work.session.scalars(select(Case.id).where(Case.number == rating.report_case)).one()

    begun: str = acting("applicant", act)
    return begun


def ready_to_sign(acting: As, buyer: str, secret_key: str, chance: random.Random) -> None:
    """Give both sides what signing a contract asks for: a number for the code, and the provider its seal."""

    def get_mobile(work: Work) -> None:
        work.session.get_one(User, work.actor).mobile = f"+86139{chance.randrange(10**8):08d}"

    for person in (buyer, SELLER):
        acting(person, get_mobile)
    acting(SELLER, lambda work: seal(work, secret_key, *viewer_of(work).memberships))


def _offered(work: Work, seller: str, said: Mapping[str, Any], chance: random.Random) -> str:
    """Certify the provider, and put its product on sale; return the product's id."""
    provider_id = subjects.provider_of(work, seller, chance)
    priced = {"specification": "标准版", "purchase_modes": ["quantity"], "pricing_mode": "free"}
    if not said.get("free"):
        priced |= {"pricing_mode": "simple", "price_quantity": str(said.get("price", "3000"))}
    data = {**subjects.PRODUCT, "kind": "service", "specifications": [priced]}
    return subjects.product(work, provider_id, seller, data, listed=True)


def _grant(work: Work, organisation_id: str, yuan: Decimal) -> None:
    number = f"order-{organisation_id}"
    subjects.programme(work, number, {"share": 100})
    grant(
        work, GrantOrder(number, organisation_id, GrantSource("quota", number), Cause("case", number), yuan)
    )
