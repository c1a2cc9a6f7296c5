"""Where somebody is signed in: rows on the server that can be ended from anywhere."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import LiteralString

from sqlalchemy import ColumnElement, select, update

from workflows.ground.concerned import note_people
from workflows.ground.db import among
from workflows.ground.settings_store.queries import number
from workflows.ground.work import Work
from workflows.people.identity.codes import digest
from workflows.people.identity.models import LoginSession, User
from workflows.people.identity.values import SessionInfo

_TOUCH_EVERY = timedelta(minutes=1)
_FORMER_TOKEN_SECONDS = 60
"""How long a renewed token still serves, for requests that the browser had sent already."""
# Every request resumes a session, so it is read straight on the driver; few have anything to write.
_OPENED: LiteralString = """
SELECT id, user_id, last_seen_at, expires_at, ended_at, renewal_due FROM login_session
WHERE token_hash = %s OR (former_hash = %s AND renewed_at > %s)
"""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A live session and whose it is. `token` is new if the browser has to replace the one it sent."""

    session_id: str
    user_id: str
    token: str


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
    hashed, since = digest(token), work.now - timedelta(seconds=_FORMER_TOKEN_SECONDS)
    work.transaction.write_session()
    opened = work.transaction.row(_OPENED, (hashed, hashed, since))
    if opened is None:
        return None
    if opened["ended_at"] is not None or opened["expires_at"] <= work.now:
        return Lapsed(opened["user_id"])
    if prolong and work.now - opened["last_seen_at"] >= _TOUCH_EVERY:
        _touch(work, work.session.get_one(LoginSession, opened["id"]))
    if prolong and opened["renewal_due"]:
        token = _renewed(work, work.session.get_one(LoginSession, opened["id"]), token)
    return Resumed(opened["id"], opened["user_id"], token)


def _touch(work: Work, row: LoginSession) -> None:
    latest = row.created_at + timedelta(hours=number(work, "session_max_hours"))
    row.last_seen_at = work.now
    row.expires_at = min(work.now + _idle(work), latest)
    work.session.flush()


def _opened_by(work: Work, token: str) -> ColumnElement[bool]:
    since = work.now - timedelta(seconds=_FORMER_TOKEN_SECONDS)
    former = (LoginSession.former_hash == digest(token)) & (LoginSession.renewed_at > since)
    return (LoginSession.token_hash == digest(token)) | former


def _renewed(work: Work, row: LoginSession, token: str) -> str:
    """Return a new token if one is due; of two requests at once the second keeps the former for a minute."""
    if not row.renewal_due or row.token_hash != digest(token):
        return token
    held = select(LoginSession).where(LoginSession.id == row.id).with_for_update()
    row = work.session.scalars(held.execution_options(populate_existing=True)).one()
    if not row.renewal_due:
        return token
    renewed = secrets.token_urlsafe(32)
    row.former_hash, row.token_hash = row.token_hash, digest(renewed)
    row.renewal_due, row.renewed_at = False, work.now
    work.session.flush()
    return renewed


def renew_everybody(work: Work) -> None:
    """Let every browser get a new token with its next request, and be asked again what its user owes."""
    live = update(LoginSession).where(LoginSession.ended_at.is_(None), LoginSession.expires_at > work.now)
    work.session.execute(live.values(renewal_due=True).execution_options(synchronize_session=False))


def renew_all(work: Work, user_id: str) -> None:
    """Let every browser of `user_id` get a new token with its next request."""
    live = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    work.session.execute(live.values(renewal_due=True).execution_options(synchronize_session="fetch"))


def live(work: Work, session_ids: Collection[str]) -> frozenset[str]:
    """Return which of these sessions still go on, of people who may sign in; one statement."""
    rows = (
        select(LoginSession.id)
        .join(User, User.id == LoginSession.user_id)
        .where(among(LoginSession.id, session_ids), LoginSession.ended_at.is_(None))
        .where(LoginSession.expires_at > work.now, User.disabled_at.is_(None))
    )
    return frozenset(work.session.scalars(rows))


def _idle(work: Work) -> timedelta:
    return timedelta(minutes=number(work, "session_idle_minutes"))


def end(work: Work, token: str) -> None:
    """Sign the browser that holds `token` out."""
    _end(work, _opened_by(work, token))


def end_one(work: Work, user_id: str, session_id: str) -> None:
    """Sign one browser of `user_id` out; somebody else's session stays as it is."""
    _end(work, (LoginSession.user_id == user_id) & (LoginSession.id == session_id))


def end_all(work: Work, user_id: str, *, but_token: str | None = None) -> None:
    """Sign `user_id` out everywhere, except in the browser that holds `but_token`."""
    which = LoginSession.user_id == user_id
    if but_token:
        kept = select(LoginSession.id).where(_opened_by(work, but_token))
        which &= LoginSession.id.not_in(kept)
    _end(work, which)


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
