"""All addresses of activities."""

from __future__ import annotations

from web.gatherings import attending, keeping
from web.gatherings.blueprint import blueprint

__all__ = ["attending", "blueprint", "keeping"]
