"""The page of an organisation's seal, and what is done there."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.form_problems import Problems, problems_of
from web.i18n import locale_tag
from web.identity_checks.choice import PERSON_ROLES, check_choice, names_of
from web.limits import limiter
from web.seals.labels import CHECK_STATES, SEAL_STATES, SOURCES
from web.sent_files import close_files
from web.viewers import current_viewer, insist_on_sign_in, own_with
from web.work import begin, current_platform
from workflows.business.identity_checks.queries import check_of, latest_checks
from workflows.business.identity_checks.service import CheckRequest
from workflows.business.identity_checks.services import SANDBOX, is_open, service_named
from workflows.business.identity_checks.values import METHOD_NAMES, PURPOSE_NAMES, CheckView
from workflows.business.seals import operations, queries
from workflows.business.seals.pictures import FIELD, MAX_BYTES
from workflows.business.seals.policy import MENU, may_revoke
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.reasons import in_words
from workflows.ground.work import Work
from workflows.people.identity.queries import accounts

blueprint = Blueprint("seals", __name__, template_folder="templates")
blueprint.before_request(insist_on_sign_in)
_MOST_CHARACTERS = 64


@blueprint.get("")
def home() -> Response:
    """Show the seal with its certificate, or the way to one; and the seals before it."""
    with begin() as work:
        return _page(work)


def _page(work: Work, problems: Problems | None = None) -> Response:
    own, viewer = own_with(work, MENU), current_viewer(work)
    all_of_them = queries.seals(work, viewer, own.id)
    current = next((one for one in all_of_them if one.state == "active"), None)
    checks = latest_checks(work, own.id, "seal")
    people = {one.ended_by for one in all_of_them if one.ended_by}
    page = render_template(
        "seals/home.html",
        own=own,
        seal=current,
        former=[one for one in all_of_them if one is not current],
        checks=checks,
        usable=next((one for one in checks if one.is_usable), None),
        waiting=next((one for one in checks if one.state == "waiting"), None),
        persons=operations.persons(work, own),
        person_roles=PERSON_ROLES,
        methods=names_of(METHOD_NAMES),
        names={user_id: one.shown_name for user_id, one in accounts(work, people).items()},
        seal_states=SEAL_STATES,
        check_states=CHECK_STATES,
        sources=SOURCES,
        may_revoke=current is not None and may_revoke(viewer, own.id, current.person_role),
        open=is_open(current_platform().settings),
        in_words=in_words,
        problems=problems or {},
        values=request.form,
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/checks")
@limiter.limit("30 per hour")
def start_check() -> Response:
    """Begin an identity check, and lead to its page, from which a link goes to the service."""
    with begin() as work:
        own = own_with(work, MENU)
        service_named(work, current_platform().settings, SANDBOX)  # says so where there is none
        try:
            number = operations.start_check(work, current_viewer(work), own.id, check_choice())
        except Invalid as refusal:
            return _page(work, problems_of(refusal))
    return make_response(redirect(url_for("seals.check", check_no=number)))


@blueprint.get("/checks/<check_no>")
@limiter.limit("1200 per hour")
def check(check_no: str) -> str:
    """Show how a check stands, by what the service has signed; the browser that comes back proves nothing.

    While it waits, a link leads to the service, and the page asks again by itself for its middle part.
    """
    with begin() as work:
        own = own_with(work, MENU)
        one = check_of(work, own.id, check_no[:_MOST_CHARACTERS])
        part = "part" in request.args
        return render_template(
            "seals/check_state.html" if part else "seals/check.html",
            check=one,
            check_states=CHECK_STATES,
            person_roles=PERSON_ROLES,
            methods=names_of(METHOD_NAMES),
            purposes=names_of(PURPOSE_NAMES),
            reason=in_words(one.reason).say(locale_tag()),
            check_url=_check_url(work, one),
        )


def _check_url(work: Work, one: CheckView) -> str | None:
    """Return the service's page for a check, None once nobody can prove anything there any more."""
    settings = current_platform().settings
    if one.state != "waiting" or not is_open(settings):
        return None
    service = service_named(work, settings, SANDBOX)
    return service.prepare(
        CheckRequest(
            one.number,
            one.person,
            one.organisation_name,
            one.credit_code,
            one.method,
            one.purpose,
            settings.base_url + url_for("identity_checks.notice", service=service.name),
            settings.base_url + url_for("seals.check", check_no=one.number),
            one.expires_at,
        )
    )


@blueprint.post("")
@limiter.limit("30 per hour")
def make() -> Response:
    """Make the seal by a check that was passed: drawn, or from a picture."""
    try:
        with begin() as work:
            operations.make_seal(
                work,
                current_viewer(work),
                current_platform().settings.secret_key,
                own_with(work, MENU).id,
                check_number=request.form.get("check", "")[:_MOST_CHARACTERS],
                uploaded=_uploaded(),
            )
    except Invalid as refusal:
        with begin() as work:
            return _page(work, problems_of(refusal))
    finally:
        close_files()
    flash(_("The seal is in use from now on."), "success")
    return make_response(redirect(url_for("seals.home")))


def _uploaded() -> BinaryIO | None:
    """Return the picture that was sent, None if the platform shall draw one. Raises: Invalid."""
    if request.form.get("source") != "uploaded":
        return None
    sent = request.files.get(FIELD)
    if sent is None or not sent.filename or sent.stream.seek(0, 2) > MAX_BYTES:
        raise Invalid("seals.invalid", [FieldProblem(FIELD, "seals.no_picture", {})])
    sent.stream.seek(0)
    return cast("BinaryIO", sent.stream)


@blueprint.post("/<seal_id>/revoke")
@limiter.limit("30 per hour")
def revoke(seal_id: str) -> Response:
    """Take the seal out of use."""
    with begin() as work:
        own_with(work, MENU)
        try:
            operations.revoke_seal(
                work, current_viewer(work), seal_id[:_MOST_CHARACTERS], request.form.get("reason", "")
            )
        except Invalid as refusal:
            return _page(work, problems_of(refusal))
    flash(_("The seal and its certificate are revoked."), "success")
    return make_response(redirect(url_for("seals.home")))


@blueprint.get("/<seal_id>/picture.png")
def picture(seal_id: str) -> Response:
    """Give the picture of a seal to its organisation, and to administrators."""
    with begin() as work:
        content = queries.picture(work, current_viewer(work), seal_id[:_MOST_CHARACTERS])
    response = Response(content, content_type="image/png")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/<seal_id>/certificate.pem")
def certificate(seal_id: str) -> Response:
    """Give the certificate of a seal, to be saved: what is public of it."""
    with begin() as work:
        pem = queries.certificate_of(work, current_viewer(work), seal_id[:_MOST_CHARACTERS])
    response = Response(pem, content_type="application/x-pem-file")
    response.headers.set("Content-Disposition", "attachment", filename="certificate.pem")
    response.headers["Cache-Control"] = "private, no-store"
    return response
