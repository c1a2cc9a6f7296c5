"""Closing the own account: what it means, what stands in the way, asking for it and taking it back."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.blueprint import blueprint
from web.account.form_input import ask, secret
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.ground.errors import InvalidState
from workflows.own_account import closing


@blueprint.get("/closing")
def closing_page() -> Response:
    """Show how the closing of the own account stands, or what stands in its way."""
    return _page()


def _page(problems: Problems | None = None) -> Response:
    insist_on_sign_in()
    with begin() as work:
        by_others = closing.is_closed_by_others(current_user.account)
        newest = closing.newest(work, current_user.id)
        in_the_way = [] if by_others else closing.obstacles(work, current_user.id)
        return ask(
            "account/closing.html",
            problems=problems,
            by_others=by_others,
            newest=newest,
            in_the_way=[(one.message(locale_tag()), one.page) for one in in_the_way],
            days=closing.TAKEN_BACK_WITHIN.days,
        )


@blueprint.post("/closing")
@limiter.limit("30 per hour")
def ask_closing() -> Response:
    """Have the own account closed in some days."""
    insist_on_sign_in()
    try:
        with begin() as work:
            refused = closing.ask(work, secret("current"))
    except InvalidState as refusal:
        flash(refusal.message(locale_tag()), "warning")
        return _back()
    if refused is not None:
        return _page(at_fields(refused.problems))
    flash(_("You have asked to have the account closed. Until then you can take it back here."), "success")
    return _back()


@blueprint.post("/closing/take-back")
@limiter.limit("30 per hour")
def take_back_closing() -> Response:
    """Let the own account stay open."""
    insist_on_sign_in()
    with begin() as work:
        was_on_its_way = closing.take_back(work)
    if was_on_its_way:
        flash(_("The account stays open."), "success")
    return _back()


def _back() -> Response:
    return make_response(redirect(url_for("account.closing_page")))
