"""All addresses of the inbox."""

from __future__ import annotations

from web.inbox import deciding, lists, people_actions, phrases, side, task
from web.inbox.blueprint import blueprint

__all__ = ["blueprint", "deciding", "lists", "people_actions", "phrases", "side", "task"]
