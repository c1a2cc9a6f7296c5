"""All addresses of the inbox."""

from __future__ import annotations

from web.inbox import (
    bulk,
    columns,
    deciding,
    exports,
    lists,
    overdue,
    people_actions,
    phrases,
    return_actions,
    saved_filters,
    schedule_actions,
    task,
    task_actions,
    team,
    unattended,
)
from web.inbox.blueprint import blueprint

__all__ = [
    "blueprint",
    "bulk",
    "columns",
    "deciding",
    "exports",
    "lists",
    "overdue",
    "people_actions",
    "phrases",
    "return_actions",
    "saved_filters",
    "schedule_actions",
    "task",
    "task_actions",
    "team",
    "unattended",
]
