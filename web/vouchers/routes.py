"""All addresses of vouchers."""

from __future__ import annotations

from web.vouchers import overseeing, own
from web.vouchers.blueprint import blueprint

__all__ = ["blueprint", "overseeing", "own"]
