"""All addresses of direct demands."""

from __future__ import annotations

from web.direct_demands import lists, page, sending
from web.direct_demands.blueprint import blueprint

__all__ = ["blueprint", "lists", "page", "sending"]
