"""What somebody may change about the own account: password, e-mail, mobile, language, sessions."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web import i18n
from web.account.blueprint import blueprint
from web.account.browsers import describe_browser
from web.account.challenges import code_answer
from web.account.form_input import ask, secret, typed
from web.auth import current_token, end_session
from web.form_problems import Problems, at_fields
from web.limits import limiter
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.ground.errors import Invalid
from workflows.people.identity import credentials, operations, roles, second_factor, sessions
from workflows.people.identity.values import AttemptRefused


@blueprint.get("/profile")
def profile() -> Response:
    """Show the own account and what can be changed."""
    return _page()


def _page(problems: Problems | None = None) -> Response:
    insist_on_sign_in()
    with begin() as work:
        shown = sessions.live_sessions(work, current_user.id, current_token=current_token())
        standing = second_factor.standing(work, current_user.account)
    return ask(
        "account/profile.html",
        problems=problems,
        with_captcha=True,
        account=current_user.account,
        sessions=shown,
        standing=standing,
        describe_browser=describe_browser,
        roles=[_role_name(group) for group in sorted(current_user.groups)],
    )


def _role_name(group: str) -> str:
    role, _colon, scope = group.partition(":")
    if role == "window":
        return str(_("Window of region %(region)s", region=scope))
    if role == "cluster":
        return str(_("Window of cluster %(cluster)s", cluster=scope))
    zh, en = roles.ROLES.get(role, (role, role))
    return en if i18n.locale_tag() == "en" else zh


def _change(what: str, change: Callable[[], AttemptRefused | None], done: str) -> Response:
    insist_on_sign_in()
    try:
        refused = change()
    except Invalid as refusal:
        return _page(at_fields(refusal.problems))
    if refused is not None:
        return _page(_own_field(what, at_fields(refused.problems)))
    flash(done, "success")
    return make_response(redirect(url_for("account.profile", _anchor=what)))


def _own_field(what: str, problems: Problems) -> Problems:
    # Two forms of the page have a code; the sentence stands at the one that was sent.
    if what == "email" and "code" in problems:
        problems["email_code"] = problems.pop("code")
    return problems


@blueprint.post("/password")
@limiter.limit("20 per hour")
def change_password() -> Response:
    """Change the own password; other browsers are signed out."""

    def change() -> None:
        with begin() as work:
            credentials.change_password(
                work,
                current=secret("current"),
                password=secret("password"),
                password_again=secret("password_again"),
                keep_token=current_token(),
            )

    return _change("password", change, _("Your password is changed. Other devices were signed out."))


@blueprint.post("/mobile")
@limiter.limit("20 per hour")
def change_mobile() -> Response:
    """Take over a new mobile number that a code has proved."""

    def change() -> AttemptRefused | None:
        with begin() as work:
            return operations.change_mobile(work, mobile=typed("mobile"), code=typed("code"))

    return _change("mobile", change, _("Your mobile number is changed."))


@blueprint.post("/email")
@limiter.limit("20 per hour")
def change_email() -> Response:
    """Take over a new e-mail address that a code has proved."""

    def change() -> AttemptRefused | None:
        with begin() as work:
            return operations.change_email(work, email=typed("email"), code=typed("email_code"))

    return _change("email", change, _("Your e-mail address is changed."))


@blueprint.post("/email/code")
@limiter.limit("20 per hour")
def send_email_code() -> Response:
    """Send a code to the address in the form; answers with the field's status."""
    insist_on_sign_in()
    try:
        with begin() as work:
            answer = operations.send_email_code(work, email=typed("email"))
    except Invalid as refusal:
        return code_answer(problems=at_fields(refusal.problems))
    return code_answer(answer)


@blueprint.post("/language")
def change_language() -> Response:
    """Remember the language for mails and for every browser."""
    insist_on_sign_in()
    locale = request.form.get("locale", "")
    if locale not in i18n.LOCALES:
        abort(400)
    with begin() as work:
        operations.set_locale(work, "en" if locale == "en" else "zh-CN")
    response = make_response(redirect(url_for("account.profile", _anchor="language")))
    response.set_cookie(i18n.COOKIE, locale, max_age=365 * 86400, httponly=True, samesite="Lax")
    return response


@blueprint.post("/sessions/<session_id>/end")
def end_one_session(session_id: str) -> Response:
    """Sign one of the own browsers out."""
    insist_on_sign_in()
    with begin() as work:
        sessions.end_one(work, current_user.id, session_id)
    flash(_("That device is signed out."), "success")
    return make_response(redirect(url_for("account.profile", _anchor="sessions")))


@blueprint.post("/sessions/end")
def end_all_sessions() -> Response:
    """Sign all own browsers out, this one too."""
    insist_on_sign_in()
    with begin() as work:
        sessions.end_all(work, current_user.id)
    end_session()
    flash(_("You are signed out everywhere."), "success")
    return make_response(redirect(url_for("account.sign_in")))
