"""All addresses of the own products."""

from __future__ import annotations

from web.products import editing, lists, page, preview
from web.products.blueprint import blueprint

__all__ = ["blueprint", "editing", "lists", "page", "preview"]
