"""The end of published demands: over with their delivery date, the deposit goes back."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.demands.demand_lifecycle import end
from workflows.business.demands.models import Demand
from workflows.business.ledger.money import shown
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import who_bind

AT_ONCE = 100
"""Demands that one run ends; the next run goes on."""


def end_what_is_over(work: Work) -> int:
    """End the published demands whose delivery date is over, and tell their people; return how many."""
    today = work.now.astimezone(SHANGHAI).date()
    over = (
        select(Demand)
        .where(Demand.state == "published", Demand.deliver_by < today)
        .order_by(Demand.deliver_by, Demand.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = list(work.session.scalars(over))
    for row in rows:
        deposit = shown(row.deposit_fen)
        end(work, row, "expired")
        number = work.session.get_one(Case, row.case_id).number
        said = {"demand": row.title, "number": number, "deposit": deposit}
        send_messages(work, who_bind(work, row.organisation_id), "demand_expired", said)
    return len(rows)
