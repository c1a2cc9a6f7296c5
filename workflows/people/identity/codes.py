"""Short codes by SMS or e-mail, and links by e-mail: hashed, expiring, each valid once.

A right code is used up by the transaction that acts on it, and a wrong one costs an attempt that the
transaction has to commit: so `checked` and its callers answer with values instead of exceptions.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import func, select

from workflows.ground.work import Work
from workflows.people.identity.models import OneTimeCode, OneTimeLink
from workflows.people.identity.passwords import hash_password, matches
from workflows.people.identity.values import CodeRefused, CodeSent

Purpose = Literal[
    "register", "sign_in", "reset", "mobile", "email", "expert", "payment", "invitation", "contract"
]
LinkPurpose = Literal["reset", "second_factor"]

CODE_VALID_MINUTES = 10
CODE_ATTEMPTS = 5
CODES_AN_HOUR = 5
CODES_A_DAY = 15
SECONDS_BETWEEN = 60


def make(work: Work, purpose: Purpose, address: str) -> tuple[str, CodeSent] | CodeRefused:
    """Store a new code for `address` and return it for delivery; older ones of this purpose are void.

    Refused more often than once a minute, five times an hour and fifteen times a day for one address, counted
    over all purposes and whether or not anybody owns the address.
    """
    # One request for an address at a time, else two at once would both find room.
    work.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(address, 7))))
    wait_until = _next_allowed(work, address)
    if wait_until > work.now:
        return CodeRefused("too_many", wait_until)
    code = f"{secrets.randbelow(1_000_000):06d}"
    work.session.add(
        OneTimeCode(
            purpose=purpose,
            address=address,
            # Slow on purpose: behind a fast hash a million possibilities are none for a reader of the table.
            code_hash=hash_password(code),
            created_at=work.now,
            expires_at=expiry(work),
            attempts_left=CODE_ATTEMPTS,
        )
    )
    work.session.flush()
    return code, CodeSent(work.now + timedelta(seconds=SECONDS_BETWEEN))


def _next_allowed(work: Work, address: str) -> datetime:
    asked = work.session.scalars(
        select(OneTimeCode.created_at)
        .where(OneTimeCode.address == address, OneTimeCode.created_at > work.now - timedelta(days=1))
        .order_by(OneTimeCode.created_at)
    ).all()
    if not asked:
        return work.now
    waits = [asked[-1] + timedelta(seconds=SECONDS_BETWEEN)]
    if len(asked) >= CODES_AN_HOUR:
        waits.append(asked[-CODES_AN_HOUR] + timedelta(hours=1))
    if len(asked) >= CODES_A_DAY:
        waits.append(asked[-CODES_A_DAY] + timedelta(days=1))
    return max(waits)


def checked(work: Work, purpose: Purpose, address: str | None, code: str) -> OneTimeCode | None:
    """Return the row that `code` opens, locked, or None; a wrong code takes one of five attempts.

    The caller marks the row with `use` in the same transaction. Works as long when there is no row.
    """
    return _compared(work, purpose, address, code, used=False)


def was_used(work: Work, purpose: Purpose, address: str | None, code: str) -> bool:
    """Tell whether `code` is the one that was used last; a wrong guess takes an attempt here too."""
    return _compared(work, purpose, address, code, used=True) is not None


def _compared(
    work: Work, purpose: Purpose, address: str | None, code: str, *, used: bool
) -> OneTimeCode | None:
    row = work.session.scalar(
        select(OneTimeCode)
        .where(OneTimeCode.purpose == purpose, OneTimeCode.address == address)
        .order_by(OneTimeCode.created_at.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    live = row is not None and row.expires_at > work.now and row.attempts_left > 0
    if row is not None and (row.used_at is not None) != used:
        live = False
    right = matches(code.strip(), row.code_hash if row is not None and live else None)
    if row is None or not live:
        return None
    if not right:
        row.attempts_left -= 1
        work.session.flush()
        return None
    return row


def spend_attempt(work: Work, row: OneTimeCode) -> None:
    """Take an attempt from a right code: for an answer that costs one, so that few can be had."""
    row.attempts_left -= 1
    work.session.flush()


def use(work: Work, row: OneTimeCode | OneTimeLink) -> None:
    """Mark a code or a link as used."""
    row.used_at = work.now
    work.session.flush()


def expiry(work: Work) -> datetime:
    """Return when a code that is made now stops working."""
    return work.now + timedelta(minutes=CODE_VALID_MINUTES)


def make_link(work: Work, purpose: LinkPurpose, user_id: str | None, *, valid_minutes: int) -> str:
    """Store a link's token and return it. Without a user the row opens nothing, but costs as much."""
    token = secrets.token_urlsafe(32)
    work.session.add(
        OneTimeLink(
            token_hash=digest(token),
            purpose=purpose,
            user_id=user_id,
            created_at=work.now,
            expires_at=work.now + timedelta(minutes=valid_minutes),
        )
    )
    work.session.flush()
    return token


def opened(work: Work, purpose: LinkPurpose, token: str) -> OneTimeLink | None:
    """Return the live row of a link, locked, or None. The caller marks it with `use`."""
    return work.session.scalar(
        select(OneTimeLink)
        .where(
            OneTimeLink.token_hash == digest(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.user_id.is_not(None),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > work.now,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def digest(token: str) -> bytes:
    """Return what is stored of a random token: its SHA-256."""
    return sha256(token.encode()).digest()
