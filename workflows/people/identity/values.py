"""What leaves this room: frozen values, never rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from workflows.ground.errors import FieldProblem

Kind = Literal["enterprise", "provider", "person", "staff"]
Locale = Literal["zh-CN", "en"]


@dataclass(frozen=True, slots=True)
class Account:
    """A person and the groups they belong to. `mobile` is E.164; times are aware UTC."""

    id: str
    user_name: str
    full_name: str
    kind: Kind
    mobile: str | None
    email: str | None
    email_verified: bool
    locale: Locale
    groups: frozenset[str]
    created_at: datetime
    disabled: bool = False
    closed: bool = False
    must_change_password: bool = False

    @property
    def shown_name(self) -> str:
        """The name to show to others: the person's, or else the user name."""
        return self.full_name or self.user_name


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody proved who they are. `token` belongs into the browser's cookie and nowhere else.

    `browser_token` goes into a cookie of its own, by which the browser is known the next time.
    """

    account: Account
    token: str = field(repr=False)
    browser_token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class SecondFactorDue:
    """Password or code were right; `token` lets the browser go on with a code of the app, for minutes."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignInRefused:
    """Nobody is signed in. `retry_at` is set when the identifier is locked, whoever owns it."""

    reason: Literal["captcha", "wrong", "locked", "disabled", "late"]
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One browser in which a user is signed in."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    address: str
    user_agent: str
    current: bool


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is on its way, if anybody is there to read it. The next may be asked for at `next_at`."""

    next_at: datetime


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """No code was sent: the captcha was wrong, or too many were asked for."""

    reason: Literal["captcha", "too_many"]
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignUp:
    """Step 1 of signing up, as typed. `agreed` names the agreements that were ticked."""

    kind: Kind
    user_name: str
    full_name: str
    mobile: str
    code: str
    password: str = field(repr=False)
    password_again: str = field(repr=False)
    agreed: frozenset[str] = frozenset()
    locale: Locale = "zh-CN"
    address: str = ""


@dataclass(frozen=True, slots=True)
class MadeBefore:
    """The same form has made the account already. It signs nobody in: its owner does that as ever."""

    user_name: str


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Input that was typed before a session ended: where it belongs and the fields in order."""

    id: str
    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AttemptRefused:
    """Nothing was changed but the count of attempts; `problems` stand at their fields."""

    problems: tuple[FieldProblem, ...]
