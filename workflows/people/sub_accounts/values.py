"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SubAccountView:
    """A sub-account as its organisation sees it. `mobile` is eleven digits; `user_name` is whole."""

    user_id: str
    organisation_id: str
    user_name: str
    full_name: str
    mobile: str
    position: str
    menus: frozenset[str]
    created_at: datetime
    last_seen_at: datetime | None
    must_change_password: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """What is typed about the person behind a sub-account."""

    full_name: str
    mobile: str
    position: str = ""
    menus: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password that its owner replaces at the next sign-in; it is shown once and stored nowhere."""

    user_id: str
    user_name: str
    full_name: str
    password: str = field(repr=False)
