"""What scenarios of demands need: a published demand, a provider invited to it, what both sides do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases.submitting import submit
from workflows.approvals.models import Case
from workflows.business.demands import (
    actions,
    bidding,
    demand_lifecycle,
    giving_up,
    invitation_lifecycle,
    inviting,
    second_round,
    tender_choice,
    tender_lifecycle,
    tender_queries,
)
from workflows.business.demands.invitation_queries import quote
from workflows.business.demands.models import Demand
from workflows.business.demands.tender_models import Tender
from workflows.business.demands.tender_values import ROUND_HOURS
from workflows.business.ledger.money import to_fen
from workflows.business.orders.checkout import CheckoutRequest
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations
from workflows.people.viewer_loader import viewer_of
from workflows.scenarios.form_samples import credit_code
from workflows.scenarios.subjects import certify

MESSAGE = "请就该需求报价。"
DEPOSIT = Decimal("1000.00")
NEW_OPENING = timedelta(hours=36)
"""After giving up, when the bids are opened anew."""


def begin_invitation(work: Work, organisation_id: str, provider_id: str) -> str:
    """Publish a demand as the actor and invite the provider to it; return the id of the invitation's case."""
    demand = _published(work, organisation_id, {"selection": "invitation"})
    number = invitation_lifecycle.number_of(work, demand)
    invitation_id = inviting.invite(work, viewer_of(work), number, provider_id, MESSAGE)
    return work.session.scalars(select(Case.id).where(Case.subject_id == invitation_id)).one()


def begin_tender(work: Work, organisation_id: str) -> str:
    """Put a demand out to tender as the actor, for a day and a half; return the id of the tender's case."""
    opening = work.now.astimezone(SHANGHAI) + timedelta(hours=36)
    said = {
        "selection": "tender", "minimum_bidders": "0", "opens_at": f"{opening:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    demand = _published(work, organisation_id, said, DEPOSIT)
    tender_id = work.session.scalars(select(Tender.id).where(Tender.demand_id == demand.id)).one()
    return work.session.scalars(select(Case.id).where(Case.subject_id == tender_id)).one()


def _published(
    work: Work, organisation_id: str, selection: Mapping[str, Any], deposit: Decimal = Decimal(0)
) -> Demand:
    """Publish a demand as the actor with its deposit, without its review; return it, held."""
    day = work.now.astimezone(SHANGHAI).date() + timedelta(days=60)
    said = {
        "title": "车间设备联网", "category": "equipment_networking", "deliver_by": f"{day}",
        "description": "三十台机床联网，以连续运行三十天为验收标准。", "budget": "80000.00",
        "payment": "full", "invoice_name": "企业", "contact": "周敏", "mobile": "13900001234",
    } | dict(selection)  # fmt: skip
    case = submit(work, viewer_of(work), demand_lifecycle.PROCESS, said, organisation_id=organisation_id)
    demand = demand_lifecycle.locked_by_number(work, case.number)
    demand.required_fen = to_fen(deposit)
    demand_lifecycle.hold_deposit(work, demand, work.session.get_one(Case, case.id))
    demand_lifecycle.publish(work, demand)
    return demand


def take_step(work: Work, secret_key: str, case_id: str, said: Mapping[str, Any]) -> None:
    """Let the actor do something with the demand, its tender or the invitation of a case."""
    case, viewer, does = work.session.get_one(Case, case_id), viewer_of(work), said["does"]
    of, words = case.subject_id or "", str(said.get("reason") or "说明")
    if does == "hold":
        actions.hold_deposit(work, viewer, case.number)
    elif case.process_id == tender_lifecycle.PROCESS:
        _take_step_of_tender(work, secret_key, of, said, words)
    elif does == "withdraw":
        actions.withdraw(work, viewer, inviting.demand_number(work, of), words)
    elif does in {"accept", "offer"}:
        taken = inviting.accept if does == "accept" else inviting.offer
        taken(work, viewer, of, Decimal(str(said["price"])), words)
    elif does == "select":
        shown = quote(work, viewer, of, {})
        asked = CheckoutRequest(0, {shown.provider_id: shown.due}, {})
        inviting.choose(work, viewer, of, asked, words)
    else:
        {"say": inviting.say, "drop": inviting.drop, "decline": inviting.decline}[does](
            work, viewer, of, words
        )


def _take_step_of_tender(
    work: Work, secret_key: str, tender_id: str, said: Mapping[str, Any], words: str
) -> None:
    viewer, does = viewer_of(work), said["does"]
    demand = work.session.get_one(Demand, work.session.get_one(Tender, tender_id).demand_id)
    number = invitation_lifecycle.number_of(work, demand)
    if does in {"withdraw", "give_up"}:
        fee = tender_queries.room(work, viewer, number).fee or Decimal(0)
        (actions.withdraw if does == "withdraw" else giving_up.give_up)(work, viewer, number, words, fee)
    elif does == "reopen":
        giving_up.reopen(work, viewer, number, work.now + NEW_OPENING)
    elif does == "second_round":
        opened = [one.id for one in tender_queries.room(work, viewer, number).bids]
        second_round.ask_again(work, viewer, number, opened, ROUND_HOURS[0])
    elif does == "select":
        bids = tender_queries.room(work, viewer, number).bids
        bid_id = next((one.id for one in bids if one.may_be_chosen), "")
        shown, _ = tender_queries.quote(work, viewer, bid_id, "")
        asked = CheckoutRequest(0, {shown.provider_id: shown.due}, {})
        tender_choice.choose(work, viewer, bid_id, asked, words)
    else:
        _take_step_of_bidder(work, secret_key, number, said)


def _certify_bidder(work: Work) -> None:
    """Let the actor have a certified provider of their own, to bid beside the seller."""
    provider_id = organisations.begin_organisation(work, "provider", work.actor)
    code = credit_code("430100", int(sha256(work.actor.encode()).hexdigest(), 16) % 1_000_000)
    certify(work, provider_id, name="岳麓软件有限公司", credit_code=code, region="430100")


def _take_step_of_bidder(work: Work, secret_key: str, number: str, said: Mapping[str, Any]) -> None:
    if not viewer_of(work).memberships:
        _certify_bidder(work)
    viewer, does = viewer_of(work), said["does"]
    (provider_id,) = viewer.memberships
    if does == "bid":
        plan = "含三十台采集网关、看板和两次现场培训，九十天内上线。"
        offer = bidding.BidDraft(provider_id, Decimal(str(said["price"])), plan)
        bidding.bid(work, viewer, secret_key, number, offer)
    elif does == "quote":
        (own,) = tender_queries.room(work, viewer, number).bids
        second_round.quote(work, viewer, secret_key, own.id, Decimal(str(said["price"])))
    else:
        bidding.take_back(work, viewer, number, provider_id)
