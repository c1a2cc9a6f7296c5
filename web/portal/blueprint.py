"""The blueprint of the public pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("portal", __name__, template_folder="templates")
