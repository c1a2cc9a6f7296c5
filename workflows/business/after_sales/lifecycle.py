"""What a process does to the after-sales case it is about; called by the kind of case and by its jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import select

from engine import Element
from workflows.approvals.models import Case
from workflows.business.after_sales import notices, refunds
from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.after_sales.timeline import note
from workflows.business.after_sales.values import AFTER_SALES_STATES, AfterSalesState, Mediation, Outcome
from workflows.business.ledger.money import shown, to_yuan
from workflows.business.orders.models import ServiceOrder
from workflows.ground.errors import InvalidState, NotFound
from workflows.ground.work import Work

PROCESS_VARIABLES = frozenset({"after_sales_case", "reply", "objection", "answer", "refundable", "claim"})


def locked(work: Work, case_id: str | None = None, *, number: str | None = None) -> AfterSalesCase:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    wanted = AfterSalesCase.id == case_id if case_id is not None else AfterSalesCase.number == number
    row = work.session.scalar(
        select(AfterSalesCase).where(wanted).with_for_update().execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("after_sales.not_found")
    return row


def order_of(work: Work, row: AfterSalesCase) -> ServiceOrder:
    """Return the order that a case is about; it is completed and does not change any more."""
    return work.session.get_one(ServiceOrder, row.order_id)


def name(work: Work, case_id: str) -> str:
    """Return what the title of the case names: the provider and the order. Raises: NotFound."""
    order = order_of(work, locked(work, case_id))
    return f"{order.provider_name} {order.number}"


def process_variables(work: Work, case_id: str) -> dict[str, Any]:
    """Return what the process decides by; what the messages of the two sides bring is empty at first."""
    row = locked(work, case_id)
    return {
        "after_sales_case": row.id,
        "reply": "",
        "objection": "",
        "answer": "",
        "refundable": to_yuan(row.refundable_fen),
        "claim": to_yuan(0),
    }


def submitted(work: Work, row_id: str, case_id: str, _data: Mapping[str, Any]) -> None:
    """The case begins with the row that was made for it. Raises: InvalidState: another one has."""
    row = locked(work, row_id)
    if row.case_id not in {None, case_id}:
        raise InvalidState("after_sales.not_now")
    row.case_id = case_id
    work.session.flush()


def withdrawn(work: Work, case_id: str) -> None:
    """The enterprise withdraws its case. Raises: InvalidState: the platform has decided already."""
    row = locked(work, case_id)
    if row.refund_fen or row.pending:
        raise InvalidState("after_sales.not_now")
    note(work, row, "enterprise", "withdrawn")
    _close(work, row, "withdrawn")
    notices.tell(work, row, order_of(work, row), "provider", "withdrawn")


def ended(work: Work, case_id: str, *_: Any) -> None:
    """The process is over: why, has been noted; without a word of the enterprise it counts as satisfied."""
    row = locked(work, case_id)
    if row.state == "closed":
        return
    outcome: Outcome = _outcome(row)
    order = order_of(work, row)
    if outcome in {"silent", "ended"}:
        note(work, row, "platform", outcome)
    if outcome == "satisfied":
        notices.tell(work, row, order, "provider", "satisfied")
    else:
        owed = shown(row.refund_fen - row.collected_fen)
        notices.tell_both(work, row, order, outcome, amount=shown(row.refund_fen), owed=owed)
    _close(work, row, outcome)


def _outcome(row: AfterSalesCase) -> Outcome:
    """Return why a case is closed: as was noted, else by where its process has left it."""
    if row.outcome:
        return cast("Outcome", row.outcome)
    if row.refund_fen and row.refund_fen == row.collected_fen:
        return "refunded"
    return "silent" if row.state == "awaiting_verdict" else "ended"


def decide(work: Work, row: AfterSalesCase, mediation: Mediation) -> None:
    """Note what the platform has decided; what goes back is bounded by what was paid out for the order."""
    row.refund_fen = min(mediation.refund_fen, row.refundable_fen)
    row.pending = "mediation"  # until the process has come to where this leads
    if row.refund_fen:
        note(work, row, "platform", "decided", mediation.explanation, amount_fen=row.refund_fen)
        notices.tell_both(work, row, order_of(work, row), "decided", amount=shown(row.refund_fen))
    else:
        row.outcome = "closed"
        note(work, row, "platform", "closed", mediation.explanation)
    work.session.flush()


def note_silence(work: Work, row: AfterSalesCase) -> None:
    """Note that the provider has not answered in time, and tell both sides that the platform mediates."""
    note(work, row, "platform", "not_replied")
    notices.tell_both(work, row, order_of(work, row), "not_replied")


def collect(work: Work, row: AfterSalesCase) -> int:
    """Give back what was decided as far as the provider's wallet reaches; return what is still owed, in fen.

    The first time both sides are told that something is owed; later what comes is only noted.
    """
    refunds.collect(work, row, order_of(work, row))
    owed = row.refund_fen - row.collected_fen
    if owed and row.state != "claimed":
        notices.tell_both(
            work, row, order_of(work, row), "claimed", collected=shown(row.collected_fen), owed=shown(owed)
        )
    return owed


def give_up_claim(work: Work, row: AfterSalesCase, explanation: str) -> None:
    """Note that what is still owed is not collected any more."""
    row.outcome, row.pending = "given_up", "claim"
    note(work, row, "platform", "given_up", explanation, amount_fen=row.refund_fen - row.collected_fen)


def stand_claimed(work: Work, row: AfterSalesCase) -> None:
    """Let a case be in the state in which money is owed, to which its process is on its way."""
    _stand(work, row, "claimed")


def _close(work: Work, row: AfterSalesCase, outcome: Outcome) -> None:
    row.outcome = outcome
    _stand(work, row, "closed")


def follow(work: Work, row: AfterSalesCase) -> None:
    """Let a case be in the state at which its process waits; on its way nothing changes yet."""
    instance_id = work.session.get_one(Case, row.case_id).instance_id
    if instance_id is not None:
        enter(work, row, work.runtime.elements_of_case(instance_id))


def enter(work: Work, row: AfterSalesCase, elements: Iterable[Element]) -> None:
    """Let a case be in the state that one of these steps of its process is; none of them: as it was."""
    here = {one.element_id for one in elements}
    for state in AFTER_SALES_STATES:
        if state in here:
            _stand(work, row, state)
            return


def _stand(work: Work, row: AfterSalesCase, state: AfterSalesState) -> None:
    row.state, row.pending, row.entered_at = state, "", work.now
    work.session.flush()
