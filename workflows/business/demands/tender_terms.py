"""What ending a tender takes of the deposit: the table of its own version of the package says it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select

from engine.feel import to_python
from workflows.approvals.models import Case
from workflows.business.demands.models import Demand
from workflows.business.demands.tender_models import Tender, TenderBid
from workflows.business.demands.tender_values import LIVE_BIDS
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.terms import share
from workflows.ground.work import Work

DECISION = "tender_withdrawal"


def fee(work: Work, demand: Demand, row: Tender) -> Decimal:
    """Return what ending the tender now takes of the deposit, in yuan; the rest goes back."""
    definition_id = work.session.scalars(select(Case.definition_id).where(Case.subject_id == row.id)).one()
    left = (row.opens_at - work.now) / timedelta(hours=1)
    facts = {
        "state": row.state, "bids": bids(work, row), "hours": Decimal(str(round(max(left, 0.0), 4))),
        "enough": bool(row.enough),
    }  # fmt: skip
    percent = to_python(work.repository.decide(DECISION, facts, definition_id).value)
    return share(to_yuan(demand.deposit_fen), Decimal(str(percent or 0)))


def bids(work: Work, row: Tender) -> int:
    """Return how many bids can still be chosen."""
    rows = select(func.count()).where(TenderBid.tender_id == row.id, TenderBid.state.in_(sorted(LIVE_BIDS)))
    return work.session.scalar(rows) or 0
