"""The place of direct demands; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("direct_demands", __name__, template_folder="templates")
