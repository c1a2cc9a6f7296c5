"""The list of contracts, one of them, its files and comparisons; and withdrawing from it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.contracts.blueprint import MOST_CHARACTERS, blueprint
from web.contracts.labels import (
    ANSWERS,
    DOCUMENTS,
    PARTIES,
    PARTS,
    PAYMENTS,
    PROOFS,
    RELEASES,
    SIGNED,
    STATES,
    WAYS,
)
from web.files.answers import file_answer
from web.form_problems import Problems, problems_of
from web.limits import limiter
from web.paging import place
from web.request_values import whole
from web.viewers import current_viewer
from web.work import begin
from workflows.business.contracts import answering, comparing, queries
from workflows.business.contracts.policy import MENU, may_keep_templates
from workflows.business.contracts.subjects import subject
from workflows.business.contracts.values import RUNNING, ContractView, Terms
from workflows.ground.errors import Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import shown_names

SUBJECT_PAGES = {"order": "orders.order", "plan_change": "orders.order"}
"""The pages of what contracts are about, by its kind."""


@blueprint.get("")
def home() -> str:
    """List the contracts of the own organisations, what has changed last first."""
    chosen = request.args.get("state", "")
    narrowed = {"running": RUNNING, "signed": ("signed",), "abandoned": ("abandoned",)}.get(chosen, ())
    with begin() as work:
        viewer = current_viewer(work)
        page = queries.contracts(work, viewer, states=narrowed, after=(place() or "")[:MOST_CHARACTERS])
        return render_template(
            "contracts/home.html",
            page=page,
            chosen=chosen if narrowed else "",
            states=STATES,
            own=viewer.memberships,
            may_keep_templates=may_keep_templates(viewer),
        )


@blueprint.get("/<contract_id>")
def contract(contract_id: str) -> Response:
    """Show a contract: how it stands, what is to be done now, what it says, and how it came there."""
    with begin() as work:
        return contract_page(work, contract_id)


def contract_page(work: Work, contract_id: str, problems: Problems | None = None) -> Response:
    """Return the page of a contract, with what was refused at its field."""
    one = queries.contract(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
    acted = {signature.signed_by for signature in one.signatures}
    acted |= {version.offered_by for version in one.versions}
    acted |= {version.answered_by for version in one.versions if version.answered_by}
    page = render_template(
        "contracts/contract.html",
        contract=one,
        terms=one.terms,
        subject_url=_subject_url(work, one),
        names=shown_names(work, acted),
        is_turn=one.party is not None and one.turn == one.party,
        may_withdraw=one.party is not None and one.state in RUNNING,
        states=STATES,
        answers=ANSWERS,
        parties=PARTIES,
        ways=WAYS,
        payments=PAYMENTS,
        releases=RELEASES,
        document_kinds=DOCUMENTS,
        document_names=_document_names(one),
        proofs=PROOFS,
        typed=request.form,
        problems=problems or {},
    )
    return make_response(page, 422 if problems else 200)


def _document_names(one: ContractView) -> dict[str, Any]:
    """Return {id of a file: what it is}; each signature makes a file of its own, which says whose it has."""
    signed = [document.id for document in one.documents if document.kind == "signed"]
    by_place = dict(zip(signed, SIGNED, strict=False))
    return {document.id: by_place.get(document.id, DOCUMENTS[document.kind]) for document in one.documents}


def _subject_url(work: Work, one: ContractView) -> str:
    """Return the page of what a contract is about; "" for who may not see it."""
    about, endpoint = subject(work, one.subject_kind, one.subject_id), SUBJECT_PAGES.get(one.subject_kind)
    own = one.provider_id if one.party == "provider" else one.enterprise_id
    if about is None or endpoint is None or not (one.party is None or current_viewer(work).may(own, MENU)):
        return ""
    return url_for(endpoint, number=about.number)


@blueprint.post("/<contract_id>/withdraw")
@limiter.limit("30 per hour")
def withdraw(contract_id: str) -> Response:
    """End a contract that is not signed yet, with a reason."""
    try:
        with begin() as work:
            reason = request.form.get("reason", "")
            answering.withdraw(work, current_viewer(work), contract_id[:MOST_CHARACTERS], reason)
    except Invalid as refusal:
        with begin() as work:
            return contract_page(work, contract_id, problems_of(refusal))
    flash(_("The contract is not concluded. Both parties are told."), "success")
    return make_response(redirect(url_for("contracts.contract", contract_id=contract_id)))


@blueprint.get("/<contract_id>/compare")
def compare(contract_id: str) -> str:
    """Show a version beside an earlier one, word by word; `before=0` is the template."""
    with begin() as work:
        one = queries.contract(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
        if one.terms is None:
            raise NotFound("contracts.not_found")
        after = _number(one, "after", len(one.versions))
        before = _number(one, "before", after - 1)
        return render_template(
            "contracts/compare.html",
            contract=one,
            before=before,
            after=after,
            parts=comparing.differences(_terms(work, one, before, after), one.versions[after - 1].terms),
            names=PARTS,
        )


def _number(one: ContractView, name: str, usual: int) -> int:
    number = whole(request.args.get(name, ""), least=1 if name == "after" else 0, most=len(one.versions))
    return usual if number is None else number


def _terms(work: Work, one: ContractView, number: int, after: int) -> Terms:
    """Return the terms of a version; of number 0, what the template says."""
    if number:
        return one.versions[number - 1].terms
    template, terms = queries.template_of(work, one), one.versions[after - 1].terms
    return queries.standard_terms(template, terms) if template is not None else terms


@blueprint.get("/<contract_id>/preview.pdf")
@limiter.limit("60 per hour")
def preview(contract_id: str) -> Response:
    """Give what was offered last as a PDF that says on every page that it is a draft."""
    with begin() as work:
        content = queries.preview(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
    return file_answer(content, "application/pdf", "draft.pdf", shown=True)


@blueprint.get("/<contract_id>/documents/<document_id>")
def document(contract_id: str, document_id: str) -> Response:
    """Give a file of a contract; with `?show=1` it is shown instead of saved."""
    with begin() as work:
        one, content = queries.document(
            work, current_viewer(work), contract_id[:MOST_CHARACTERS], document_id[:MOST_CHARACTERS]
        )
    return file_answer(content, one.content_type, one.name, shown="show" in request.args)
