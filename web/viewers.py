"""Who is looking, for the policies: read once a request."""

from __future__ import annotations

from flask import abort, g
from flask_login import current_user

from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewer_of


def current_viewer(work: Work) -> Viewer:
    """Return the signed-in person with groups and organisations."""
    known: dict[str, Viewer] = g.setdefault("viewers", {})
    if work.actor not in known:
        known[work.actor] = viewer_of(work)
    return known[work.actor]


def insist_on_sign_in() -> None:
    """Send a visitor to the sign-in page and back; for `before_request` of a place."""
    if not current_user.is_authenticated:
        abort(401)
