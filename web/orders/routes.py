"""All addresses of orders."""

from __future__ import annotations

from web.orders import ending, pages, plan_changes
from web.orders.blueprint import blueprint

__all__ = ["blueprint", "ending", "pages", "plan_changes"]
