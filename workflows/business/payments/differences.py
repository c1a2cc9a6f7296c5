"""Differences with a gateway: each is noted once and becomes a case of finance, which notes what it was."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine import errors as engine_errors
from workflows.approvals.cases.submitting import submit
from workflows.business.ledger.money import to_fen
from workflows.business.payments.models import PaymentDifference
from workflows.business.payments.values import Difference
from workflows.ground.db import new_id
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

PROCESS = "payment_difference"
PLATFORM = Viewer("system", frozenset({"finance"}))
"""The platform itself begins these cases, with the right of finance to begin them, and decides none."""


def note(work: Work, difference: Difference) -> bool:
    """Note a difference, and begin its case; False if it was noted before."""
    values = {
        "id": new_id(), "gateway": difference.gateway, "number": difference.number, "kind": difference.kind,
        "day": difference.day, "gateway_txn": difference.gateway_txn, "here_fen": _fen(difference.here),
        "there_fen": _fen(difference.there), "noted_at": work.now, "conclusion": "",
    }  # fmt: skip
    made = insert(PaymentDifference).values(values).on_conflict_do_nothing().returning(PaymentDifference.id)
    noted = work.session.scalar(made)
    if noted is None:
        return False
    if _may_begin(work):
        case = submit(work, PLATFORM, PROCESS, _said(difference))
        work.session.get_one(PaymentDifference, noted).case_number = case.number
        work.session.flush()
    return True


def _may_begin(work: Work) -> bool:
    """Tell whether the process is there: an administrator may have retired it, and notices still count."""
    try:
        work.repository.latest(PROCESS)
    except engine_errors.NotFound:
        return False
    return work.repository.retirement(PROCESS) is None


def _said(difference: Difference) -> dict[str, str | None]:
    return {
        "kind": difference.kind,
        "day": difference.day.isoformat(),
        "gateway": difference.gateway,
        "number": difference.number,
        "gateway_txn": difference.gateway_txn or None,
        "here": _shown(difference.here),
        "there": _shown(difference.there),
    }


def _shown(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _fen(amount: Decimal | None) -> int | None:
    return None if amount is None else to_fen(amount)


def clear(work: Work, case_number: str, conclusion: str) -> None:
    """Note what finance has concluded; a case that finance began itself has no difference behind it."""
    row = work.session.scalar(
        select(PaymentDifference).where(PaymentDifference.case_number == case_number).with_for_update()
    )
    if row is not None:
        row.conclusion, row.cleared_at = conclusion, work.now
        work.session.flush()
