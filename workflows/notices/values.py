"""What crosses the border of this domain for those who keep public notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

AnnouncementState = Literal["draft", "published", "withdrawn"]


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """A public notice as typed; the text is Markdown. English may be empty: Chinese is shown then."""

    title_zh: str
    body_zh: str
    title_en: str = ""
    body_en: str = ""
    pinned: bool = False


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

    def contents(self) -> dict[str, Any]:
        """Return what can be edited, by name of the field."""
        return {
            "title_zh": self.title_zh,
            "body_zh": self.body_zh,
            "title_en": self.title_en,
            "body_en": self.body_en,
            "pinned": self.pinned,
        }
