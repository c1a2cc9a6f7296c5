"""The place of the inbox; its routes are in the modules beside, gathered by `routes.py`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from web.navigation import counter
from web.viewers import current_viewer, insist_on_sign_in
from workflows.approvals.inbox.lists import to_do_count
from workflows.ground.work import Work

blueprint = Blueprint("inbox", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)


@counter("inbox")
def waiting(work: Work, _viewer: Any) -> int:
    """Return how many tasks wait for the signed-in person."""
    return to_do_count(work, current_viewer(work))
