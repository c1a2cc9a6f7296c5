"""What differs between two versions of a process package: element by element, and file by file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from engine.spiff import ElementInfo
from workflows.administration.repair_values import Names
from workflows.ground.work import Work
from workflows.people.policies.administration import may_administrate
from workflows.people.viewer import Viewer, require

MOST_LINES = 2_000
_PLACED = frozenset({"file", "line", "name", "name_en"})
"""Where an element stands in its file, and what it is called: compared by themselves or not at all."""


@dataclass(frozen=True, slots=True)
class ElementChange:
    """An element that was added, removed or changed; `what` are the properties that differ."""

    element_id: str
    names: Names
    how: Literal["added", "removed", "changed"]
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs, as the lines of a unified difference."""

    name: str
    lines: tuple[str, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """What is different in the newer of two versions."""

    elements: tuple[ElementChange, ...]
    files: tuple[FileChange, ...]


def differences(work: Work, viewer: Viewer, older_id: str, newer_id: str) -> Differences:
    """Return what differs between two versions of a package. Raises: Forbidden; engine.NotFound."""
    require(may_administrate(viewer))
    changes = element_changes(work.repository.elements(older_id), work.repository.elements(newer_id))
    before, after = work.repository.files(older_id), work.repository.files(newer_id)
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    files = tuple(
        file_change(name, _lines(before.get(name, b"")), _lines(after.get(name, b""))) for name in names
    )
    return Differences(changes, files)


def element_changes(
    older: Mapping[str, ElementInfo], newer: Mapping[str, ElementInfo]
) -> tuple[ElementChange, ...]:
    """Return the elements that differ between two versions, by how and id."""
    changes = [ElementChange(one, names_of(newer[one]), "added") for one in newer if one not in older]
    changes += [ElementChange(one, names_of(older[one]), "removed") for one in older if one not in newer]
    for one in newer.keys() & older.keys():
        if what := _what(older[one], newer[one]):
            changes.append(ElementChange(one, names_of(newer[one]), "changed", what))
    return tuple(sorted(changes, key=lambda change: (change.how, change.element_id)))


def names_of(info: ElementInfo) -> Names:
    """Return what an element is called, at least by its id."""
    return Names(info.name or info.id, info.name_en or info.name or info.id)


def _what(older: ElementInfo, newer: ElementInfo) -> tuple[str, ...]:
    renamed = ("name",) if (older.name, older.name_en) != (newer.name, newer.name_en) else ()
    other = tuple(
        one.name
        for one in fields(ElementInfo)
        if one.name not in _PLACED and _plain(getattr(older, one.name)) != _plain(getattr(newer, one.name))
    )
    return renamed + other


def _plain(value: Any) -> str:
    """Return a value as text: parsed expressions of two versions are never the same object."""
    return repr(getattr(value, "source", value))


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines()


def file_change(name: str, before: Sequence[str], after: Sequence[str]) -> FileChange:
    """Return how the lines of a file differ; none, if they do not."""
    lines = list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]
    return FileChange(name, tuple(lines[:MOST_LINES]), len(lines) > MOST_LINES)
