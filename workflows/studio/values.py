"""What crosses the border of the studio: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import Problem
from workflows.administration.values import DeployedProcess
from workflows.administration.version_differences import FileChange


@dataclass(frozen=True, slots=True)
class NewProcess:
    """What a process that is drawn from nothing is called."""

    process_id: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class PackageView:
    """A deployed package: its current version, and how many cases run on any of its versions."""

    current: DeployedProcess
    running: int
    drafts: int


@dataclass(frozen=True, slots=True)
class DeployOutlook:
    """What deploying a draft would do: the `version` that it becomes, what differs from the `current` one.

    `running`: cases that go on where they are.
    """

    revision: int
    current: DeployedProcess | None
    version: int
    running: int
    changes: tuple[FileChange, ...]
    problems: tuple[Problem, ...]

    @property
    def is_stopped(self) -> bool:
        """Whether the lint stops it."""
        return any(one.severity == "error" for one in self.problems)


@dataclass(frozen=True, slots=True)
class NotedVersion:
    """A deployed version, and what was noted when it was deployed from a draft."""

    version: DeployedProcess
    note: str


@dataclass(frozen=True, slots=True)
class PackageDraft:
    """A draft in a list."""

    id: str
    name: str
    process_id: str
    base_definition_id: str | None
    revision: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DraftDetail:
    """A draft with the sizes of its files by name, and what was rewritten when it came in."""

    draft: PackageDraft
    sizes: Mapping[str, int]
    import_notes: tuple[Mapping[str, Any], ...]
