"""The blueprint of orders."""

from __future__ import annotations

from flask import Blueprint

from web.viewers import insist_on_sign_in

blueprint = Blueprint("orders", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)
MOST_CHARACTERS = 64
"""Of a number or an id in an address."""
MOST_TYPED = 2_000
"""Of what somebody says about a step; what is too long is refused at its field, with all of it."""
