"""All addresses of accounts."""

from __future__ import annotations

from web.account import agreements, challenges, forgotten, profile, sign_in, sign_up
from web.account.blueprint import blueprint

__all__ = ["agreements", "blueprint", "challenges", "forgotten", "profile", "sign_in", "sign_up"]
