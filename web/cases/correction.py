"""The applicant's task on the page of a case: the form with the reviewer's remarks, kept while typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from forms import BoundForm
from web.cases import case_context
from web.cases.blueprint import blueprint
from web.files.routes import file_url
from web.form_pages import FormUrls, draft_saved
from web.form_problems import at_fields
from web.i18n import locale_tag
from web.limits import limiter
from web.request_values import revision
from web.viewers import viewer
from web.work import begin
from workflows.approvals.cases import case_status, details, drafts, forms, item_queries, withdraw_and_urge
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import CaseView, Decision, DraftView, TaskDetail
from workflows.files.queries import attachable
from workflows.ground.errors import Forbidden, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Correction:
    """A task of the applicant made ready: the form, where it sends what, and what the reviewer said."""

    detail: TaskDetail
    form: BoundForm | None
    urls: FormUrls
    draft: DraftView | None
    opinion: str
    problem: str = ""


def correction_of(
    work: Work,
    seen: Viewer,
    case: CaseView,
    *,
    formdata: Any = None,
    errors: Mapping[str, list[str]] | None = None,
    problem: str = "",
) -> Correction | None:
    """Return what the viewer has to do on their own application now, None if nothing."""
    task_id = case_status.own_task(work, seen, case.id)
    if task_id is None:
        return None
    detail = details.task_detail(work, seen, task_id)
    form = forms.task_form(
        work,
        seen,
        detail,
        locale=locale_tag(),
        formdata=formdata,
        files=attachable(work, seen),
        file_errors=errors,
    )
    draft = drafts.load_draft(work, seen.user_id, detail.form_id, case.id) if detail.form_id else None
    urls = FormUrls(
        url_for("cases.correct", number=case.number, task_id=task_id),
        url_for("cases.correction_draft", number=case.number, task_id=task_id),
        url_for("files.upload"),
        file_url,
    )
    return Correction(detail, form, urls, draft, _last_opinion(work, seen, case), problem)


def _last_opinion(work: Work, seen: Viewer, case: CaseView) -> str:
    returned = [entry for entry in timeline.timeline(work, seen, case.id) if entry.kind == "return"]
    return returned[-1].opinion if returned else ""


@blueprint.post("/<number>/tasks/<task_id>/draft")
@limiter.limit("1200 per hour")
def correction_draft(number: str, task_id: str) -> Response:
    """Keep what the applicant typed so far."""
    with begin() as work:
        seen = viewer(work)
        own = correction_of(
            work, seen, item_queries.case_by_number(work, seen, number), formdata=request.form
        )
        if own is None or own.form is None or own.detail.item.task_id != task_id:
            raise NotFound("approvals.task_not_found")
        saved = _keep(work, seen, own, revision=revision())
        return draft_saved(own.form, own.urls, revision=saved.revision, saved_at=saved.updated_at)


def _keep(work: Work, seen: Viewer, own: Correction, *, revision: int | None) -> DraftView:
    assert own.form is not None
    assert own.detail.form_id is not None
    return drafts.save_draft(
        work,
        seen.user_id,
        own.detail.form_id,
        own.form.draft,
        subject=own.detail.item.case.id,
        revision=revision,
    )


@blueprint.post("/<number>/tasks/<task_id>")
@limiter.limit("120 per hour")
def correct(number: str, task_id: str) -> Response:
    """Submit the corrected form; what is wrong stands at its field, and nothing typed is lost."""
    try:
        with begin() as work:
            return _submit(work, viewer(work), number, task_id)
    except Invalid as refusal:
        errors = at_fields(refusal.problems)
        with begin() as work:
            seen = viewer(work)
            case = item_queries.case_by_number(work, seen, number)
            own = correction_of(
                work, seen, case, formdata=request.form, errors=errors, problem=refusal.message(locale_tag())
            )
            if own is None or own.form is None:
                raise
            own.form.validate()
            return _show(work, seen, case, own)


def _submit(work: Work, seen: Viewer, number: str, task_id: str) -> Response:
    case = item_queries.case_by_number(work, seen, number)
    own = correction_of(work, seen, case, formdata=request.form)
    if own is None or own.detail.item.task_id != task_id:  # sent twice, or the back button: it is done
        if not item_queries.work_item(work, seen, task_id).closed_at:
            raise Forbidden("approvals.not_yours")
        return make_response(redirect(url_for("cases.case", number=number)))
    action = request.form.get("action", "submit")
    if own.form is not None and not own.form.validate():
        # what was sent is newer than any draft, whichever window has saved since
        kept = _keep(work, seen, own, revision=None)
        return _show(work, seen, case, replace(own, draft=kept))
    data = forms.form_json(own.form) if own.form is not None else None
    deciding.decide(work, seen, task_id, Decision(action, data=data, revision=own.detail.revision))
    flash(_("Submitted again. The reviewers see what you changed."), "success")
    return make_response(redirect(url_for("cases.case", number=number)))


def _show(work: Work, seen: Viewer, case: CaseView, own: Correction) -> Response:
    form = forms.case_form(work, seen, case, locale=locale_tag())
    page = render_template(
        "cases/case.html",
        **case_context.context(work, seen, case, form),
        form=form,
        own=own,
        round=case.round,
        permitted=case_status.permitted(work, seen, case.id),
        urging=withdraw_and_urge.urging(work, case.id),
    )
    return make_response(page, 200 if own.form is not None and own.form.row_action else 422)
