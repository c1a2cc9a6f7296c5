"""User names, mobile numbers and e-mail addresses are each unique across the platform."""

from __future__ import annotations

from typing import NoReturn, cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.identity.contacts import key_of
from workflows.people.identity.errors import at
from workflows.people.identity.models import Credential, User
from workflows.people.identity.passwords import hash_password

_UNIQUE = {
    "uq_user_account_user_name_key": ("user_name", "user_name_taken"),
    "uq_user_account_mobile": ("mobile", "mobile_taken"),
    "uq_user_account_email_key": ("email", "email_taken"),
}


def insert_user(work: Work, user: User, password: str, *, must_change: bool = False) -> None:
    """Write a user with a password. Raises: Invalid: a unique value went to somebody else just now."""
    with unique_or_invalid(work):
        work.session.add(user)
        work.session.flush()
    work.session.add(
        Credential(
            user_id=user.id,
            password_hash=hash_password(password),
            changed_at=work.now,
            must_change=must_change,
        )
    )
    work.session.flush()


class unique_or_invalid:  # noqa: N801  # a context manager reads as a verb
    """Turn a lost race for a unique value into the problem at its field."""

    def __init__(self, work: Work) -> None:
        self._savepoint = work.session.begin_nested()

    def __enter__(self) -> None:
        self._savepoint.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._savepoint.__exit__(kind, error, cast("None", trace))
        if isinstance(error, IntegrityError):
            _raise_taken(error)


def _raise_taken(error: IntegrityError) -> NoReturn:
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if constraint not in _UNIQUE:
        raise error
    field, name = _UNIQUE[constraint]
    raise Invalid("identity.invalid", [at(field, name)]) from error


def taken(
    work: Work,
    user_name: str | None = None,
    mobile: str | None = None,
    email: str | None = None,
    *,
    but: str | None = None,
) -> list[FieldProblem]:
    """Return which of the values another account has; `but` is the account that may have them."""
    wanted = (
        (User.user_name_key, key_of(user_name) if user_name else None, "user_name", "user_name_taken"),
        (User.mobile, mobile, "mobile", "mobile_taken"),
        (User.email_key, key_of(email) if email else None, "email", "email_taken"),
    )
    return [
        at(field, name)
        for column, text, field, name in wanted
        if text and work.session.scalar(select(User.id).where(column == text, User.id != (but or "")))
    ]
