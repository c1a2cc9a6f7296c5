"""All addresses of accounts."""

from __future__ import annotations

from web.account import (
    agent,
    agreements,
    application,
    challenges,
    closing,
    forgotten,
    notices,
    organisation,
    own_data,
    places,
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
    "closing",
    "forgotten",
    "notices",
    "organisation",
    "own_data",
    "places",
    "profile",
    "second_factor",
    "sign_in",
    "sign_up",
]
