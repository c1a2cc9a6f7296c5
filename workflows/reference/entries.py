"""What the reference is made of: chapters of entries, each with an example."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Text = tuple[str, str]
"""A text in Chinese and in English. What stands between backticks is typed as it is."""
Language = Literal["xml", "json", "yaml", "feel"]
NOTHING: Text = ("", "")


@dataclass(frozen=True, slots=True)
class EntryPart:
    """Something that an entry may say: an attribute, a key; what it takes, and what counts without it."""

    name: str
    about: Text
    takes: Text = NOTHING
    without: Text = NOTHING
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceEntry:
    """One word that a package may use. `place` says where; `notes` are more lines about it."""

    name: str
    about: Text
    example: str
    language: Language
    place: Text = NOTHING
    notes: tuple[Text, ...] = ()
    parts: tuple[EntryPart, ...] = ()

    def texts(self, language: int) -> Iterable[str]:
        """Yield all that is said of it in Chinese (0) or English (1)."""
        yield from (self.name, self.about[language], self.place[language], self.example)
        yield from (note[language] for note in self.notes)
        for part in self.parts:
            yield from (part.name, part.about[language], part.takes[language], part.without[language])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The words of one kind."""

    id: str
    title: Text
    about: Text
    entries: tuple[ReferenceEntry, ...]

    def anchor(self, entry: ReferenceEntry) -> str:
        """Return where on the page an entry stands."""
        return f"{self.id}-{re.sub(r'[^a-z0-9]+', '-', entry.name.lower()).strip('-')}"


def quoted(words: Iterable[str], between: str = " / ") -> str:
    """Return words as they are typed, one after the other."""
    return between.join(f"`{word}`" for word in words)


def same(text: str) -> Text:
    """Return a text that is the same in both languages."""
    return text, text
