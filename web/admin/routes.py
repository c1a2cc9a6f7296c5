"""All addresses of the administration."""

from __future__ import annotations

from web.admin import (
    audit,
    incidents,
    migrations,
    organisations,
    overview,
    places,
    processes,
    services,
    settings,
    users,
)
from web.admin.blueprint import blueprint

__all__ = [
    "audit",
    "blueprint",
    "incidents",
    "migrations",
    "organisations",
    "overview",
    "places",
    "processes",
    "services",
    "settings",
    "users",
]
