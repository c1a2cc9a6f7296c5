"""What the two sides do in an after-sales case. Its process is told in the same transaction.

The row is held first: of two who act at once the second finds the case as the first has left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from workflows.approvals.cases.submitting import submit
from workflows.business.after_sales import lifecycle, notices, refunds
from workflows.business.after_sales.lifecycle import follow, locked, order_of
from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.after_sales.terms import PROCESS, open_until
from workflows.business.after_sales.timeline import note
from workflows.business.after_sales.values import Action, AfterSalesState
from workflows.business.orders.models import OrderLine, ServiceOrder
from workflows.business.orders.order_lifecycle import locked as locked_order
from workflows.business.orders.policy import MENU, organisation_of, side_of
from workflows.business.orders.values import Side
from workflows.files.sent_files import SentFile, checked
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

MOVED = "after_sales_moved"
"""What the process of a case waits for; the key is the case's id, `answer` the action."""
MOST_REASON = 1000
MOST_WORDS = 500


def open_case(
    work: Work, viewer: Viewer, order_number: str, reason: str, files: Sequence[SentFile] = ()
) -> str:
    """Open a case on a completed order of the viewer's enterprise; return its number.

    The same again while it runs, from a second click, returns the same number.

    Raises: NotFound; Forbidden: not the enterprise's; Invalid: at the reason or the files; InvalidState: not
        completed, too late, or another case runs.
    """
    order = locked_order(work, number=order_number)
    if side_of(viewer, order) is None:
        raise NotFound("orders.not_found")
    require(viewer.may(order.enterprise_id, MENU), "after_sales.not_yours")
    said = _checked_words(reason, MOST_REASON, "reason")
    running = running_case(work, order)
    if running is not None:
        if (running.opened_by, running.reason) == (work.actor, said) and running.number:
            return running.number
        raise InvalidState("after_sales.running_already", number=running.number)
    _check_time(work, order)
    row = AfterSalesCase(
        id=new_id(), order_id=order.id, state="awaiting_reply", reason=said, opened_by=work.actor,
        refundable_fen=_refundable_fen(work, order), opened_at=work.now, entered_at=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    note(work, row, "enterprise", "open", said, files=checked(files))
    data = {
        "order": order.number,
        "provider": order.provider_name,
        "products": _products(work, order),
        "reason": said,
    }
    case = submit(work, viewer, PROCESS, data, organisation_id=order.enterprise_id, subject_id=row.id)
    row.number, row.case_id = case.number, case.id
    work.session.flush()
    notices.tell(work, row, order, "provider", "open")
    return case.number


def running_case(work: Work, order: ServiceOrder) -> AfterSalesCase | None:
    """Return the case about an order that is not closed."""
    running = select(AfterSalesCase).where(
        AfterSalesCase.order_id == order.id, AfterSalesCase.state != "closed"
    )
    return work.session.scalar(running)


def _check_time(work: Work, order: ServiceOrder) -> None:
    until = open_until(work, order)
    if until is None:
        raise InvalidState("after_sales.not_completed")
    if work.now >= until:
        raise InvalidState("after_sales.too_late", until=f"{until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")


def _refundable_fen(work: Work, order: ServiceOrder) -> int:
    """Return what was paid out for an order and not given back by an earlier case."""
    back = select(func.coalesce(func.sum(AfterSalesCase.collected_fen), 0))
    earlier = work.session.scalar(back.where(AfterSalesCase.order_id == order.id)) or 0
    return max(0, order.released_fen - int(earlier))


def _products(work: Work, order: ServiceOrder) -> str:
    rows = select(OrderLine.product_name).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return "；".join(work.session.scalars(rows))[:2000]


def reply(work: Work, viewer: Viewer, number: str, words: str, files: Sequence[SentFile] = ()) -> None:
    """Answer as the provider what it does about a case.

    Raises: NotFound; Forbidden: the other side's; Invalid: at the words or the files; Conflict: it was
        answered, or the platform mediates meanwhile.
    """
    row, order = _held(work, viewer, number, "provider")
    said = _checked_words(words, MOST_WORDS, "words")
    _check_state(row, "awaiting_reply")
    note(work, row, "provider", "reply", said, files=checked(files))
    _move(work, row, "reply", reply=said)
    notices.tell(work, row, order, "enterprise", "reply")


def be_satisfied(work: Work, viewer: Viewer, number: str) -> None:
    """Close a case as the enterprise, which is satisfied with the answer. Raises: as `reply`."""
    row, _order = _held(work, viewer, number, "enterprise")
    if row.outcome == "satisfied":
        return
    _check_state(row, "awaiting_verdict")
    row.outcome = "satisfied"
    note(work, row, "enterprise", "satisfied")
    _move(work, row, "satisfied")


def ask_platform(work: Work, viewer: Viewer, number: str, words: str, files: Sequence[SentFile] = ()) -> None:
    """Ask the platform to mediate as the enterprise, and say why. Raises: as `reply`."""
    row, order = _held(work, viewer, number, "enterprise")
    said = _checked_words(words, MOST_WORDS, "words")
    _check_state(row, "awaiting_verdict")
    note(work, row, "enterprise", "ask_platform", said, files=checked(files))
    _move(work, row, "ask_platform", objection=said)
    notices.tell(work, row, order, "provider", "ask_platform")


def pay_claim(work: Work, viewer: Viewer, number: str) -> None:
    """Pay as the provider what it owes, as far as its wallet reaches.

    Raises: NotFound; Forbidden: not given orders and wallet, or an agent; Conflict: nothing is owed;
        InvalidState: nothing is in the wallet.
    """
    row, order = _held(work, viewer, number, "provider")
    of = order.provider_id
    require(viewer.may(of, "wallet") and not viewer.is_agent_of(of), "after_sales.not_yours")
    _check_state(row, "claimed")
    before = row.collected_fen
    settle_claim(work, row)
    if row.collected_fen == before:
        raise InvalidState("after_sales.wallet_empty")


def settle_claim(work: Work, row: AfterSalesCase) -> None:
    """Collect what is owed in a held case; once nothing is, its process goes on."""
    if row.state == "claimed" and not row.pending and lifecycle.collect(work, row) == 0:
        row.pending = "claim"
        work.session.flush()
        work.runtime.correlate(refunds.CLAIM_PAID, correlation_key=row.id)


def _held(work: Work, viewer: Viewer, number: str, side: Side) -> tuple[AfterSalesCase, ServiceOrder]:
    """Return the case, held, and its order, for somebody of the side whose step it is."""
    row = locked(work, number=number)
    order = order_of(work, row)
    if side_of(viewer, order) is None:
        raise NotFound("after_sales.not_found")
    require(viewer.may(organisation_of(order, side), MENU), "after_sales.not_yours")
    return row, order


def _check_state(row: AfterSalesCase, state: AfterSalesState) -> None:
    if row.pending:
        raise Conflict("after_sales.being_processed")
    if row.state != state:
        raise Conflict("after_sales.not_now")


def _checked_words(words: str, most: int, field: str) -> str:
    said = words.strip()
    code = "words_required" if not said else "words_too_long" if len(said) > most else ""
    if code:
        params = {"most": most}
        raise Invalid(f"after_sales.{code}", [FieldProblem(field, f"after_sales.{code}", params)], **params)
    return said


def _move(work: Work, row: AfterSalesCase, action: Action, **more: Any) -> None:
    """Tell the process, and take over the step to which it comes. Raises: Conflict: it does not wait."""
    row.pending = action
    work.session.flush()
    told = work.runtime.correlate(MOVED, correlation_key=row.id, variables={"answer": action, **more})
    if told.outcome != "delivered":
        raise Conflict("after_sales.not_now")
    follow(work, row)
