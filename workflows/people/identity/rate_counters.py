"""Counting requests in windows, for all processes together. Each call is a short transaction of its own:
a refused request rolls back, and has to be counted all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, case, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from workflows.ground.work import Work
from workflows.people.identity.models import RateCounter


def increase(database: Engine, key: str, *, window_seconds: int, amount: int, now: datetime) -> int:
    """Add `amount` to the counter and return it; a window that has ended begins anew."""
    ends = now + timedelta(seconds=window_seconds)
    with database.begin() as connection:
        hits, _ends = connection.execute(_added(key, amount, now, ends)).one()
        return hits


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was asked for in a window, and when the window ends."""

    hits: int
    expires_at: datetime


def count(work: Work, key: str, *, window: timedelta) -> Count:
    """Count one request as part of a transaction, which has to commit whatever it answers."""
    row = work.session.execute(_added(key, 1, work.now, work.now + window)).one()
    return Count(row.hits, row.expires_at)


def _added(key: str, amount: int, now: datetime, ends: datetime) -> ReturningInsert[int, datetime]:
    is_over = RateCounter.expires_at <= now
    counted = insert(RateCounter).values(key=key, hits=amount, expires_at=ends)
    return counted.on_conflict_do_update(
        index_elements=[RateCounter.key],
        set_={
            "hits": case((is_over, amount), else_=RateCounter.hits + amount),
            "expires_at": case((is_over, ends), else_=RateCounter.expires_at),
        },
    ).returning(RateCounter.hits, RateCounter.expires_at)


def current(database: Engine, key: str, *, now: datetime) -> tuple[int, datetime]:
    """Return the count of the running window and when it ends; (0, now) without one."""
    statement = select(RateCounter.hits, RateCounter.expires_at).where(
        RateCounter.key == key, RateCounter.expires_at > now
    )
    with database.begin() as connection:
        row = connection.execute(statement).one_or_none()
    return (row.hits, row.expires_at) if row else (0, now)


def forget(database: Engine, key: str | None = None) -> int:
    """Delete one counter, or all; return how many there were."""
    statement = delete(RateCounter).returning(RateCounter.key)
    if key is not None:
        statement = statement.where(RateCounter.key == key)
    with database.begin() as connection:
        return len(connection.execute(statement).all())
