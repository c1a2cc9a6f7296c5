"""What people do with a task before they decide it; the core knows nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events import Event


@dataclass(frozen=True, slots=True)
class TaskAssigned(Event):
    """A task was claimed, assigned or (without `assignee`) released; `before` had it until then."""

    token_id: str
    element_id: str
    task_id: str
    assignee: str | None
    before: str | None
