"""The own payment password: set by a code, changed by who knows it."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from web.account.challenges import code_answer
from web.account.form_input import secret, typed
from web.account.masking import masked
from web.form_problems import Problems, at_fields
from web.limits import limiter
from web.wallet.blueprint import blueprint
from web.wallet.paying import own_to_pay_from
from web.work import begin
from workflows.ground.work import Work
from workflows.people.identity import payment_passwords
from workflows.people.identity.payment_passwords import Way
from workflows.people.identity.values import AttemptRefused

_WAYS = frozenset({"mobile", "email"})


def _way() -> Way:
    way = request.form.get("way", "")
    if way not in _WAYS:
        abort(400)
    return cast("Way", way)


@blueprint.get("/payment-password")
def show_payment_password() -> Response:
    """Show how the own payment password stands, with the forms to set or change it."""
    with begin() as work:
        return _page(work)


def _page(work: Work, problems: Problems | None = None) -> Response:
    own_to_pay_from(work)
    context: dict[str, Any] = {
        "state": (state := payment_passwords.state(work, current_user.id)),
        "way": "current" if _by_the_current_one(state) else "code",
        "ways": {way: masked(text) for way, text in payment_passwords.ways(current_user.account).items()},
        "problems": problems or {},
        "values": request.form,
    }
    return make_response(render_template("wallet/payment_password.html", **context), 422 if problems else 200)


def _by_the_current_one(state: payment_passwords.State) -> bool:
    """Tell whether the form asks for the current one: it works, and nobody has asked for a code instead."""
    return state == "set" and "way" not in request.values


@blueprint.post("/payment-password/code")
@limiter.limit("20 per hour")
def send_payment_code() -> Response:
    """Send a code to the chosen own address; answers with a line for the form."""
    with begin() as work:
        own_to_pay_from(work)
        answer = payment_passwords.send_code(work, _way())
    return code_answer(answer)


@blueprint.post("/payment-password")
@limiter.limit("30 per hour")
def set_payment_password() -> Response:
    """Set the own payment password with a code; a lock ends with it."""
    with begin() as work:
        own_to_pay_from(work)
        refused = payment_passwords.set_by_code(
            work,
            way=_way(),
            code=typed("code"),
            password=secret("password"),
            password_again=secret("password_again"),
        )
        return _answer(work, refused)


@blueprint.post("/payment-password/change")
@limiter.limit("30 per hour")
def change_payment_password() -> Response:
    """Change the own payment password, knowing the current one."""
    with begin() as work:
        own_to_pay_from(work)
        refused = payment_passwords.change(
            work,
            current=secret("current"),
            password=secret("password"),
            password_again=secret("password_again"),
        )
        return _answer(work, refused)


def _answer(work: Work, refused: AttemptRefused | None) -> Response:
    if refused is not None:
        return _page(work, at_fields(refused.problems))
    flash(_("Your payment password is set."), "success")
    return make_response(redirect(url_for("wallet.home")))
