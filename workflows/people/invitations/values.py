"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from workflows.ground.messages import Locale

Kind = Literal["consultant", "expert", "expert_self", "agent"]
PATH = "/invitations/{token}"
"""Where the link of a mail leads, below the address of the installation."""


@dataclass(frozen=True, slots=True)
class InvitationView:
    """A live invitation as its holder sees it. `has_account`: the address it was sent to is an account's.

    With a `mobile` (E.164) its holder says who they are, and proves the number to join by it.
    """

    kind: Kind
    subject_id: str
    inviter: str
    name: str
    email: str
    expires_at: datetime
    has_account: bool
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class SentLink:
    """When the link sent last went out, and until when it works."""

    sent_at: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an accepted invitation has led to: the case that goes on, if there is one."""

    kind: Kind
    case_id: str | None


@dataclass(frozen=True, slots=True)
class AcceptedBefore:
    """The same form has made an account and accepted already. It signs nobody in a second time."""

    user_id: str
    accepted: Accepted


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an invited person says about themselves; `user_id` is their account, if they have one."""

    full_name: str = ""
    mobile: str = ""
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an invited person without an account types. `agreed` names the agreements that were ticked."""

    user_name: str
    full_name: str
    password: str = field(repr=False)
    password_again: str = field(repr=False)
    agreed: frozenset[str] = frozenset()
    locale: Locale = "zh-CN"
    address: str = ""
    mobile: str = ""
    code: str = ""
