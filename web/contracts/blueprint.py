"""The blueprint of contracts."""

from __future__ import annotations

from flask import Blueprint

from web.viewers import insist_on_sign_in

blueprint = Blueprint("contracts", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)
MOST_CHARACTERS = 64
"""Of an id in an address."""
