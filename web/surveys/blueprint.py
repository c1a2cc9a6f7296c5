"""The place of surveys; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("surveys", __name__, template_folder="templates")
"""All addresses of surveys."""

MOST_CHARACTERS = 100
"""Characters of an id or a key in an address that are looked at."""
TONES = {"draft": "secondary", "scheduled": "info", "open": "success", "ended": "secondary"}
"""Colour of a survey's phase."""
