"""What crosses the border of this domain for those who keep public notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

AnnouncementState = Literal["draft", "published", "withdrawn"]
AnnouncementKind = Literal["notice", "policy", "call"]
ANNOUNCEMENT_KINDS: Sequence[AnnouncementKind] = ("notice", "policy", "call")


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """A public notice, policy or call as typed; the text is Markdown.

    English may be empty: Chinese is shown then. `deadline` and `process_id` are those of a call.
    """

    title_zh: str
    body_zh: str
    title_en: str = ""
    body_en: str = ""
    pinned: bool = False
    kind: AnnouncementKind = "notice"
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    deadline: datetime | None = None
    process_id: str = ""


@dataclass(frozen=True, slots=True)
class KeptAnnouncement:
    """A public notice as those see it who keep it, in both languages."""

    id: str
    title_zh: str
    body_zh: str
    title_en: str
    body_en: str
    pinned: bool
    state: AnnouncementState
    author_id: str | None
    created_at: datetime
    published_at: datetime | None
    kind: AnnouncementKind
    shown_from: datetime | None
    shown_until: datetime | None
    deadline: datetime | None
    process_id: str

    def contents(self) -> dict[str, Any]:
        """Return what can be edited, by name of the field."""
        return {
            "title_zh": self.title_zh,
            "body_zh": self.body_zh,
            "title_en": self.title_en,
            "body_en": self.body_en,
            "pinned": self.pinned,
            "kind": self.kind,
            "process_id": self.process_id,
            **{name: moment and moment.isoformat() for name, moment in self._moments().items()},
        }

    def _moments(self) -> dict[str, datetime | None]:
        return {
            "shown_from": self.shown_from,
            "shown_until": self.shown_until,
            "deadline": self.deadline,
        }
