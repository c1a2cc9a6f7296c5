"""The copy of one's personal data: asked for, and saved while it is there, with the password each time."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, url_for
from flask_babel import gettext as _

from web.account.blueprint import blueprint
from web.account.form_input import ask, secret
from web.files.answers import stored_answer
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.ground.errors import InvalidState
from workflows.own_account import copies
from workflows.people.identity.values import AttemptRefused


@blueprint.get("/own-data")
def own_data() -> Response:
    """Show how the copy of the own data stands, and what it holds."""
    return _page()


def _page(problems: Problems | None = None) -> Response:
    insist_on_sign_in()
    with begin() as work:
        return ask(
            "account/own_data.html",
            problems=problems,
            copy=copies.newest(work),
            kept=copies.KEPT,
            most=copies.MOST_A_DAY,
        )


@blueprint.post("/own-data")
@limiter.limit("30 per hour")
def ask_own_data() -> Response:
    """Have a copy of the own data made."""
    insist_on_sign_in()
    try:
        with begin() as work:
            refused = copies.ask(work, secret("current"), locale_tag())
    except InvalidState as refusal:
        flash(refusal.message(locale_tag()), "warning")
        return make_response(redirect(url_for("account.own_data")))
    if refused is not None:
        return _page(at_fields(refused.problems))
    flash(_("You have asked for a copy."), "success")
    return make_response(redirect(url_for("account.own_data")))


@blueprint.post("/own-data/<copy_id>/file")
@limiter.limit("30 per hour")
def save_own_data(copy_id: str) -> Response:
    """Give the copy of the own data as a file, to be saved; no cache keeps it."""
    insist_on_sign_in()
    with begin() as work:
        answer = copies.fetch(work, copy_id[:64], secret("current"))
    if isinstance(answer, AttemptRefused):
        return _page(at_fields(answer.problems))
    response = stored_answer(answer.key, "application/zip", answer.name, answer.size_bytes)
    response.headers["Cache-Control"] = "private, no-store"
    return response
