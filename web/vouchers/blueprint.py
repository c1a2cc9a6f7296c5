"""The place of vouchers; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from flask import Blueprint

from web.viewers import insist_on_sign_in

blueprint = Blueprint("vouchers", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)
