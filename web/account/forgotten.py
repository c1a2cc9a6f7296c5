"""Forgotten passwords: a link by e-mail or a code by SMS, after a captcha."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.account.blueprint import blueprint
from web.account.challenges import refused_code
from web.account.form_input import ask, asker, secret, typed
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.work import begin, current_platform
from workflows.ground.errors import Invalid
from workflows.people.identity import credentials
from workflows.people.identity.values import CodeRefused


@blueprint.get("/forgotten")
def forgotten() -> Response:
    """Ask how to get a new password: by link, or by code (`?by=code`)."""
    return _ask()


def _ask(problems: Problems | None = None) -> Response:
    by = "code" if request.values.get("by") == "code" else "link"
    return ask("account/forgotten.html", problems=problems, with_captcha=True, by=by)


@blueprint.post("/forgotten")
@limiter.limit("30 per hour")
def forgotten_submit() -> Response:
    """Send the link, or set the new password with the code."""
    if request.form.get("by") == "code":
        return _reset_by_code()
    path = url_for("account.reset", token="TOKEN")  # noqa: S106  # the place where the token goes
    try:
        with begin() as work:
            answer = credentials.send_reset_link(
                work,
                email=typed("email"),
                asker=asker(),
                locale=locale_tag(),
                url=current_platform().settings.base_url + path.replace("TOKEN", "{token}"),
            )
    except Invalid as refusal:
        return _ask(at_fields(refusal.problems))
    if isinstance(answer, CodeRefused):
        problems = refused_code(answer)
        return _ask({"email": problems["code"]} if "code" in problems else problems)
    return make_response(render_template("account/link_sent.html", email=typed("email")))


def _reset_by_code() -> Response:
    try:
        with begin() as work:
            refused = credentials.reset_by_code(
                work,
                mobile=typed("mobile"),
                code=typed("code"),
                password=secret("password"),
                password_again=secret("password_again"),
            )
    except Invalid as refusal:
        return _ask(at_fields(refusal.problems))
    return _ask(at_fields(refused.problems)) if refused else _done()


@blueprint.get("/reset/<token>")
def reset(token: str) -> Response:
    """Ask for the new password that a mailed link allows to set."""
    with begin() as work:
        is_live = credentials.is_reset_link_live(work, token)
    if not is_live:
        return make_response(render_template("account/link_dead.html"), 410)
    return ask("account/reset.html")


@blueprint.post("/reset/<token>")
@limiter.limit("30 per hour")
def reset_submit(token: str) -> Response:
    """Set the new password; the link works no more."""
    try:
        with begin() as work:
            credentials.reset_by_link(
                work, token=token, password=secret("password"), password_again=secret("password_again")
            )
    except Invalid as refusal:
        problems = at_fields(refusal.problems)
        if "token" in problems:
            return make_response(render_template("account/link_dead.html"), 410)
        return ask("account/reset.html", problems=problems)
    return _done()


def _done() -> Response:
    flash(_("Your password is changed. Please sign in with the new one."), "success")
    return make_response(redirect(url_for("account.sign_in")))
