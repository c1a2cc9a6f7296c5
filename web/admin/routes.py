"""All addresses of the administration."""

from __future__ import annotations

from web.admin import audit, organisations, overview, places, processes, settings, users
from web.admin.blueprint import blueprint

__all__ = [
    "audit",
    "blueprint",
    "organisations",
    "overview",
    "places",
    "processes",
    "settings",
    "users",
]
