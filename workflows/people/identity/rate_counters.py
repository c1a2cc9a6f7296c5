"""Counting requests in windows, for all processes together. Each call is a short transaction of its own:
a refused request rolls back, and has to be counted all the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, case, delete, select
from sqlalchemy.dialects.postgresql import insert

from workflows.people.identity.models import RateCounter


def increase(database: Engine, key: str, *, window_seconds: int, amount: int, now: datetime) -> int:
    """Add `amount` to the counter and return it; a window that has ended begins anew."""
    ends = now + timedelta(seconds=window_seconds)
    is_over = RateCounter.expires_at <= now
    statement = (
        insert(RateCounter)
        .values(key=key, hits=amount, expires_at=ends)
        .on_conflict_do_update(
            index_elements=[RateCounter.key],
            set_={
                "hits": case((is_over, amount), else_=RateCounter.hits + amount),
                "expires_at": case((is_over, ends), else_=RateCounter.expires_at),
            },
        )
        .returning(RateCounter.hits)
    )
    with database.begin() as connection:
        return connection.execute(statement).scalar_one()


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
