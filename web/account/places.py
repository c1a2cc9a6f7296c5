"""Leaving an organisation, or stepping down as an expert: the own places, and the question before the end."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from web.account.blueprint import blueprint
from web.account.form_input import ask, secret
from web.auth import end_session
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.ground.errors import InvalidState
from workflows.own_account import leaving
from workflows.people.identity.queries import account
from workflows.people.identity.values import AttemptRefused

PLACES = {
    "agent": _l("Designated agent"),
    "sub_account": _l("Sub-account"),
    "consultant": _l("Consultant"),
    "expert": _l("Expert"),
}
"""What the places are called."""


@blueprint.get("/places")
def places() -> str | Response:
    """Show the places that the signed-in person can leave."""
    insist_on_sign_in()
    with begin() as work:
        return ask("account/places.html", places=leaving.own_places(work), names=PLACES)


@blueprint.get("/places/<kind>/<place_id>")
def place(kind: str, place_id: str) -> Response:
    """Ask whether to leave a place, and show what that means or what stands in the way."""
    return _page(kind, place_id)


def _page(kind: str, place_id: str, problems: Problems | None = None) -> Response:
    insist_on_sign_in()
    with begin() as work:
        own, in_the_way = leaving.own_place(work, kind, place_id[:64])
        return ask(
            "account/place.html",
            problems=problems,
            place=own,
            names=PLACES,
            in_the_way=[(one.message(locale_tag()), one.page) for one in in_the_way],
        )


@blueprint.post("/places/<kind>/<place_id>")
@limiter.limit("30 per hour")
def leave_place(kind: str, place_id: str) -> Response:
    """End one of the own places."""
    insist_on_sign_in()
    try:
        with begin() as work:
            refused: AttemptRefused | None = leaving.leave(work, kind, place_id[:64], secret("current"))
            is_over = account(work, current_user.id).disabled
    except InvalidState as refusal:
        flash(refusal.message(locale_tag()), "warning")
        return make_response(redirect(url_for("account.place", kind=kind, place_id=place_id)))
    if refused is not None:
        return _page(kind, place_id, at_fields(refused.problems))
    if is_over:  # a sub-account ends with its place
        end_session()
        flash(_("You have left the organisation; the sub-account is closed."), "success")
        return make_response(redirect(url_for("account.sign_in")))
    flash(_("You have left."), "success")
    return make_response(redirect(url_for("account.places")))
