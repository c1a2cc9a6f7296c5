"""The provider drafts: chooses a template, fills it in, saves it, and puts it before the enterprise."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.contracts.blueprint import MOST_CHARACTERS, blueprint
from web.contracts.labels import PAYMENTS, RELEASES, WAYS
from web.contracts.terms_form import lines, typed_lines, typed_terms, yuan
from web.form_problems import Problems, problems_of
from web.limits import limiter
from web.viewers import current_viewer
from web.work import begin
from workflows.business.contracts import drafting, queries, templates
from workflows.business.contracts.values import ContractView, Terms
from workflows.ground.errors import Forbidden, Invalid, InvalidState
from workflows.ground.work import Work


@blueprint.get("/<contract_id>/draft")
def draft(contract_id: str) -> Response:
    """Show the form of the draft, or the templates that one can begin with."""
    with begin() as work:
        return _page(work, _own(work, contract_id))


def _own(work: Work, contract_id: str) -> ContractView:
    """Return a contract that the viewer may draft now. Raises: NotFound; Forbidden; InvalidState."""
    one = queries.contract(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
    if one.party != "provider":
        raise Forbidden("contracts.other_party")
    if one.state != "drafting":
        raise InvalidState("contracts.not_now")
    return one


def _page(work: Work, one: ContractView, problems: Problems | None = None) -> Response:
    if one.draft is None or "again" in request.args:
        page = render_template(
            "contracts/choose.html", contract=one, templates=templates.choices(work), problems=problems or {}
        )
        return make_response(page, 422 if problems else 200)
    template = queries.template_of(work, one)
    terms = one.draft
    page = render_template(
        "contracts/draft.html",
        contract=one,
        terms=terms,
        variables=template.content.variables if template is not None else (),
        values=dict(terms.values),
        lines=typed_lines(request.form) if problems else lines(terms),
        typed=request.form if problems else None,
        deposit=request.form.get("deposit", "") if problems else yuan(terms.deposit_fen),
        returned=one.current if one.current is not None and one.current.answer == "returned" else None,
        payments=PAYMENTS,
        releases=RELEASES,
        ways=WAYS,
        problems=problems or {},
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/<contract_id>/template")
@limiter.limit("60 per hour")
def choose_template(contract_id: str) -> Response:
    """Begin the draft with a template; what was drafted before is replaced."""
    with begin() as work:
        one = _own(work, contract_id)
        try:
            version_id = request.form.get("template", "")[:MOST_CHARACTERS]
            drafting.choose_template(work, current_viewer(work), one.id, version_id)
        except Invalid as refusal:
            return _page(work, one, problems_of(refusal))
    return make_response(redirect(url_for("contracts.draft", contract_id=one.id)))


@blueprint.post("/<contract_id>/draft")
@limiter.limit("300 per hour")
def save_draft(contract_id: str) -> Response:
    """Keep the draft, or put it before the enterprise; whatever is wrong stands at its field."""
    with begin() as work:
        one = _own(work, contract_id)
        template = queries.template_of(work, one)
        if one.draft is None or template is None:
            raise InvalidState("contracts.not_now")
        try:
            terms = typed_terms(request.form, one.draft, template.content.variables)
            drafting.save(work, current_viewer(work), one.id, terms)
        except Invalid as refusal:
            return _page(work, one, problems_of(refusal))
    if request.form.get("do") != "offer":
        flash(_("The draft is saved."), "success")
        return make_response(redirect(url_for("contracts.draft", contract_id=one.id)))
    return _offer(contract_id, terms)


def _offer(contract_id: str, terms: Terms) -> Response:
    """Offer what has just been saved, so that nothing typed is lost if it cannot be offered yet."""
    try:
        with begin() as work:
            drafting.offer(work, current_viewer(work), contract_id[:MOST_CHARACTERS], terms)
    except Invalid as refusal:
        with begin() as work:
            return _page(work, _own(work, contract_id), problems_of(refusal))
    flash(_("The contract is before the enterprise. You are told what it answers."), "success")
    return make_response(redirect(url_for("contracts.contract", contract_id=contract_id)))
