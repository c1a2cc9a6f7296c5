"""What this room gives away: values that no session can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from workflows.ground.messages import Locale

CallState = Literal["asking", "down", "waiting", "answered", "done", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A registered service, without its secret. `open_until`: it is down and left alone until then."""

    name: str
    title_zh: str
    title_en: str
    address: str
    time_limit_seconds: int
    patience_hours: int
    request_schema: Mapping[str, Any]
    answer_schema: Mapping[str, Any]
    stand_in: Sequence[Mapping[str, Any]]
    active: bool
    revision: int
    open_until: datetime | None = None
    last_error: str = ""

    def title(self, locale: Locale) -> str:
        """Return what it is called."""
        return self.title_zh if locale == "zh-CN" else self.title_en


@dataclass(frozen=True, slots=True)
class ServiceContract:
    """What a service is called, what it is sent, and what it answers."""

    title_zh: str
    title_en: str
    request_schema: Mapping[str, Any]
    answer_schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CallView:
    """What one step asked of a service."""

    job_id: str
    number: str
    element_id: str
    state: CallState
    attempts: int
    last_asked_at: datetime
    until: datetime
    status: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked of whom: all that a call needs, so that it holds no transaction."""

    service: str
    address: str
    secret: str = field(repr=False)
    key: str
    """The same over all attempts."""
    body: Mapping[str, Any] = field(repr=False)
    answer_to: str
    """Where an answer that takes longer is sent to."""
    asked_at: datetime
    time_limit_seconds: float
    stand_in: Sequence[Mapping[str, Any]]
    private_hosts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status with a body, or the reason why nothing did."""

    status: int | None
    body: Any = None
    error: str = ""
    retry_after_seconds: int | None = None

    @property
    def down(self) -> bool:
        """Whether the service could not answer now and may later."""
        return self.status is None or self.status >= 500 or self.status in {408, 425, 429}
