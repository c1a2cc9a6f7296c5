"""What crosses the border of the studio: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.administration.values import DeployedProcess


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
