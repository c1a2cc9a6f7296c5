"""What scenarios of demands need: a published demand, a provider invited to it, what both sides do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases.submitting import submit
from workflows.approvals.models import Case
from workflows.business.demands import actions, demand_lifecycle, inviting
from workflows.business.demands.invitation_queries import quote
from workflows.business.orders.checkout import CheckoutRequest
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.viewer_loader import viewer_of

MESSAGE = "请就该需求报价。"


def begin_invitation(work: Work, organisation_id: str, provider_id: str) -> str:
    """Publish a demand as the actor and invite the provider to it; return the id of the invitation's case."""
    day = work.now.astimezone(SHANGHAI).date() + timedelta(days=60)
    said = {
        "title": "车间设备联网", "category": "equipment_networking", "deliver_by": f"{day}",
        "description": "三十台机床联网，以连续运行三十天为验收标准。", "budget": "80000.00",
        "payment": "full", "invoice_name": "企业", "contact": "周敏", "mobile": "13900001234",
    }  # fmt: skip
    viewer = viewer_of(work)
    case = submit(work, viewer, demand_lifecycle.PROCESS, said, organisation_id=organisation_id)
    demand = demand_lifecycle.locked_by_number(work, case.number)
    demand_lifecycle.publish(work, demand)
    invitation_id = inviting.invite(work, viewer, case.number, provider_id, MESSAGE)
    return work.session.scalars(select(Case.id).where(Case.subject_id == invitation_id)).one()


def take_step(work: Work, case_id: str, said: Mapping[str, Any]) -> None:
    """Let the actor do something with the demand, or the invitation, of a case."""
    case, viewer, does = work.session.get_one(Case, case_id), viewer_of(work), said["does"]
    of, words = case.subject_id or "", str(said.get("reason") or "说明")
    if does == "hold":
        actions.hold_deposit(work, viewer, case.number)
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
