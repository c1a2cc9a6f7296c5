"""The second factor: its step of signing in, and setting it up, renewing recovery codes, switching it off."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from web.account.blueprint import blueprint
from web.account.form_input import ask, say, typed
from web.account.qr_codes import qr_code
from web.account.recovery_codes import show_recovery_codes
from web.auth import current_token, second_factor_set_up, start_session
from web.form_problems import Problems
from web.limits import limiter, this_browser
from web.links import safe_next
from web.site import platform_name
from web.viewers import insist_on_sign_in
from web.work import begin, current_platform
from workflows.ground.safe import Safe
from workflows.people.identity import second_factor, sign_in
from workflows.people.identity.values import SecondFactorDue, SignInRefused

WAITING = "second_factor_token"
NEXT = "second_factor_next"
_HOME = "account.home"


def safe() -> Safe:
    """Return what keeps the secrets of this installation's second factors."""
    return Safe(current_platform().settings.secret_key, second_factor.PURPOSE)


def ask_for_second_factor(due: SecondFactorDue, target: str | None) -> Response:
    """Send the browser to the second step of signing in; the token waits in its cookie."""
    session[WAITING], session[NEXT] = due.token, safe_next(target, _HOME)
    return make_response(redirect(url_for("account.second_step")))


@blueprint.get("/sign-in/second-step")
def second_step() -> Response:
    """Ask for a code of the app, or a recovery code."""
    if WAITING not in session:
        return make_response(redirect(url_for("account.sign_in")))
    return ask("account/second_step.html")


@blueprint.post("/sign-in/second-step")
@limiter.limit("30 per minute")
def second_step_submit() -> Response:
    """Sign the browser in with a code of the app, or a recovery code."""
    token = str(session.get(WAITING, ""))
    with begin() as work:
        answer = sign_in.by_second_factor(
            work, safe(), token=token, code=typed("second_code"), browser=this_browser()
        )
    if isinstance(answer, SignInRefused):
        return _refused(answer)
    target = str(session.get(NEXT, ""))
    start_session(answer)
    return make_response(redirect(safe_next(target, _HOME)))


def _refused(answer: SignInRefused) -> Response:
    if answer.reason in {"late", "disabled"}:
        session.pop(WAITING, None)
        name = "second_factor_late" if answer.reason == "late" else "sign_in_disabled"
        flash(say("second_code", name)["second_code"][0], "warning")
        return make_response(redirect(url_for("account.sign_in")))
    return ask("account/second_step.html", problems=say("second_code", f"second_factor_{answer.reason}"))


@blueprint.get("/second-factor")
def second_factor_page() -> Response:
    """Show how the own second factor stands; without one, what an app needs to set it up."""
    return _page()


def _page(problems: Problems | None = None) -> Response:
    insist_on_sign_in()
    with begin() as work:
        standing = second_factor.standing(work, current_user.account)
        enrolment = None if standing.enabled else second_factor.enrol(work, safe(), platform_name())
    picture = qr_code(enrolment.uri, scale=5) if enrolment else Markup()
    return ask(
        "account/second_factor.html",
        problems=problems,
        standing=standing,
        secret=_in_groups(enrolment.secret) if enrolment else "",
        picture=picture,
    )


def _in_groups(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@blueprint.post("/second-factor")
@limiter.limit("60 per hour")
def set_up_second_factor() -> Response:
    """Switch the own second factor on; the recovery codes are shown this once."""
    insist_on_sign_in()
    with begin() as work:
        answer = second_factor.confirm(work, safe(), typed("second_code"), keep_token=current_token())
    if answer == "wrong":
        return _page(say("second_code", "second_factor_wrong"))
    second_factor_set_up()
    return show_recovery_codes(answer)


@blueprint.post("/second-factor/recovery-codes")
@limiter.limit("20 per hour")
def renew_recovery_codes() -> Response:
    """Replace the own recovery codes; the new ones are shown this once."""
    insist_on_sign_in()
    with begin() as work:
        answer = second_factor.renew_recovery_codes(work, safe(), typed("second_code"))
    if isinstance(answer, str):
        return _page(say("second_code", f"second_factor_{answer}"))
    return show_recovery_codes(answer)


@blueprint.post("/second-factor/off")
@limiter.limit("20 per hour")
def switch_off_second_factor() -> Response:
    """Switch the own second factor off, unless the platform requires one."""
    insist_on_sign_in()
    with begin() as work:
        standing = second_factor.standing(work, current_user.account)
        if standing.required:
            answer = "required"
        else:
            answer = second_factor.disable(work, safe(), request.form.get("second_code", ""))
    if answer != "done":
        return _page(say("second_code", f"second_factor_{answer}"))
    flash(_("The second factor is off."), "success")
    return make_response(redirect(url_for("account.second_factor_page")))
