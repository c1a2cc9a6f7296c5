"""Counting failed sign-ins so that passwords cannot be guessed, and nobody learns which accounts exist.

Two counts: one for what was typed, which is told ("try again at …") and is the same for identifiers that
nobody has; one for the account behind it, which only ever answers "wrong", so that failures with the user
name cannot be seen from the mobile number.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from workflows.ground.work import Work
from workflows.people.identity.codes import digest
from workflows.people.identity.models import SignInFailures
from workflows.people.identity.queries import identifier_key
from workflows.people.identity.values import Account

LOCK_MINUTES = 15
TYPED_LIMIT = 5
ACCOUNT_LIMIT = 10


def typed_key(identifier_key: str) -> bytes:
    """Return the key under which failures with this identifier are counted."""
    return digest(f"typed:{identifier_key}")


def account_key(user_id: str) -> bytes:
    """Return the key under which failures against this account are counted."""
    return digest(f"account:{user_id}")


def browser_key(token: str) -> bytes:
    """Return the key under which failures in a known browser are counted."""
    return digest(f"browser:{token}")


def again_key(user_id: str) -> bytes:
    """Return the key under which failures of somebody who is signed in are counted."""
    return digest(f"again:{user_id}")


def keys_of(owner: Account) -> list[bytes]:
    """Return every key under which failures against an account are counted, known browsers apart."""
    names = [name for name in (owner.user_name, owner.mobile, owner.email) if name]
    return [account_key(owner.id), *(typed_key(identifier_key(name)) for name in names)]


def count(work: Work, key: bytes, limit: int) -> datetime | None:
    """Count one attempt; return until when the key is locked, or None if the attempt may go on.

    To be called before the password is looked at: the row lock makes simultaneous attempts wait for each
    other, so that a hundred at once are no more than five.
    """
    now = work.now
    window = timedelta(minutes=LOCK_MINUTES)
    statement = insert(SignInFailures).values(key_hash=key, failures=1, last_at=now)
    is_stale = (SignInFailures.last_at <= now - window) | (SignInFailures.locked_until <= now)
    is_locked = SignInFailures.locked_until > now
    row = work.session.execute(
        statement.on_conflict_do_update(
            index_elements=[SignInFailures.key_hash],
            set_={
                "failures": case(
                    (is_locked, SignInFailures.failures), (is_stale, 1), else_=SignInFailures.failures + 1
                ),
                "last_at": case((is_locked, SignInFailures.last_at), else_=now),
                "locked_until": case(
                    (is_locked, SignInFailures.locked_until),
                    (is_stale, None),
                    (SignInFailures.failures + 1 > limit, now + window),
                    else_=None,
                ),
            },
        ).returning(SignInFailures.locked_until)
    ).one()
    locked_until: datetime | None = row.locked_until
    return locked_until


def forget(work: Work, *keys: bytes) -> None:
    """Start counting anew after a success."""
    work.session.execute(delete(SignInFailures).where(SignInFailures.key_hash.in_(keys)))


def locked_until(work: Work, *keys: bytes) -> datetime | None:
    """Return until when any of the keys is locked, or None."""
    latest = select(func.max(SignInFailures.locked_until)).where(
        SignInFailures.key_hash.in_(keys), SignInFailures.locked_until > work.now
    )
    return work.session.scalar(latest)


def purge(work: Work) -> int:
    """Delete the counts that no longer matter; return how many."""
    edge = func.coalesce(SignInFailures.locked_until, SignInFailures.last_at)
    deleted = work.session.execute(
        delete(SignInFailures).where(edge < work.now - timedelta(minutes=LOCK_MINUTES)).returning(1)
    )
    return len(deleted.all())
