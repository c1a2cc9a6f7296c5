"""Keeping what somebody typed when the session ended under their hands, for that person only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import timedelta

from sqlalchemy import delete, select

from workflows.ground.work import Work
from workflows.people.identity.models import InterruptedInput
from workflows.people.identity.values import Interrupted

KEPT_HOURS = 24
MAX_CHARACTERS = 500_000
MOST_KEPT = 5
"""Forms of one person: an ended session may be sent with any number of requests."""


def keep(work: Work, user_id: str, path: str, fields: Iterable[tuple[str, str]]) -> str | None:
    """Keep the fields of a form that was sent to `path`; return the id, or None if it is too much."""
    kept = [[name, value] for name, value in fields]
    if sum(len(name) + len(value) for name, value in kept) > MAX_CHARACTERS:
        return None
    row = InterruptedInput(
        id=secrets.token_urlsafe(18), user_id=user_id, path=path, fields=kept, created_at=work.now
    )
    work.session.add(row)
    work.session.flush()
    others = (InterruptedInput.user_id == user_id) & (InterruptedInput.id != row.id)
    newest = select(InterruptedInput.id).where(others).order_by(InterruptedInput.created_at.desc())
    kept_too = newest.limit(MOST_KEPT - 1).scalar_subquery()
    work.session.execute(delete(InterruptedInput).where(others, InterruptedInput.id.not_in(kept_too)))
    return row.id


def find(work: Work, interrupted_id: str) -> Interrupted | None:
    """Return what the acting user had typed, if it is theirs and not older than a day."""
    row = work.session.get(InterruptedInput, interrupted_id)
    if row is None or row.user_id != work.actor or row.created_at < work.now - timedelta(hours=KEPT_HOURS):
        return None
    return Interrupted(row.id, row.path, tuple(_readable(row.fields)))


def forget(work: Work, user_id: str) -> None:
    """Delete what was kept for a person whose account is closed."""
    work.session.execute(delete(InterruptedInput).where(InterruptedInput.user_id == user_id))


def _readable(fields: object) -> Iterator[tuple[str, str]]:
    for field in fields if isinstance(fields, list) else ():
        match field:
            case [str(name), str(value)]:
                yield name, value


def drop(work: Work, interrupted_id: str) -> None:
    """Delete what was kept, once its owner has sent it or does not want it."""
    work.session.execute(
        delete(InterruptedInput).where(
            InterruptedInput.id == interrupted_id, InterruptedInput.user_id == work.actor
        )
    )
