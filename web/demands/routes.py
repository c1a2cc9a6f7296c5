"""All addresses of demands and of invitations to them."""

from __future__ import annotations

from web.demands import giving_up, hall, invitations, presence, second_round, tenders
from web.demands.blueprint import blueprint

__all__ = ["blueprint", "giving_up", "hall", "invitations", "presence", "second_round", "tenders"]
