"""The sandbox of an identity service: the page of a check, questions and answers. It knows no accounts."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.form_problems import problems_of
from web.i18n import locale_tag
from web.limits import limiter
from web.security import csrf
from web.work import begin, current_platform
from workflows.business.identity_sandbox import operations
from workflows.business.identity_sandbox.behaviours import behaviours_of
from workflows.ground.errors import Invalid
from workflows.ground.work import Work

blueprint = Blueprint("identity_sandbox", __name__, template_folder="templates")
_MOST_CHARACTERS = 64
METHODS = {
    "face": (_l("Face"), _l("The person looks into the camera and types the number of the identity card.")),
    "bank_card": (
        _l("Bank card, four elements"),
        _l("The person types name, number of the identity card, of the bank card, and the mobile number."),
    ),
}
PURPOSES = {"seal": _l("Making the seal"), "signing": _l("Signing a contract")}


@blueprint.get("/check")
@limiter.limit("120 per minute")
def open_check() -> Response:
    """Open the check that a client has signed, and show it."""
    with begin() as work:
        try:
            row = operations.open_check(work, _secret_key(), request.args.to_dict())
        except Invalid as refusal:
            page = render_template(
                "sandbox_refused.html",
                sandbox=_("Identity check (sandbox)"),
                refusal=refusal.message(locale_tag()),
            )
            return make_response(page, 400)
        return make_response(redirect(url_for("identity_sandbox.check", check_no=row.number)))


def _secret_key() -> str:
    return current_platform().settings.secret_key


@blueprint.get("/checks/<check_no>")
@limiter.limit("600 per hour")
def check(check_no: str) -> Response:
    """Show a check: what may come of it while it waits, then what did, and of its notices."""
    with begin() as work:
        return _page(work, check_no)


def _page(work: Work, check_no: str, refusal: Invalid | None = None) -> Response:
    row = operations.check(work, check_no[:_MOST_CHARACTERS])
    page = render_template(
        "identity_sandbox/check.html",
        check=row,
        is_open=row.state == "pending" and row.expires_at > work.now,
        notices=operations.notices(work, row.number),
        behaviours={name: one.label.say(locale_tag()) for name, one in behaviours_of(row.method).items()},
        methods=METHODS,
        purposes=PURPOSES,
        problems=problems_of(refusal) if refusal is not None else {},
    )
    return make_response(page, 422 if refusal is not None else 200)


@blueprint.post("/checks/<check_no>")
@limiter.limit("120 per hour")
def decide(check_no: str) -> Response:
    """Let a check come to something; from the page after it a link leads back to the client."""
    with begin() as work:
        try:
            row = operations.decide(work, check_no[:_MOST_CHARACTERS], request.form.get("behaviour", ""))
        except Invalid as refusal:
            return _page(work, check_no, refusal)
        return make_response(redirect(url_for("identity_sandbox.check", check_no=row.number)))


@blueprint.post("/query")
@limiter.limit("600 per minute")
def query() -> Response:
    """Answer a question that the client has signed, with the sandbox's own signature."""
    with begin() as work:
        try:
            said = operations.answer(work, _secret_key(), request.form.to_dict())
        except Invalid:
            abort(400)
    return Response(urlencode(said), content_type="application/x-www-form-urlencoded")


csrf.exempt(query)  # no cookie counts there, but a signature
