"""The place of activities; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("gatherings", __name__, template_folder="templates")
"""All addresses of activities."""

MOST_CHARACTERS = 100
"""Characters of a name or a key in an address that are looked at."""
