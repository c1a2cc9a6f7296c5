"""Signing in by password or by code, signing out, and going on where one was interrupted."""

from __future__ import annotations

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user

from web.account.blueprint import blueprint
from web.account.form_input import ask, say, secret, typed
from web.account.second_factor import ask_for_second_factor
from web.auth import end_session, start_session
from web.form_problems import Problems
from web.limits import limiter, this_browser
from web.links import RESUMED, endpoint_at, safe_next
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.people.identity import interrupted, sign_in
from workflows.people.identity.values import SecondFactorDue, SignInRefused
from workflows.people.organisations.queries import organisations_of

_HOME = "account.home"
_SHOWN_AGAIN = frozenset({"inbox.decide"})
"""What takes `RESUMED`, and shows again what was typed there instead of carrying it out."""


@blueprint.get("/")
def home() -> Response:
    """Go on where the signed-in person starts: with step 2 of signing up until it was done once."""
    insist_on_sign_in()
    with begin() as work:
        waiting = any(one.certification == "none" for one in organisations_of(work, current_user.id))
    return make_response(redirect(url_for("account.organisation_form"))) if waiting else workplace()


@blueprint.get("/workplace")
def workplace() -> Response:
    """Go to the place where the signed-in person works."""
    has_workbench = "workbench.home" in current_app.view_functions
    return make_response(redirect(url_for("workbench.home" if has_workbench else "account.profile")))


@blueprint.get("/sign-in", endpoint="sign_in")
def sign_in_page() -> Response:
    """Ask for the password, or for a code (`?by=code`)."""
    if current_user.is_authenticated:
        return make_response(redirect(safe_next(request.args.get("next"), _HOME)))
    return _ask()


def _ask(problems: Problems | None = None, *, locked: bool = False) -> Response:
    by = "code" if request.values.get("by") == "code" else "password"
    return ask(
        "account/sign_in.html",
        problems=problems,
        with_captcha=True,
        by=by,
        locked=locked,
        next=safe_next(request.values.get("next"), _HOME),
    )


@blueprint.post("/sign-in")
@limiter.limit("30 per minute")
def sign_in_submit() -> Response:
    """Sign the browser in; the same answer whether or not the account exists."""
    by_code = request.form.get("by") == "code"
    answer = _by_code() if by_code else _by_password()
    if isinstance(answer, SignInRefused):
        return _ask(_explain(answer, by_code=by_code), locked=answer.reason == "locked")
    if isinstance(answer, SecondFactorDue):
        return ask_for_second_factor(answer, request.form.get("next"))
    start_session(answer)
    return make_response(redirect(safe_next(request.form.get("next"), _HOME)))


def _by_password() -> sign_in.Answer:
    with begin() as work:
        return sign_in.by_password(
            work,
            identifier=typed("identifier"),
            password=secret("password"),
            captcha_id=typed("captcha_id"),
            captcha_answer=typed("captcha_answer"),
            browser=this_browser(),
        )


def _by_code() -> sign_in.Answer:
    with begin() as work:
        return sign_in.by_code(
            work,
            address=typed("mobile"),
            code=typed("code"),
            browser=this_browser(),
        )


def _explain(answer: SignInRefused, *, by_code: bool) -> Problems:
    if answer.reason == "captcha":
        return say("captcha_answer", "captcha_wrong")
    if answer.reason == "locked":
        return say("identifier", "sign_in_locked", time=answer.retry_at)
    if answer.reason == "disabled":
        return say("mobile" if by_code else "identifier", "sign_in_disabled")
    return say("code", "sign_in_code_wrong") if by_code else say("identifier", "sign_in_wrong")


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign this browser out."""
    end_session()
    flash(_("You are signed out."), "success")
    return make_response(redirect(url_for("portal.home")))


@blueprint.get("/resume/<interrupted_id>")
def resume(interrupted_id: str) -> Response:
    """Offer to send what was typed before the session ended."""
    insist_on_sign_in()
    with begin() as work:
        kept = interrupted.find(work, interrupted_id)
    if kept is None:
        return make_response(redirect(url_for(_HOME)))
    target = safe_next(kept.path)
    resumed = RESUMED if endpoint_at(target, "POST") in _SHOWN_AGAIN else None
    return make_response(render_template("account/resume.html", kept=kept, target=target, resumed=resumed))


@blueprint.post("/resume/<interrupted_id>/drop")
def drop_interrupted(interrupted_id: str) -> Response:
    """Forget what was typed before the session ended."""
    insist_on_sign_in()
    with begin() as work:
        interrupted.drop(work, interrupted_id)
    return make_response(redirect(url_for(_HOME)))
