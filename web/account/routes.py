"""All addresses of accounts."""

from __future__ import annotations

from web.account import (
    agent,
    agreements,
    application,
    challenges,
    forgotten,
    notices,
    organisation,
    own_data,
    profile,
    second_factor,
    sign_in,
    sign_up,
)
from web.account.blueprint import blueprint

__all__ = [
    "agent",
    "agreements",
    "application",
    "blueprint",
    "challenges",
    "forgotten",
    "notices",
    "organisation",
    "own_data",
    "profile",
    "second_factor",
    "sign_in",
    "sign_up",
]
