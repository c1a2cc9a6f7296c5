"""The enterprise answers a draft: it agrees, returns it with remarks at clauses, or refuses."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.contracts.blueprint import MOST_CHARACTERS, blueprint
from web.contracts.labels import RELEASES
from web.form_problems import Problems, problems_of
from web.limits import limiter
from web.request_values import whole
from web.viewers import current_viewer
from web.work import begin
from workflows.business.contracts import answering, queries
from workflows.business.contracts.values import ClauseRemark, ContractView
from workflows.ground.errors import Forbidden, Invalid, InvalidState
from workflows.ground.work import Work


@blueprint.get("/<contract_id>/answer")
def answer(contract_id: str) -> Response:
    """Show the draft with a place for a remark at each clause."""
    with begin() as work:
        return _page(_offered(work, contract_id))


def _offered(work: Work, contract_id: str) -> ContractView:
    """Return a contract that the viewer may answer now. Raises: NotFound; Forbidden; InvalidState."""
    one = queries.contract(work, current_viewer(work), contract_id[:MOST_CHARACTERS])
    if one.party != "enterprise":
        raise Forbidden("contracts.other_party")
    if one.state != "offered":
        raise InvalidState("contracts.not_now")
    return one


def _page(one: ContractView, problems: Problems | None = None) -> Response:
    page = render_template(
        "contracts/answer.html",
        contract=one,
        version=one.current,
        releases=RELEASES,
        typed=request.form,
        problems=problems or {},
    )
    return make_response(page, 422 if problems else 200)


@blueprint.post("/<contract_id>/answer")
@limiter.limit("60 per hour")
def send_answer(contract_id: str) -> Response:
    """Take the answer; `version` is the one that was read."""
    does = request.form.get("do", "")
    try:
        with begin() as work:
            one = _offered(work, contract_id)
            _answered(work, one, does)
    except Invalid as refusal:
        with begin() as work:
            return _page(_offered(work, contract_id), problems_of(refusal))
    if does == "agree":
        flash(_("The text is final from now on. The provider signs first, then you do."), "success")
    else:
        flash(_("The provider is told."), "success")
    return make_response(redirect(url_for("contracts.contract", contract_id=one.id)))


def _answered(work: Work, one: ContractView, does: str) -> None:
    viewer, typed = current_viewer(work), request.form
    number = whole(typed.get("version", "")) or 0
    if does == "agree":
        answering.agree(work, viewer, one.id, number)
    elif does == "refuse":
        answering.refuse(work, viewer, one.id, number, typed.get("reason", ""))
    else:
        clauses = one.terms.clauses if one.terms is not None else ()
        remarks = [
            ClauseRemark(clause.id, typed.get(f"remark-{place}", "")) for place, clause in enumerate(clauses)
        ]
        answering.give_back(work, viewer, one.id, number, remarks=remarks, opinion=typed.get("opinion", ""))
