"""All addresses of the services."""

from __future__ import annotations

from web.services import hall, starting
from web.services.blueprint import blueprint

__all__ = ["blueprint", "hall", "starting"]
