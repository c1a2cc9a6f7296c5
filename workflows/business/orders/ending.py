"""Ending an order in service by agreement: one side proposes, the other agrees or declines.

What is agreed is carried out by the order's own process: so much goes back, the rest of what is in escrow
goes to the provider less the fee, and what is left of a voucher goes back.
"""

from __future__ import annotations

from decimal import Decimal

from forms import Text
from workflows.approvals.cases.submitting import submit
from workflows.business.ledger.money import shown, to_fen
from workflows.business.orders import ending_proposals, escrow, notices
from workflows.business.orders.actions import check_serving, checked_reason, move, seen
from workflows.business.orders.models import OrderEnding, ServiceOrder
from workflows.business.orders.policy import organisation_of
from workflows.business.orders.proposals import Course
from workflows.business.orders.terms import ENDING_PROCESS
from workflows.business.orders.timeline import note
from workflows.business.orders.values import SIDES, EndingState
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

AMOUNT_FIELD = "refund"


def propose(work: Work, viewer: Viewer, number: str, refund: Decimal, reason: str) -> None:
    """Propose to end an order with so much of what is in escrow given back; the other side is told.

    The same proposal again, by the same side, changes nothing.

    Raises: NotFound; Invalid: at the amount or the reason; InvalidState: an older process; Conflict: being
        processed, not in service, or a proposal waits for an answer.
    """
    row, side = seen(work, viewer, number)
    said = checked_reason(reason, needed=True)
    waiting = ending_proposals.waiting(work, row)
    if waiting is not None:
        if (waiting.side, waiting.reason, waiting.refund_fen) == (side, said, to_fen(refund)):
            return
        raise Conflict("orders.ending_waits")
    check_serving(work, row)
    refund_fen = _checked_amount(row, refund)
    proposal = OrderEnding(
        id=new_id(), order_id=row.id, side=side, refund_fen=refund_fen, reason=said, state="open",
        proposed_by=work.actor, proposed_at=work.now,
    )  # fmt: skip
    work.session.add(proposal)
    work.session.flush()
    data = {"order": row.number, "proposed_by": side, "refund": f"{refund:.2f}", "reason": said}
    own = organisation_of(row, side)
    proposal.case_id = submit(work, viewer, ENDING_PROCESS, data, organisation_id=own, subject_id=row.id).id
    note(work, row, side, "propose_end", said)
    notices.tell(work, row, notices.other(side), "propose_end", refund=Text(shown(refund_fen)))


def _checked_amount(row: ServiceOrder, refund: Decimal) -> int:
    """Return an amount to give back in fen. Raises: Invalid: it is less than nothing, or not in escrow."""
    held = escrow.held_fen(row)
    refund_fen = to_fen(refund)
    if not 0 <= refund_fen <= held:
        said = {"held": shown(held)}
        problem = FieldProblem(AMOUNT_FIELD, "orders.refund_beyond_escrow", said)
        raise Invalid("orders.refund_beyond_escrow", [problem], **said)
    return refund_fen


def agree(work: Work, viewer: Viewer, number: str, proposal_id: str, *, held: Decimal) -> None:
    """Agree to end an order; its process is told, and both sides. `held`: what the page said is in escrow.

    Agreeing again to what is agreed changes nothing.

    Raises: NotFound; Forbidden: one's own proposal; InvalidState: an older process; Conflict: being
        processed, it was answered otherwise, or what is in escrow has changed.
    """
    row, side = seen(work, viewer, number)
    proposal = _COURSE.of_the_other(work, row, side, proposal_id)
    if proposal.state == "agreed":
        return
    _COURSE.check_open(proposal)
    check_serving(work, row)
    if to_fen(held) != escrow.held_fen(row) or proposal.refund_fen > escrow.held_fen(row):
        raise Conflict("orders.escrow_changed", held=shown(escrow.held_fen(row)))
    _close(work, proposal, "agreed")
    row.refund_fen, row.cancelled_by = proposal.refund_fen, "both"
    move(work, row, side, "end", "")
    for one in SIDES:
        notices.tell(work, row, one, "end", refund=Text(shown(proposal.refund_fen)))


def _close(work: Work, proposal: OrderEnding, state: EndingState, said: str = "") -> None:
    if not ending_proposals.close(work, proposal, state, said):
        raise Conflict("orders.being_processed")


_COURSE = Course(
    OrderEnding, "orders.ending_answered", "declined", _close,
    {"declined": "decline_end", "taken_back": "take_back_end"},
)  # fmt: skip
decline, take_back = _COURSE.give_back, _COURSE.take_back
