"""Asking a second analyst to approve a draft, and what that analyst is shown beside the decision."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from web.cases import subject_cards
from web.form_problems import problems_of
from web.i18n import locale_tag
from web.request_values import revision
from web.statuses import status_of
from web.studio.blueprint import blueprint
from web.studio.checks import finding, summary
from web.studio.deploying import outlook_page
from web.viewers import current_viewer
from web.work import begin
from workflows.administration.process_versions import APPROVAL
from workflows.approvals.values import CaseView
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.studio import approval, deploying


@blueprint.post("/drafts/<draft_id>/ask")
def ask_for_approval(draft_id: str) -> Response:
    """Ask another analyst; what is refused stands on the page of the deploy, with everything typed."""
    note, although = request.form.get("reason", ""), request.form.get("although", "")
    try:
        with begin() as work:
            viewer = current_viewer(work)
            number = approval.ask(work, viewer, draft_id, note, revision=revision(), although=although)
    except (Conflict, Forbidden, Invalid, InvalidState) as refusal:
        return make_response(outlook_page(draft_id, problems_of(refusal)), status_of(refusal))
    flash(_("Asked for as %(number)s: another analyst decides.", number=number), "success")
    return make_response(redirect(url_for("studio.draft", draft_id=draft_id), 303))


def request_card(work: Work, viewer: Viewer, case: CaseView) -> str:
    """Return what is to be deployed: what differs, what it means for running cases, how it was played."""
    asked = approval.of_case(work, viewer, case.id)
    if asked is None:
        return ""
    is_open = asked.draft_id is not None and asked.state in {"asked", "returned"}
    outlook = deploying.outlook(work, viewer, asked.draft_id) if is_open and asked.draft_id else None
    return render_template(
        "studio/request_card.html",
        asked=asked,
        outlook=outlook,
        findings=[finding(one) for one in outlook.problems] if outlook is not None else [],
        summary=summary(outlook.problems) if outlook is not None else "",
        asked_by=case.applicant_name,
        locale=locale_tag(),
    )


subject_cards.register(APPROVAL, request_card)
