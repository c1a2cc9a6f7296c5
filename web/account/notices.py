"""Which notices somebody gets, and how: in-site, by mail at once, in the daily digest."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.blueprint import blueprint
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.notices.kinds import CHANNELS, offered
from workflows.notices.preferences import DIGEST_MINUTES, Preferences, preferences, save_preferences


@blueprint.get("/notices")
def notices() -> Response:
    """Show the own choices."""
    insist_on_sign_in()
    with begin() as work:
        return _page(preferences(work, current_user.id))


@blueprint.post("/notices")
@limiter.limit("60 per hour")
def save_notices() -> Response:
    """Keep the own choices."""
    insist_on_sign_in()
    kinds, chosen = offered(current_user.groups), _typed()
    minute = request.form.get("digest_minute", "")
    try:
        with begin() as work:
            save_preferences(work, current_user.id, kinds, chosen, digest_minute=minute)
    except Invalid as refusal:
        return make_response(_page(chosen, problems_of(refusal)), 422)
    flash(_("Your choice about notices is saved."), "success")
    return make_response(redirect(url_for("account.notices")))


def _typed() -> Preferences:
    ticked = set(request.form.getlist("channels"))
    channels = {
        kind.id: frozenset(channel for channel in CHANNELS if f"{kind.id}:{channel}" in ticked)
        for kind in offered(current_user.groups)
    }
    return Preferences(channels, digest="digest" in request.form)


def _page(chosen: Preferences, problems: dict[str, list[str]] | None = None) -> Response:
    account = current_user.account
    page = render_template(
        "account/notices.html",
        kinds=offered(current_user.groups),
        channels=CHANNELS,
        chosen=chosen,
        minutes=DIGEST_MINUTES,
        problems=problems or {},
        email=account.email,
        confirmed=account.email_verified,
        language=locale_tag(),
    )
    return make_response(page)
