"""What domains put into people's digests: registered by them, so that notices need not know tasks.

A section says how many of its things wait for each of many people, and writes its part of one digest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DigestReader:
    """Whose digest it is, with the number of things that wait for them."""

    viewer: Viewer
    name: str
    locale: Locale
    waiting: int


@dataclass(frozen=True, slots=True)
class DigestSection:
    """`waiting` counts for many people by a constant number of statements; `content` fills the template."""

    waiting: Callable[[Work, Mapping[str, Viewer]], Mapping[str, int]]
    content: Callable[[Work, DigestReader, str], Mapping[str, Any]]


_registered: dict[str, DigestSection] = {}


def register(name: str, section: DigestSection) -> None:
    """Set the section that a domain puts into digests."""
    _registered[name] = section


def waiting_for(work: Work, viewers: Mapping[str, Viewer]) -> dict[str, int]:
    """Return how many things wait for each of these people, by user id."""
    totals = dict.fromkeys(viewers, 0)
    for section in _registered.values():
        for user_id, count in section.waiting(work, viewers).items():
            totals[user_id] += count
    return totals


def contents(work: Work, reader: DigestReader, base_url: str) -> dict[str, Any]:
    """Return what all sections tell one reader."""
    told: dict[str, Any] = {}
    for section in _registered.values():
        told.update(section.content(work, reader, base_url))
    return told
