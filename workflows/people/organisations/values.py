"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from workflows.ground.messages import Locale

Kind = Literal["enterprise", "provider"]
ProviderType = Literal["government", "social", "saas", "expert"]
Certification = Literal["none", "in_review", "returned", "certified", "rejected", "ordinary"]
MemberRole = Literal["owner", "agent", "member"]


@dataclass(frozen=True, slots=True)
class RegionView:
    """An administrative division; level 1 province, 2 city, 3 county."""

    code: str
    parent_code: str | None
    name_zh: str
    name_en: str
    level: int
    has_window: bool
    active: bool = True

    def name(self, locale: Locale) -> str:
        """Return the name in `locale`."""
        return self.name_zh if locale == "zh-CN" else self.name_en


@dataclass(frozen=True, slots=True)
class ClusterView:
    """An industry cluster with a window of its own."""

    id: str
    region_code: str
    name_zh: str
    name_en: str
    active: bool

    def name(self, locale: Locale) -> str:
        """Return the name in `locale`."""
        return self.name_zh if locale == "zh-CN" else self.name_en


@dataclass(frozen=True, slots=True)
class MemberView:
    """A person in an organisation."""

    user_id: str
    role: MemberRole
    since: datetime


@dataclass(frozen=True, slots=True)
class AgentView:
    """A designated agent 经办人: whom the legal person named, and since when which account acts."""

    id: str
    name: str
    mobile: str
    email: str
    position: str
    since: datetime
    invited_at: datetime | None
    user_id: str | None
    accepted_at: datetime | None
    ended_at: datetime | None

    def acted(self, user_id: str | None, at: datetime) -> bool:
        """Return whether a person was the agent at a moment."""
        if user_id is None or user_id != self.user_id or self.accepted_at is None:
            return False
        return self.accepted_at <= at and (self.ended_at is None or at < self.ended_at)


@dataclass(frozen=True, slots=True)
class PaymentAccountView:
    """The account of an organisation; `number` is whole, pages show `masked_number`."""

    account_name: str
    bank: str
    location: str
    branch: str
    number: str
    updated_at: datetime

    @property
    def masked_number(self) -> str:
        """The number with only its last four digits readable."""
        return "•" * (len(self.number) - 4) + self.number[-4:]


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation as its own people and its reviewers see it.

    The names by which its sub-accounts sign in end with its `number`.
    """

    id: str
    number: int
    kind: Kind
    provider_type: ProviderType | None
    name: str
    credit_code: str | None
    region_code: str | None
    cluster_id: str | None
    certification: Certification
    certified_at: datetime | None
    association_member: bool
    profile: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime

    @property
    def certified(self) -> bool:
        """Whether the organisation's menus are open."""
        return self.certification == "certified"

    @property
    def licence_valid_until(self) -> date | None:
        """The last day of the licence by the approved profile; None: it says none, as of one without end."""
        said = self.profile.get("licence_valid_until")
        return date.fromisoformat(said) if said else None
