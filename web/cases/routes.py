"""All addresses of cases."""

from __future__ import annotations

from web.cases import correction, page, panels, withdraw_and_urge
from web.cases.blueprint import blueprint

__all__ = ["blueprint", "correction", "page", "panels", "withdraw_and_urge"]
