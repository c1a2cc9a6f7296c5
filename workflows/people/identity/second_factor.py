"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost.

The secret is kept encrypted with a key made of the installation's, so that a copy of the database alone
yields no codes. Each code counts once, and failures are counted like those of passwords.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import pyotp
from sqlalchemy import delete, func, select

from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import InvalidState
from workflows.ground.safe import Safe
from workflows.ground.settings_store.queries import value
from workflows.ground.work import Work
from workflows.people.identity import lockout, revocation
from workflows.people.identity.codes import digest
from workflows.people.identity.errors import at, refuse
from workflows.people.identity.models import RecoveryCode, SecondFactor
from workflows.people.identity.queries import account, acting_account
from workflows.people.identity.roles import is_staff
from workflows.people.identity.values import Account

RECOVERY_CODES = 10
PERIOD_SECONDS = 30
CLOCKS_DIFFER_BY = 1
"""Periods by which the clock of a phone may be wrong, before and after."""
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_RECOVERY_CHARACTERS = 10
SETTING = "second_factor_required"
PURPOSE = "second factor"
"""What the safe of the secrets is for."""


@dataclass(frozen=True, slots=True)
class AuthenticatorSetup:
    """What an authenticator app is given: the secret to type, the address for a QR code."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SecondFactorStatus:
    """How the second factor of somebody stands. `due`: the administration requires one, and there is none."""

    enabled: bool
    required: bool
    recovery_codes_left: int

    @property
    def due(self) -> bool:
        """Whether nothing else may be done before it is set up."""
        return self.required and not self.enabled


def standing(work: Work, owner: Account) -> SecondFactorStatus:
    """Return whether `owner` has a second factor, must have one, and how many recovery codes are left."""
    row = work.session.get(SecondFactor, owner.id)
    left = select(func.count()).where(RecoveryCode.user_id == owner.id, RecoveryCode.used_at.is_(None))
    enabled = row is not None and row.confirmed_at is not None
    codes_left = (work.session.scalar(left) or 0) if enabled else 0
    return SecondFactorStatus(enabled, is_required(work, owner), codes_left)


def is_required(work: Work, owner: Account) -> bool:
    """Tell whether the administration requires a second factor of the roles of `owner`."""
    return is_staff(owner.groups) and value(work, SETTING) is True


def is_enabled(work: Work, user_id: str) -> bool:
    """Tell whether signing in as `user_id` takes a second factor."""
    row = work.session.get(SecondFactor, user_id)
    return row is not None and row.confirmed_at is not None


def enrol(work: Work, safe: Safe, issuer: str) -> AuthenticatorSetup:
    """Return what the acting user's app needs; the same until a code has confirmed it.

    Raises: InvalidState: there is a second factor already.
    """
    owner = acting_account(work)
    row = work.session.get(SecondFactor, owner.id, with_for_update=True)
    if row is not None and row.confirmed_at is not None:
        raise InvalidState("identity.second_factor_exists")
    secret = safe.unlock(row.secret) if row is not None else None
    if secret is None:
        secret = pyotp.random_base32()
        row = row or SecondFactor(user_id=owner.id, last_period=0)
        row.secret, row.created_at = safe.lock(secret), work.now
        work.session.add(row)
        work.session.flush()
    uri = pyotp.TOTP(secret, interval=PERIOD_SECONDS).provisioning_uri(
        name=owner.user_name, issuer_name=issuer
    )
    return AuthenticatorSetup(secret, uri)


def confirm(work: Work, safe: Safe, code: str, *, keep_token: str | None) -> list[str] | Literal["wrong"]:
    """Switch the acting user's second factor on with a code of the app; return the recovery codes.

    Other browsers are signed out. The answer is a value, so that a failed attempt is counted.

    Raises: InvalidState: nothing waits for a code.
    """
    owner = acting_account(work)
    row = work.session.get(SecondFactor, owner.id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        raise InvalidState("identity.second_factor_exists")
    if not _is_right(work, safe, row, code):
        return "wrong"
    row.confirmed_at = work.now
    revocation.void_all(work, owner.id, keep_token=keep_token)
    record(work, "second_factor.enabled", _subject(owner), {"enabled": False}, {"enabled": True})
    return _new_recovery_codes(work, owner.id)


def check(work: Work, safe: Safe, user_id: str, code: str) -> Literal["right", "wrong", "locked"]:
    """Tell whether `code` is a code of the app or a recovery code of `user_id`; a right one is used up."""
    row = work.session.get(SecondFactor, user_id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return "wrong"
    return _attempt(work, safe, row, code)


def renew_recovery_codes(work: Work, safe: Safe, code: str) -> list[str] | Literal["wrong", "locked"]:
    """Replace the acting user's recovery codes after a code of the app; return the new ones."""
    owner = acting_account(work)
    checked = check(work, safe, owner.id, code)
    if checked != "right":
        return checked
    record(work, "second_factor.codes_renewed", _subject(owner))
    return _new_recovery_codes(work, owner.id)


def are_unused(work: Work, codes: Collection[str]) -> bool:
    """Tell whether `codes` are all recovery codes that the acting user was given last, and none was used."""
    owner = acting_account(work)
    asked = {_recovery_digest(owner.id, code) for code in codes}
    rows = select(RecoveryCode.code_hash).where(
        RecoveryCode.user_id == owner.id, RecoveryCode.used_at.is_(None)
    )
    return len(codes) == RECOVERY_CODES and asked == set(work.session.scalars(rows))


def disable(work: Work, safe: Safe, code: str) -> Literal["done", "wrong", "locked"]:
    """Switch the acting user's second factor off after a code.

    Raises: Invalid: the administration requires one.
    """
    owner = acting_account(work)
    refuse([at("second_code", "second_factor_required")] if is_required(work, owner) else [])
    checked = check(work, safe, owner.id, code)
    if checked != "right":
        return checked
    forget(work, owner.id)
    record(work, "second_factor.disabled", _subject(owner), {"enabled": True}, {"enabled": False})
    return "done"


def forget(work: Work, user_id: str) -> bool:
    """Delete the second factor and the recovery codes of `user_id`; tell whether there was one."""
    row = work.session.get(SecondFactor, user_id, with_for_update=True)
    if row is None:
        return False
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    was_enabled = row.confirmed_at is not None
    work.session.delete(row)
    work.session.flush()
    lockout.forget(work, _key(user_id))
    return was_enabled


def _attempt(work: Work, safe: Safe, row: SecondFactor, code: str) -> Literal["right", "wrong", "locked"]:
    if lockout.count(work, _key(row.user_id), lockout.TYPED_LIMIT) is not None:
        return "locked"
    if not (_is_right(work, safe, row, code) or _recovers(work, row.user_id, code)):
        return "wrong"
    lockout.forget(work, _key(row.user_id))
    return "right"


def _is_right(work: Work, safe: Safe, row: SecondFactor, code: str) -> bool:
    """Compare with the codes of the periods around now; none of a period up to the last used one counts."""
    secret, typed = safe.unlock(row.secret), code.replace(" ", "")
    if secret is None or not (typed.isascii() and typed.isdecimal() and len(typed) == 6):
        return False
    totp, now = pyotp.TOTP(secret, interval=PERIOD_SECONDS), work.now
    for step in range(-CLOCKS_DIFFER_BY, CLOCKS_DIFFER_BY + 1):
        moment = now + timedelta(seconds=step * PERIOD_SECONDS)
        period = totp.timecode(moment)
        if period > row.last_period and secrets.compare_digest(totp.at(moment), typed):
            row.last_period = period
            work.session.flush()
            return True
    return False


def _recovers(work: Work, user_id: str, code: str) -> bool:
    kept = _recovery_digest(user_id, code)
    row = work.session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id, RecoveryCode.code_hash == kept, RecoveryCode.used_at.is_(None)
        )
        .with_for_update()
    )
    if row is None:
        return False
    row.used_at = work.now
    work.session.flush()
    record(work, "second_factor.recovery_code_used", _subject(account(work, user_id)))
    return True


def _new_recovery_codes(work: Work, user_id: str) -> list[str]:
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    made = [
        "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_CHARACTERS)) for _ in range(RECOVERY_CODES)
    ]
    work.session.add_all(
        RecoveryCode(user_id=user_id, code_hash=_recovery_digest(user_id, code)) for code in made
    )
    work.session.flush()
    return _spaced(made)


def _spaced(made: Sequence[str]) -> list[str]:
    half = _RECOVERY_CHARACTERS // 2
    return [f"{code[:half]}-{code[half:]}" for code in made]


def _recovery_digest(user_id: str, code: str) -> bytes:
    # Fifty random bits a code: a fast hash is enough, and no two people share one.
    return digest(f"{user_id}:{code.replace('-', '').replace(' ', '').upper()}")


def _key(user_id: str) -> bytes:
    return digest(f"second factor:{user_id}")


def _subject(owner: Account) -> Subject:
    return Subject("user", owner.id, owner.shown_name)
