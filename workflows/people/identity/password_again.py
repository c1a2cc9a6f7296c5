"""Asking who is signed in for the password again, before what nobody else may do in a browser left open."""

from __future__ import annotations

from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.people.identity import lockout
from workflows.people.identity.errors import at
from workflows.people.identity.models import Credential
from workflows.people.identity.passwords import matches
from workflows.people.identity.values import AttemptRefused

FIELD = "current"


def check_password(work: Work, typed: str) -> AttemptRefused | None:
    """Compare what the acting user typed with their password; None if it is right.

    Wrong ones are counted apart from signing in: five of them close this way for a quarter of an hour. The
    answer is a value, so that a failed attempt is committed.
    """
    key = lockout.again_key(work.actor)
    locked_until = lockout.count(work, key, lockout.TYPED_LIMIT)
    credential = work.session.get(Credential, work.actor)
    right = matches(typed, credential.password_hash if credential else None)
    if locked_until is not None:
        until = f"{locked_until.astimezone(SHANGHAI):%H:%M}"
        return AttemptRefused((at(FIELD, "password_again_locked", time=until),))
    if not right:
        return AttemptRefused((at(FIELD, "password_wrong"),))
    lockout.forget(work, key)
    return None
