"""What the two sides do with an order. Its process is told in the same transaction, and says what comes next.

The row is held first: of two who act at once the second finds the order as the first has left it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflows.approvals.models import Case
from workflows.business.contracts.queries import contract_of_subject
from workflows.business.contracts.values import RUNNING
from workflows.business.ledger.money import shown, to_yuan
from workflows.business.orders import escrow, milestones, notices, report_files
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.order_lifecycle import CONTRACT_SUBJECT, enter, locked
from workflows.business.orders.policy import MENU, may_pay, organisation_of, side_of
from workflows.business.orders.terms import goes_by_milestones, terms_to_cancel
from workflows.business.orders.timeline import note
from workflows.business.orders.values import SERVING, Action, OrderState, Side
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.identity import payment_passwords
from workflows.people.identity.values import AttemptRefused
from workflows.people.viewer import Viewer, require

MOVED = "order_moved"
"""What the process of an order waits for; the key is the order's id, `answer` the action."""
MILESTONE_MOVED = "milestone_moved"
"""What the process of a milestone waits for; the key is the order's id, too: one is under way at a time."""
PASSWORD_FIELD = "payment_password"  # noqa: S105  # the name of a field
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class OrderStep:
    """An action: whose it is, in which state, and whether it needs words."""

    side: Side
    state: OrderState
    reason: bool = False


STEPS: Mapping[Action, OrderStep] = {
    "accept": OrderStep("provider", "awaiting_acceptance"),
    "refuse": OrderStep("provider", "awaiting_acceptance", reason=True),
    "start": OrderStep("provider", "awaiting_start"),
    "finish": OrderStep("provider", "in_service", reason=True),
    "approve": OrderStep("enterprise", "awaiting_completion"),
    "return": OrderStep("enterprise", "awaiting_completion", reason=True),
}
"""The actions that only move the order; paying, disputing and cancelling have commands of their own."""


def act(work: Work, viewer: Viewer, number: str, action: Action, reason: str = "") -> None:
    """Take a step of an order. `reason` is what the other side reads about it.

    Raises: NotFound; Forbidden: the other side's, or not given the menu; Invalid: at the reason; Conflict:
        the order is in another state meanwhile; InvalidState: a balance is due first.
    """
    step = STEPS[action]
    row = _held(work, viewer, number, step.side)
    said = checked_reason(reason, needed=step.reason)
    _check_state(row, step.state)
    if row.state in SERVING:
        _deliver(work, row, action, said)
    elif action == "refuse":
        row.cancelled_by = step.side
    move(work, row, step.side, action, said)


def _deliver(work: Work, row: ServiceOrder, action: Action, said: str) -> None:
    """Note with the milestone what its two sides do. Raises: InvalidState: a balance is due first."""
    milestone = milestones.current(work, row)
    if action == "finish":
        report_files.take_up(work, milestones.report(work, milestone, said))
    elif action == "return":
        milestones.answer(work, milestone, "returned", said)
    else:
        outstanding = milestones.outstanding_fen(work, row, milestone)
        if outstanding:
            raise InvalidState("orders.balance_due", amount=shown(outstanding))
        milestones.answer(work, milestone, "accepted", said)
        milestone.accepted_as = "enterprise"


def check_serving(work: Work, row: ServiceOrder) -> None:
    """Raises: Conflict: being processed, or no milestone is under way; InvalidState: an older process."""
    if row.pending:
        raise Conflict("orders.being_processed")
    if row.state not in SERVING:
        raise Conflict("orders.not_now")
    if not goes_by_milestones(work, row):
        raise InvalidState("orders.older_process")


def dispute(work: Work, viewer: Viewer, number: str, reason: str) -> None:
    """Put the milestone that is under way before the platform: its clock stops until that has decided.

    Raises: NotFound; Invalid: at the reason; Conflict: being processed, or no milestone is under way;
        InvalidState: an older process.
    """
    row, side = seen(work, viewer, number)
    said = checked_reason(reason, needed=True)
    check_serving(work, row)
    if row.state == "disputed":
        raise Conflict("orders.not_now")
    milestone = milestones.current(work, row)
    milestones.answer(work, milestone, "disputed", said, only_open=True)
    about = {
        "raised_by": side,
        "dispute_reason": said,
        "milestone_title": milestone.title or milestones.called(milestone).zh,
        "milestone_amount": to_yuan(milestone.amount_fen),
        "held": to_yuan(escrow.held_fen(row)),
        "outstanding": to_yuan(milestones.outstanding_fen(work, row, milestone)),
    }
    move(work, row, side, "dispute", said, **about)


def pay(work: Work, viewer: Viewer, number: str, *, part: bool, password: str) -> AttemptRefused | None:
    """Pay into escrow: all that is due or its first part, later the balance; None once it is held.

    A wrong payment password is a value, so that the failed attempt is committed.

    Raises: as `pay_into_escrow`.
    """
    _payable(work, viewer, number, part=part)
    checked = payment_passwords.check(work, password)
    if checked != "right":
        return AttemptRefused((payment_passwords.refusal_at(PASSWORD_FIELD, checked),))
    pay_into_escrow(work, viewer, number, part=part)
    return None


def pay_into_escrow(work: Work, viewer: Viewer, number: str, *, part: bool = False) -> None:
    """Hold of the wallet what is to be paid now; the caller has asked for the payment password.

    Raises: NotFound; Forbidden: not given orders and wallet, or an agent; Conflict: in another state;
        InvalidState: nothing is due, or there is too little in the wallet.
    """
    row, amount = _payable(work, viewer, number, part=part)
    escrow.pay_in(work, row, amount)
    if row.state == "awaiting_payment":
        move(work, row, "enterprise", "pay", f"{amount:.2f}")
    else:
        note(work, row, "enterprise", "pay", f"{amount:.2f}")
        notices.tell(work, row, "provider", "pay")


def _payable(work: Work, viewer: Viewer, number: str, *, part: bool) -> tuple[ServiceOrder, Decimal]:
    """Return the held order, and what its enterprise is to pay now. Raises: as `pay_into_escrow`."""
    row = _held(work, viewer, number, "enterprise")
    require(may_pay(viewer, row), "orders.not_yours")
    if row.pending:
        raise Conflict("orders.being_processed")
    if row.state == "awaiting_payment":
        return row, to_yuan(row.deposit_fen if part else row.due_fen)
    if row.state in SERVING and row.paid_fen < row.due_fen:
        return row, to_yuan(row.due_fen - row.paid_fen)
    raise InvalidState("orders.nothing_due")


def cancel(work: Work, viewer: Viewer, number: str, reason: str) -> None:
    """Cancel an order for one's own side, on the terms of the table; everything else is given back.

    Raises: NotFound; Invalid: at the reason; Conflict: being processed;
        InvalidState: this side cannot cancel now.
    """
    row, side = seen(work, viewer, number)
    said = checked_reason(reason, needed=True)
    if row.pending:
        raise Conflict("orders.being_processed")
    if not terms_to_cancel(work, row, side).allowed:
        raise InvalidState("orders.cannot_cancel")
    about = contract_of_subject(work, CONTRACT_SUBJECT, row.id)
    if row.state == "awaiting_contract" and about is not None and about.state not in RUNNING:
        raise Conflict("orders.being_processed")  # it is signed or given up, and the process is on its way
    row.cancelled_by = side
    move(work, row, side, "cancel", said)


def both_rated(work: Work, row: ServiceOrder) -> None:
    """Tell the process of a held order that both sides have rated each other: nothing is left to do."""
    _check_state(row, "awaiting_rating")
    told = work.runtime.correlate(MOVED, correlation_key=row.id, variables={"answer": "rate"})
    if told.outcome != "delivered":
        raise Conflict("orders.not_now")


def seen(work: Work, viewer: Viewer, number: str) -> tuple[ServiceOrder, Side]:
    """Return the order, held, and the viewer's side. Raises: NotFound: none, or neither side is theirs."""
    row = locked(work, number=number)
    side = side_of(viewer, row)
    if side is None:
        raise NotFound("orders.not_found")
    return row, side


def _held(work: Work, viewer: Viewer, number: str, side: Side) -> ServiceOrder:
    """Return the order, held, for somebody of the side whose step it is."""
    row, _side = seen(work, viewer, number)
    require(viewer.may(organisation_of(row, side), MENU), "orders.not_yours")
    return row


def _check_state(row: ServiceOrder, state: OrderState) -> None:
    if row.pending:
        raise Conflict("orders.being_processed")
    if row.state != state:
        raise Conflict("orders.not_now")


def checked_reason(reason: str, *, needed: bool) -> str:
    """Return what somebody said of an action. Raises: Invalid: it is missing, or too long."""
    said = reason.strip()
    if needed and not said:
        raise Invalid("orders.reason_required", [FieldProblem("reason", "orders.reason_required", {})])
    if len(said) > MOST_REASON:
        most = {"most": MOST_REASON}
        raise Invalid(
            "orders.reason_too_long", [FieldProblem("reason", "orders.reason_too_long", most)], **most
        )
    return said


def move(work: Work, row: ServiceOrder, side: Side, action: Action, said: str, **more: Any) -> None:
    """Note the action, tell the process, and take over the step to which it comes; tell the other side.

    Raises: Conflict: the process does not wait for it.
    """
    note(work, row, side, action, said)
    row.pending = action
    work.session.flush()
    values = {"answer": action, "paid": to_yuan(row.paid_fen), **more}
    serves = row.state in SERVING and action not in {"cancel", "end"}
    message = MILESTONE_MOVED if serves and goes_by_milestones(work, row) else MOVED
    told = work.runtime.correlate(message, correlation_key=row.id, variables=values)
    if told.outcome != "delivered":
        raise Conflict("orders.not_now")
    follow(work, row)
    if action not in {"approve", "refuse", "cancel", "end"}:  # of these is told by who carries them out
        about = {"milestone": milestones.called(milestones.current(work, row))} if serves else {}
        notices.tell(work, row, notices.other(side), action, **about)


def follow(work: Work, row: ServiceOrder) -> None:
    """Let an order be in the state at which its process waits; on its way nothing changes yet."""
    instance_id = work.session.get_one(Case, row.case_id).instance_id
    if instance_id is None:
        return
    enter(work, row, work.runtime.elements_of_case(instance_id))
