"""What people do with a task before they decide it; the core knows nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.events import Event


@dataclass(frozen=True, slots=True)
class TaskAssigned(Event):
    """A task was claimed, assigned or (without `assignee`) released; `before` had it until then."""

    token_id: str
    element_id: str
    task_id: str
    assignee: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class TaskChanged(Event):
    """Dates, priority or candidates of a task were changed by hand; `changed` has the new values by name."""

    token_id: str
    element_id: str
    task_id: str
    changed: Mapping[str, Any]
