"""Asking a breaker before a call, and telling it how the call ended, all in the transaction of the call."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from workflows.ground.breakers.models import CircuitBreaker
from workflows.ground.work import Work

FAILURES_TO_OPEN = 3
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=10)
PROBE = timedelta(seconds=30)
"""How long the others wait for whoever looks whether it is up again."""


def try_again_at(work: Work, name: str, *, lease: timedelta | None = None) -> datetime | None:
    """Return None if `name` may be called now, else the moment at which to ask again.

    After the pause the first caller goes, and holds the row until its transaction ends; the others wait. One
    whose call is outside of every transaction holds them back by a `lease`, longer than the call.
    """
    row = work.session.get(CircuitBreaker, name, populate_existing=True)
    if row is None or row.open_until is None:
        return None
    if row.open_until > work.now:
        return row.open_until
    mine = select(CircuitBreaker).where(CircuitBreaker.name == name).with_for_update(skip_locked=True)
    row = work.session.scalar(mine, execution_options={"populate_existing": True})
    if row is None:
        return work.now + PROBE
    if row.open_until is not None and row.open_until > work.now:  # somebody was quicker
        return row.open_until
    if lease is not None:
        row.open_until = work.now + lease
    return None


def succeeded(work: Work, name: str) -> None:
    """Close the breaker; costs nothing as long as all is well."""
    row = work.session.get(CircuitBreaker, name)
    if row is not None and row.failures:
        row.failures, row.open_until, row.changed_at = 0, None, work.now


def failed(work: Work, name: str, error: str) -> None:
    """Count a failure of the system itself; from the third in a row it is left alone, longer each time."""
    row = work.session.get(CircuitBreaker, name, with_for_update=True, populate_existing=True)
    if row is None:
        row = CircuitBreaker(name=name, failures=0)
        work.session.add(row)
    row.failures += 1
    row.last_error, row.changed_at = error[:500], work.now
    if row.failures >= FAILURES_TO_OPEN:
        row.open_until = work.now + min(
            FIRST_PAUSE * 2 ** min(row.failures - FAILURES_TO_OPEN, 10), LONGEST_PAUSE
        )
    work.session.flush()
