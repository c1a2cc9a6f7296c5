"""Deleting what has had its time: a periodic job calls `purge`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from workflows.ground.work import Work
from workflows.people.identity import lockout
from workflows.people.identity.interrupted import KEPT_HOURS
from workflows.people.identity.known_browsers import REMEMBERED_DAYS
from workflows.people.identity.models import (
    CaptchaChallenge,
    InterruptedInput,
    KnownBrowser,
    LoginSession,
    OneTimeCode,
    OneTimeLink,
    RateCounter,
)

SESSIONS_KEPT_DAYS = 30


def purge(work: Work) -> int:
    """Delete expired challenges, codes, links, counters, kept input and old sessions; return how many."""
    now = work.now
    conditions = (
        (CaptchaChallenge, CaptchaChallenge.expires_at < now),
        # A day longer than they are valid: the limit of codes a day is counted over them.
        (OneTimeCode, OneTimeCode.expires_at < now - timedelta(days=1)),
        (KnownBrowser, KnownBrowser.known_since < now - timedelta(days=REMEMBERED_DAYS)),
        (OneTimeLink, OneTimeLink.expires_at < now),
        (RateCounter, RateCounter.expires_at < now),
        (InterruptedInput, InterruptedInput.created_at < now - timedelta(hours=KEPT_HOURS)),
        (LoginSession, LoginSession.expires_at < now - timedelta(days=SESSIONS_KEPT_DAYS)),
    )
    deleted = lockout.purge(work)
    for table, condition in conditions:
        deleted += work.session.execute(delete(table).where(condition)).rowcount  # type: ignore[attr-defined]
    return deleted
