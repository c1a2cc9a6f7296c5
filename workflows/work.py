"""One transaction: what every operation and query of the domain is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine as SqlEngine
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Work:
    """One open transaction on behalf of `actor` (a user id as text) at the moment `now` (aware UTC)."""

    session: Session
    actor: str | None
    now: datetime


_current: ContextVar[Work | None] = ContextVar("workflows_work", default=None)


@contextmanager
def open_work(database: SqlEngine, actor: str | None, clock: Callable[[], datetime]) -> Iterator[Work]:
    """Open a transaction, or join the one that this context already has; the outermost commits once."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    with Session(database, expire_on_commit=False) as session, session.begin():
        token = _current.set(Work(session, actor, clock()))
        try:
            yield Work(session, actor, clock())
        finally:
            _current.reset(token)
