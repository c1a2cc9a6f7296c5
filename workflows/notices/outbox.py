"""The job that delivers a row of the outbox, deferred in the transaction that writes the row."""

from __future__ import annotations

from datetime import datetime

from workflows.ground.work import Work

JOB_TYPE = "notice.deliver"


def defer(work: Work, channel: str, row_id: str, run_at: datetime | None = None) -> None:
    """Have a worker deliver the row after this transaction, not before `run_at` (aware UTC)."""
    work.jobs.defer(JOB_TYPE, {"channel": channel, "id": row_id}, run_at=run_at)
