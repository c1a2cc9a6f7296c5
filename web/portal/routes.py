"""All addresses of the public front."""

from __future__ import annotations

from web.portal import feeds, pages, searching
from web.portal.blueprint import blueprint

__all__ = ["blueprint", "feeds", "pages", "searching"]
