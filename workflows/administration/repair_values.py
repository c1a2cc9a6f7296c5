"""What crosses the border of mending cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import HistoryEntry, Job
from workflows.ground.messages import Locale

SUSPENDED = "case.suspended"
"""What the audit log calls it that a case was suspended."""


@dataclass(frozen=True, slots=True)
class Names:
    """Words in both languages."""

    zh: str
    en: str

    def name(self, locale: Locale) -> str:
        """Return the words in one language."""
        return self.zh if locale == "zh-CN" else self.en


@dataclass(frozen=True, slots=True)
class EngineSentence:
    """What the engine said of an incident; `zh` is "" where only a library or a service spoke."""

    zh: str
    en: str

    def message(self, locale: Locale) -> str:
        """Return the sentence in `locale`, in English if there is no other."""
        return (locale == "zh-CN" and self.zh) or self.en

    def language(self, locale: Locale) -> Locale:
        """Return in which language `message` speaks."""
        return "zh-CN" if locale == "zh-CN" and self.zh else "en"


@dataclass(frozen=True, slots=True)
class PlatformIncident:
    """A job of the platform's own, which belongs to no case, that failed as often as it may be tried."""

    id: str
    job_type: str
    said: EngineSentence
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CauseView:
    """Open incidents that are alike: `process` and `element` in words, `said` of the newest."""

    process_id: str
    element_id: str
    code: str
    process: Names
    element: Names
    count: int
    oldest_at: datetime
    newest_at: datetime
    said: EngineSentence


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident. `number` and `title` are those of its case, empty where no case belongs to it.

    `may_mend`: the viewer is an administrator or deployed this version; others are not told the title either.
    """

    id: str
    instance_id: str
    case_id: str
    number: str
    title: Names
    element_id: str
    element: Names
    code: str
    said: EngineSentence
    created_at: datetime
    resolved_at: datetime | None
    may_mend: bool = False


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """An incident with what is needed to mend it.

    `variables` are (name, JSON text), none for who may not see the case (`sees_case`) and so corrects none;
    `elements` are the names of all elements of the version; `targets` those to which its token may be moved,
    `skips_to` the one that follows, if just one does; `barred`: the viewer is a party to the case and may
    not mend it.
    """

    incident: IncidentView
    process: Names
    version: int
    suspended: bool
    running: bool
    barred: bool
    sees_case: bool
    variables: tuple[tuple[str, str], ...]
    elements: Mapping[str, Names]
    targets: tuple[tuple[str, Names], ...]
    skips_to: str | None
    jobs: tuple[Job, ...]
    history: tuple[HistoryEntry, ...]

    def name_of(self, element_id: str, locale: Locale) -> str:
        """Return the name of an element, its id where it has none or belongs to an earlier version."""
        names = self.elements.get(element_id)
        return element_id if names is None else names.name(locale)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Who suspended a case, when and why. `by` is the name of the person."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class SuspendedCase:
    """A case in which nothing happens until it is resumed."""

    instance_id: str
    case_id: str
    number: str
    title: Names
    started_at: datetime
    suspension: Suspension | None


@dataclass(frozen=True, slots=True)
class Mended:
    """What a repair has come to. `still`: the code of the incident that it ended in again, "" if none."""

    number: str
    still: str = ""


Correction = Mapping[str, Any]
"""Variables by name, as JSON values."""
