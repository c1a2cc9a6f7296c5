"""Proposals to end an order: one waits at a time, and its own process keeps the time for the answer.

Each function is called with the order's row held.
"""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.models import Case
from workflows.business.orders import notices
from workflows.business.orders.models import OrderEnding, OrderPlanChange, ServiceOrder
from workflows.business.orders.timeline import note
from workflows.business.orders.values import SIDES, EndingState, Side
from workflows.ground.work import Work

ANSWERED = "order_ending_answered"
"""What the process of a proposal waits for; the key is the order's id, `ending_answer` the new state."""


def proposals(work: Work, row: ServiceOrder) -> list[OrderEnding]:
    """Return the proposals of an order, the newest first."""
    rows = select(OrderEnding).where(OrderEnding.order_id == row.id).order_by(OrderEnding.id.desc())
    return list(work.session.scalars(rows))


def waiting(work: Work, row: ServiceOrder) -> OrderEnding | None:
    """Return the proposal that waits for an answer."""
    return next((one for one in proposals(work, row) if one.state == "open"), None)


def answer(work: Work, proposal: OrderEnding | OrderPlanChange, state: str, said: str = "") -> None:
    """Note what came of a proposal, by whom and what they said."""
    proposal.state, proposal.answer_note = state, said
    proposal.answered_by, proposal.answered_at = work.actor, work.now
    work.session.flush()


def close(work: Work, proposal: OrderEnding, state: EndingState, said: str = "") -> bool:
    """Note what came of a proposal, and tell its process; return whether that was waiting for it."""
    answer(work, proposal, state, said)
    told = work.runtime.correlate(
        ANSWERED, correlation_key=proposal.order_id, variables={"ending_answer": state}
    )
    return told.outcome == "delivered"


def lapse(work: Work, row: ServiceOrder) -> None:
    """Let the proposal that waits be over because nobody has answered it; both sides are told."""
    proposal = waiting(work, row)
    if proposal is None:
        return
    proposal.state, proposal.answered_at = "lapsed", work.now
    note(work, row, "platform", "lapse_end")
    for side in SIDES:
        notices.tell(work, row, side, "lapse_end")


def overtake(work: Work, row: ServiceOrder) -> None:
    """The order is over: a proposal that still waits has nothing left to end."""
    proposal = waiting(work, row)
    if proposal is not None:
        close(work, proposal, "overtaken")


def withdrawn(work: Work, row: ServiceOrder) -> None:
    """The case of a proposal was taken back on its own page: the same as on the page of the order."""
    proposal = waiting(work, row)
    if proposal is not None:
        answer(work, proposal, "taken_back")
        side: Side = "enterprise" if proposal.side == "enterprise" else "provider"
        note(work, row, side, "take_back_end")
        notices.tell(work, row, notices.other(side), "take_back_end")


def instance_of(work: Work, proposal: OrderEnding) -> str | None:
    """Return the id of the process that keeps the time of a proposal."""
    case = work.session.get(Case, proposal.case_id) if proposal.case_id is not None else None
    return case.instance_id if case is not None else None
