"""Signing with the seal: by a code to the own phone, on this screen or on the phone itself."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.account.challenges import code_answer
from web.account.masking import masked
from web.account.qr_codes import qr_code
from web.contracts.blueprint import MOST_CHARACTERS, blueprint
from web.form_problems import Problems, at_fields, problems_of
from web.identity_checks.choice import PERSON_ROLES, check_choice, names_of
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin, current_platform
from workflows.business.contracts import queries, sealing
from workflows.business.contracts.sealing import TURN
from workflows.business.contracts.values import ContractView
from workflows.business.identity_checks.queries import latest_checks
from workflows.business.identity_checks.services import SANDBOX, is_open, service_named
from workflows.business.identity_checks.values import METHOD_NAMES
from workflows.business.seals.operations import persons
from workflows.business.seals.queries import has_valid_seal
from workflows.ground.errors import FieldProblem, Forbidden, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.identity.queries import acting_account
from workflows.people.organisations.queries import organisation


@blueprint.get("/<contract_id>/sign")
@limiter.limit("1200 per hour")
def sign(contract_id: str) -> Response:
    """Show what is signed, the code's field, and a QR code that leads a phone here.

    The page asks for its lower part again by itself: when it was signed on the phone, it says so.
    """
    with begin() as work:
        one = _own(work, contract_id)
        if "part" in request.args:
            return make_response(render_template("contracts/sign_state.html", **_context(work, one)))
        _insist_on_turn(one)
        return _page(work, one)


def _own(work: Work, contract_id: str) -> ContractView:
    one = queries.contract(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
    if one.party is None:
        raise Forbidden("contracts.other_party")
    return one


def _insist_on_turn(one: ContractView) -> None:
    if one.party is None or one.state != TURN[one.party]:
        raise InvalidState("contracts.not_now")


def _context(work: Work, one: ContractView) -> dict[str, object]:
    address = current_platform().settings.base_url + url_for("contracts.sign", contract_id=one.id)
    mobile = acting_account(work).mobile
    return {
        "contract": one,
        "is_signed": one.party in {signature.party for signature in one.signatures},
        "has_seal": has_valid_seal(work, _own_id(one)),
        "mobile": masked(mobile) if mobile else "",
        "picture": qr_code(address, scale=4),
    }


def _own_id(one: ContractView) -> str:
    return one.provider_id if one.party == "provider" else one.enterprise_id


def _page(work: Work, one: ContractView, problems: Problems | None = None) -> Response:
    own = organisation(work, current_viewer(work), _own_id(one))
    checks = latest_checks(work, own.id, "signing", one.id)
    page = render_template(
        "contracts/sign.html",
        **_context(work, one),
        problems=problems or {},
        values=request.form,
        usable=next((check for check in checks if check.is_usable), None),
        waiting=next((check for check in checks if check.state == "waiting"), None),
        persons=persons(work, own) if is_open(current_platform().settings) else {},
        person_roles=PERSON_ROLES,
        methods=names_of(METHOD_NAMES),
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/<contract_id>/sign/code")
@limiter.limit("20 per hour")
def send_code(contract_id: str) -> Response:
    """Send a code for this contract to the own phone; answers with a line for the form."""
    with begin() as work:
        answer = sealing.send_code(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
    return code_answer(answer)


@blueprint.post("/<contract_id>/sign/checks")
@limiter.limit("30 per hour")
def start_check(contract_id: str) -> Response:
    """Begin an identity check for signing, and lead to its page, from which a link goes to the service."""
    with begin() as work:
        one = _own(work, contract_id)
        service_named(work, current_platform().settings, SANDBOX)  # says so where there is none
        try:
            number = sealing.start_check(work, current_viewer(work), one.id, check_choice())
        except Invalid as refusal:
            return _page(work, one, problems_of(refusal))
    return make_response(redirect(url_for("seals.check", check_no=number)))


@blueprint.post("/<contract_id>/sign")
@limiter.limit("30 per hour")
def put_seal(contract_id: str) -> Response:
    """Sign by the code that was typed, or by an identity check that was passed for this contract."""
    with begin() as work:
        code = request.form.get("code", "").strip()[:12]
        secret_key = current_platform().settings.secret_key
        one = _own(work, contract_id)
        if check := request.form.get("check", "")[:MOST_CHARACTERS]:
            sealing.sign_by_check(work, current_viewer(work), secret_key, one.id, check)
        elif not sealing.sign(work, current_viewer(work), secret_key, one.id, code):
            wrong = at_fields([FieldProblem("code", "identity.code_wrong", {})])
            return _page(work, one, wrong)
    flash(_("The contract is signed with the seal of your organisation."), "success")
    return make_response(redirect(url_for("contracts.contract", contract_id=one.id)))
