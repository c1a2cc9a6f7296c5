"""Forgetting what services were asked, once nobody looks for it; the cases keep their history."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from workflows.ground.work import Work
from workflows.outside.models import ServiceCall

KEPT_DAYS = 90
"""Longer than the longest patience, so no step is waiting any more."""
_AT_ONCE = 1_000


def forget_old_calls(work: Work) -> int:
    """Delete calls that were made long ago, a bounded number a time; return how many."""
    old = select(ServiceCall.job_id).where(ServiceCall.last_asked_at < work.now - timedelta(days=KEPT_DAYS))
    rows = delete(ServiceCall).where(ServiceCall.job_id.in_(old.limit(_AT_ONCE)))
    deleted: int = work.session.execute(rows).rowcount  # type: ignore[attr-defined]
    return deleted
