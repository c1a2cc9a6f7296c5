"""All addresses of the inbox."""

from __future__ import annotations

from web.inbox import (
    bulk,
    deciding,
    kept,
    lists,
    order_actions,
    people_actions,
    phrases,
    side,
    task,
    team,
    unattended,
    way_actions,
)
from web.inbox.blueprint import blueprint

__all__ = [
    "blueprint",
    "bulk",
    "deciding",
    "kept",
    "lists",
    "order_actions",
    "people_actions",
    "phrases",
    "side",
    "task",
    "team",
    "unattended",
    "way_actions",
]
