"""Passwords: the policy, the hashing, and the comparison that takes as long without an account."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from workflows.ground.errors import FieldProblem
from workflows.people.identity.errors import at

MIN_CHARACTERS, MAX_CHARACTERS = 8, 18
_CLASSES = (string.digits, string.ascii_uppercase, string.ascii_lowercase, string.punctuation)
_ALLOWED = frozenset("".join(_CLASSES))

# Without what is read for something else: 0 O, 1 l I.
_DIGITS, _UPPER, _LOWER = "23456789", "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz"
_INVENTED_CHARACTERS = 12

# OWASP's figures for argon2id: 19 MiB, two passes, one lane; about 30 ms on a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)


def hash_password(password: str) -> str:
    """Return the argon2id hash with a salt of its own."""
    return _HASHER.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether `password` has this hash; without a hash, work as long and say no."""
    try:
        _HASHER.verify(password_hash or _unmatched_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Tell whether the hash was made with older parameters."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _unmatched_hash() -> str:
    return _HASHER.hash("nobody's password")


def policy_problems(
    password: str, *, user_name: str, mobile: str | None, field: str = "password"
) -> list[FieldProblem]:
    """Return every rule that `password` breaks, all at once. `mobile` is E.164 or None.

    The rules are section 2 of the requirements: 8–18 characters, three of four classes, neither the user
    name nor the mobile number in it.
    """
    problems = []
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        problems.append(at(field, "password_length"))
    if not _ALLOWED.issuperset(password):
        problems.append(at(field, "password_characters"))
    if sum(any(character in group for character in password) for group in _CLASSES) < 3:
        problems.append(at(field, "password_classes"))
    chosen = user_name.partition("@")[0]  # that of a sub-account ends with its organisation's number
    if chosen and chosen.casefold() in password.casefold():
        problems.append(at(field, "password_user_name"))
    if mobile and mobile.removeprefix("+86") in password:
        problems.append(at(field, "password_mobile"))
    return problems


def invented_password() -> str:
    """Return a random password that meets the policy and is easy to read aloud."""
    kinds = (_DIGITS, _UPPER, _LOWER)
    chosen = [secrets.choice(kind) for kind in kinds]
    chosen += [secrets.choice("".join(kinds)) for _ in range(_INVENTED_CHARACTERS - len(chosen))]
    secrets.SystemRandom().shuffle(chosen)
    return "".join(chosen)


def was_used(password: str, hashes: Sequence[str]) -> bool:
    """Tell whether `password` is one of those behind `hashes`."""
    return any(matches(password, password_hash) for password_hash in hashes)
