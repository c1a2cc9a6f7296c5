"""The two agreements, to be read before and after consenting."""

from __future__ import annotations

from flask import Response, abort, make_response, redirect, render_template, request
from flask_login import current_user

from web.account.blueprint import blueprint
from web.auth import consent_given
from web.i18n import locale_tag
from web.limits import remote_address
from web.links import safe_next
from web.viewers import insist_on_sign_in
from web.work import begin
from workflows.business.catalogue.disclosed_answers import DisclosedForm, disclosed_forms
from workflows.people.identity import agreements, operations


@blueprint.get("/agreements/<name>")
def agreement(name: str) -> str:
    """Show the agreement `service` or `privacy` in force."""
    if name not in agreements.AGREEMENTS:
        abort(404)
    shown = agreements.agreement(name, locale_tag())
    forms: list[DisclosedForm] = []
    if name == "privacy":
        with begin() as work:
            forms = disclosed_forms(work, locale_tag())
    return render_template("account/agreement.html", agreement=shown, forms=forms)


@blueprint.get("/consent")
def consent() -> str:
    """Ask for consent to a new version of the agreements."""
    insist_on_sign_in()
    shown = [agreements.agreement(name, locale_tag()) for name in agreements.AGREEMENTS]
    return render_template(
        "account/consent.html", agreements=shown, next=safe_next(request.args.get("next"), "account.home")
    )


@blueprint.post("/consent")
def agree() -> Response:
    """Record the consent and go on."""
    insist_on_sign_in()
    with begin() as work:
        operations.record_consent(work, current_user.id, locale=locale_tag(), address=remote_address())
    consent_given()
    return make_response(redirect(safe_next(request.form.get("next"), "account.home")))
