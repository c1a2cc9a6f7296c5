"""Where somebody is signed in: rows on the server that can be ended from anywhere."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from workflows.ground.concerned import note_people
from workflows.ground.settings_store.queries import number
from workflows.ground.work import Work
from workflows.people.identity.codes import digest
from workflows.people.identity.models import LoginSession, User
from workflows.people.identity.values import SessionInfo

_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Resumed:
    """A live session and whose it is."""

    session_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A session that has expired or was ended; `user_id` says whose it was."""

    user_id: str


def open_session(work: Work, user_id: str, *, address: str, user_agent: str) -> str:
    """Sign a browser in; return the token for its cookie. Only the token's hash is kept."""
    token = secrets.token_urlsafe(32)
    work.session.add(
        LoginSession(
            token_hash=digest(token),
            user_id=user_id,
            created_at=work.now,
            last_seen_at=work.now,
            expires_at=work.now + _idle(work),
            address=address[:45],
            user_agent=user_agent[:300],
        )
    )
    work.session.flush()
    return token


def resume(work: Work, token: str, *, prolong: bool = True) -> Resumed | Lapsed | None:
    """Return whose session `token` is, and push its expiry out, at most once a minute.

    Without `prolong` it runs out as if nobody had asked: for what a browser does while nobody is there.
    """
    row = work.session.scalar(select(LoginSession).where(LoginSession.token_hash == digest(token)))
    if row is None:
        return None
    if row.ended_at is not None or row.expires_at <= work.now:
        return Lapsed(row.user_id)
    if prolong and work.now - row.last_seen_at >= _TOUCH_EVERY:
        latest = row.created_at + timedelta(hours=number(work, "session_max_hours"))
        row.last_seen_at = work.now
        row.expires_at = min(work.now + _idle(work), latest)
        work.session.flush()
    return Resumed(row.id, row.user_id)


def live(work: Work, session_ids: Collection[str]) -> frozenset[str]:
    """Return which of these sessions still go on, of people who may sign in; one statement."""
    rows = (
        select(LoginSession.id)
        .join(User, User.id == LoginSession.user_id)
        .where(LoginSession.id.in_(session_ids), LoginSession.ended_at.is_(None))
        .where(LoginSession.expires_at > work.now, User.disabled_at.is_(None))
    )
    return frozenset(work.session.scalars(rows))


def _idle(work: Work) -> timedelta:
    return timedelta(minutes=number(work, "session_idle_minutes"))


def end(work: Work, token: str) -> None:
    """Sign the browser that holds `token` out."""
    _end(work, LoginSession.token_hash == digest(token))


def end_one(work: Work, user_id: str, session_id: str) -> None:
    """Sign one browser of `user_id` out; somebody else's session stays as it is."""
    _end(work, (LoginSession.user_id == user_id) & (LoginSession.id == session_id))


def end_all(work: Work, user_id: str, *, but_token: str | None = None) -> None:
    """Sign `user_id` out everywhere, except in the browser that holds `but_token`."""
    kept = digest(but_token) if but_token else b""
    _end(work, (LoginSession.user_id == user_id) & (LoginSession.token_hash != kept))


def _end(work: Work, which: ColumnElement[bool]) -> None:
    ended = (
        update(LoginSession)
        .where(which, LoginSession.ended_at.is_(None))
        .values(ended_at=work.now)
        .returning(LoginSession.user_id)
    )
    note_people(work, work.session.scalars(ended))


def live_sessions(work: Work, user_id: str, *, current_token: str | None) -> list[SessionInfo]:
    """Return where `user_id` is signed in, the latest first."""
    rows = work.session.scalars(
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.expires_at > work.now,
            LoginSession.ended_at.is_(None),
        )
        .order_by(LoginSession.last_seen_at.desc())
    )
    current = digest(current_token) if current_token else b""
    return [
        SessionInfo(
            id=row.id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            address=row.address,
            user_agent=row.user_agent,
            current=row.token_hash == current,
        )
        for row in rows
    ]
