"""Signing up in three steps: account, organisation, submitted."""

from __future__ import annotations

from typing import cast

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.blueprint import blueprint
from web.account.form_input import ask, secret, typed
from web.account.survey_answers import remembered_answer
from web.auth import start_session
from web.form_problems import Problems, at_fields
from web.i18n import locale_tag
from web.limits import limiter, remote_address
from web.work import begin
from workflows.business.surveys import registering
from workflows.ground.errors import Invalid
from workflows.people import onboarding
from workflows.people.identity import operations
from workflows.people.identity.values import AttemptRefused, Kind, MadeBefore, SignedIn, SignUp


@blueprint.get("/sign-up")
def sign_up() -> Response:
    """Ask for the account (step 1); somebody who has one goes on with step 2."""
    if current_user.is_authenticated:
        return make_response(redirect(url_for("account.home")))
    with begin() as work:
        if not operations.is_registration_open(work):
            return make_response(render_template("account/closed.html"), 403)
    return _page()


@blueprint.post("/sign-up")
@limiter.limit("60 per hour")
def sign_up_submit() -> Response:
    """Make the account and sign the browser in; the same form again makes and opens nothing."""
    try:
        answer = _register()
    except Invalid as refusal:
        return _page(at_fields(refusal.problems))
    if isinstance(answer, AttemptRefused):
        return _page(at_fields(answer.problems))
    if isinstance(answer, MadeBefore):
        return made_before(url_for("account.home"))
    start_session(answer)
    return make_response(redirect(url_for("account.home")))


def _page(problems: Problems | None = None) -> Response:
    """Return step 1; who has just answered a survey chooses whether step 2 begins with that."""
    answered = remembered_answer()
    with begin() as work:
        offered = answered is not None and registering.can_begin_with(work, *answered)
    return ask("account/sign_up.html", problems=problems, with_captcha=True, answered_survey=offered)


def made_before(goal: str) -> Response:
    """Go on to `goal` if the first answer has reached this browser; else by way of signing in."""
    if not current_user.is_authenticated:
        flash(_("Your account is made. Please sign in with it."), "success")
    return make_response(redirect(url_for("account.sign_in", next=goal)))


def _register() -> SignedIn | MadeBefore | AttemptRefused:
    form = SignUp(
        kind=cast("Kind", request.form.get("kind", "")),
        user_name=typed("user_name"),
        full_name=typed("full_name"),
        mobile=typed("mobile"),
        code=typed("code"),
        password=secret("password"),
        password_again=secret("password_again"),
        agreed=frozenset(request.form.getlist("agreed")),
        locale=locale_tag(),
        address=remote_address(),
    )
    with begin() as work:
        if not operations.is_registration_open(work):
            abort(403)
        answer = onboarding.sign_up(work, form, user_agent=request.user_agent.string)
        answered = remembered_answer() if typed("take_answers") else None
        if isinstance(answer, SignedIn) and answered is not None:
            registering.begin_with(work, *answered, answer.account.id)
        return answer
