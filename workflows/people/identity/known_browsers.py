"""Browsers in which somebody has proved who they are before.

Strangers who guess at a name lock it for themselves, not for its owner: a known browser has a count of failed
passwords of its own.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from workflows.ground.work import Work
from workflows.people.identity.codes import digest
from workflows.people.identity.models import KnownBrowser

REMEMBERED_DAYS = 180
MOST = 10


def remember(work: Work, user_id: str) -> str:
    """Remember the browser that signs in as `user_id`; return the token for its cookie."""
    token = secrets.token_urlsafe(32)
    row = KnownBrowser(token_hash=digest(token), user_id=user_id, known_since=work.now)
    work.session.add(row)
    work.session.flush()
    newest = select(KnownBrowser.token_hash).where(KnownBrowser.user_id == user_id)
    newest = newest.order_by(KnownBrowser.known_since.desc()).limit(MOST)
    kept = newest.scalar_subquery()
    others = delete(KnownBrowser).where(KnownBrowser.user_id == user_id, KnownBrowser.token_hash.not_in(kept))
    work.session.execute(others.where(KnownBrowser.token_hash != row.token_hash))
    return token


def is_known(work: Work, token: str, user_id: str | None) -> bool:
    """Tell whether `user_id` has signed in with the browser that holds `token`; one statement in any case."""
    owner = select(KnownBrowser.user_id).where(
        KnownBrowser.token_hash == digest(token),
        KnownBrowser.known_since > work.now - timedelta(days=REMEMBERED_DAYS),
    )
    return work.session.scalar(owner) == user_id and user_id is not None


def forget_all(work: Work, user_id: str) -> None:
    """Know no browser of `user_id` any more."""
    work.session.execute(delete(KnownBrowser).where(KnownBrowser.user_id == user_id))
