"""What crosses the border of this domain: frozen values; moments are aware."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from forms import Text

GatheringState = Literal["draft", "published", "cancelled"]
GATHERING_STATES: tuple[GatheringState, ...] = get_args(GatheringState)
STATE_NAMES: Mapping[GatheringState, Text] = {
    "draft": Text("草稿", "Draft"),
    "published": Text("已发布", "Published"),
    "cancelled": Text("已取消", "Cancelled"),
}
"""How people call the states of an activity."""
SignUpState = Literal["taken", "waiting", "cancelled"]
SIGN_UP_STATES: tuple[SignUpState, ...] = get_args(SignUpState)
SIGN_UP_NAMES: Mapping[SignUpState, Text] = {
    "taken": Text("已报名", "Signed up"),
    "waiting": Text("候补", "On the waiting list"),
    "cancelled": Text("已取消", "Cancelled"),
}
"""How people call the states of a sign-up."""
MOST_PLACES = 10_000
LIMITS: Mapping[str, int] = {
    "title_zh": 120, "title_en": 120, "body_zh": 10_000, "body_en": 10_000, "venue": 120,
    "venue_en": 120, "name": 40, "organisation": 80, "email": 254,
}  # fmt: skip
"""The most characters of each field."""


@dataclass(frozen=True, slots=True)
class GatheringDraft:
    """An activity as typed; texts are Markdown, English may be empty. None: nothing, or no such moment.

    `shown_from`, `shown_until`: when it can be read once it is published, None without that end.
    """

    title_zh: str
    body_zh: str
    title_en: str
    body_en: str
    venue: str
    venue_en: str
    starts_at: datetime | None
    ends_at: datetime | None
    sign_up_until: datetime | None
    places: int | None
    shown_from: datetime | None = None
    shown_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignUpDraft:
    """Who signs up, as typed; a visitor says where mail goes."""

    name: str
    organisation: str
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many have a place, wait for one, and have checked in."""

    taken: int
    waiting: int
    checked_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GatheringView:
    """An activity as its readers see it, in their language; `announced_at`: since when they can."""

    id: str
    title: str
    body: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    sign_up_until: datetime
    places: int
    taken: int
    state: GatheringState
    announced_at: datetime
    open: bool

    @property
    def left(self) -> int:
        """Return how many places are free."""
        return max(0, self.places - self.taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptGathering:
    """An activity as those see it who keep it, in both languages. `check_in_key` is for the QR code."""

    id: str
    title_zh: str
    body_zh: str
    title_en: str
    body_en: str
    venue: str
    venue_en: str
    starts_at: datetime
    ends_at: datetime
    sign_up_until: datetime
    places: int
    taken: int
    state: GatheringState
    check_in_key: str
    shown_from: datetime | None
    shown_until: datetime | None


@dataclass(frozen=True, slots=True)
class SignUpView:
    """A sign-up as operators and its person see it; `position` in the waiting list, 0 with a place."""

    id: str
    name: str
    organisation: str
    email: str
    state: SignUpState
    signed_up_at: datetime
    checked_in_at: datetime | None
    position: int = 0
