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
from web.form_flow import DraftedFlow, Problems, Sheet, sent_form
from web.form_pages import FormUrls
from web.i18n import locale_tag
from web.limits import limiter
from web.viewers import current_viewer
from workflows.approvals.cases import case_status, details, drafts, forms, item_queries, withdraw_and_urge
from workflows.approvals.cases.applying_again import EarlierApplication, earlier_than
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.timeline.writer import REFUSALS
from workflows.approvals.values import CaseView, Decision, TaskDetail
from workflows.files.queries import attachable
from workflows.ground.errors import Forbidden, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Correction:
    """A task of the applicant made ready: the form, where it sends what, and what the reviewer said."""

    detail: TaskDetail
    earlier: EarlierApplication | None
    form: BoundForm | None
    urls: FormUrls
    revision: int
    opinion: str
    problem: str = ""
    unchanged: bool = False


def correction_of(
    work: Work,
    viewer: Viewer,
    case: CaseView,
    *,
    formdata: Any = None,
    errors: Problems | None = None,
) -> Correction | None:
    """Return what the viewer has to do on their own application now, None if nothing."""
    task_id = case_status.own_task(work, viewer, case.id)
    if task_id is None:
        return None
    detail = details.task_detail(work, viewer, task_id)
    earlier = earlier_than(work, viewer, case) if detail.form_id else None
    form = forms.task_form(
        work,
        viewer,
        detail,
        locale=locale_tag(),
        earlier=earlier.data if earlier is not None else None,
        formdata=formdata,
        files=attachable(work, viewer),
        file_errors=errors,
    )
    draft = drafts.load_draft(work, viewer.user_id, detail.form_id, case.id) if detail.form_id else None
    urls = FormUrls(
        url_for("cases.correct", number=case.number, task_id=task_id),
        url_for("cases.correction_draft", number=case.number, task_id=task_id),
        url_for("files.upload"),
        file_url,
        url_for("cases.case", number=case.number),
    )
    revision = draft.revision if draft else 0
    return Correction(detail, earlier, form, urls, revision, _last_opinion(work, viewer, case))


def _last_opinion(work: Work, viewer: Viewer, case: CaseView) -> str:
    """What was said in this round by whoever found something wrong, whichever way the case came back."""
    entries = timeline.timeline(work, viewer, case.id)
    said = [one.opinion for one in entries if one.kind in REFUSALS and one.round == case.round]
    return said[-1] if said else ""


class Correcting(DraftedFlow):
    """A task of the applicant, on the page of the case."""

    viewer: Viewer
    case: CaseView
    own: Correction

    def __init__(self, number: str, task_id: str) -> None:
        """Take which case and which of its tasks."""
        self.number, self.task_id = number, task_id

    def open(self, work: Work) -> Response | None:
        """Send who is late to the case: it was sent twice, or the back button was pressed."""
        self.viewer = current_viewer(work)
        self.case = item_queries.case_by_number(work, self.viewer, self.number)
        if case_status.own_task(work, self.viewer, self.case.id) == self.task_id:
            return None
        if not item_queries.work_item(work, self.viewer, self.task_id).closed_at:
            raise Forbidden("approvals.not_yours")
        return make_response(redirect(url_for("cases.case", number=self.number)))

    def bound(self, work: Work, *, sent: bool, errors: Problems | None = None) -> BoundForm | None:
        """Return the form with the reviewer's remarks."""
        formdata = sent_form(sent=sent)
        own = correction_of(work, self.viewer, self.case, formdata=formdata, errors=errors)
        if own is None:
            raise NotFound("approvals.task_not_found")
        self.own = own
        return own.form

    def draft_of(self, _work: Work) -> tuple[str, str]:
        """Return the key and the subject of the draft."""
        return self.own.detail.form_id or "", self.case.id

    def urls(self) -> FormUrls:
        """Return where the form sends what."""
        return self.own.urls

    def unchanged(self, work: Work, form: BoundForm) -> bool:
        """Tell whether a form that was sent back says what it said before."""
        detail = self.own.detail
        sent_back = bool(self.own.opinion or detail.remarks)
        return sent_back and forms.says_the_same(work, self.viewer, detail, form)

    def submit(self, work: Work, data: Mapping[str, Any] | None) -> Response:
        """Pass the task on, with the corrected form if it has one."""
        decision = Decision(
            request.form.get("action", "submit"), data=data, revision=self.own.detail.revision
        )
        deciding.decide(work, self.viewer, self.task_id, decision)
        done = _("Handed in. Here you see where it is.")
        if self.case.state == "returned":
            done = _("Submitted again. The reviewers see what you changed.")
        flash(done, "success")
        return make_response(redirect(url_for("cases.case", number=self.number)))

    def page(self, work: Work, sheet: Sheet) -> str:
        """Return the page of the case with the form on top."""
        form = forms.case_form(work, self.viewer, self.case, locale=locale_tag())
        own = replace(
            self.own,
            form=sheet.form,
            revision=sheet.kept.revision,
            problem=sheet.problem,
            unchanged=sheet.unchanged,
        )
        return render_template(
            "cases/case.html",
            **case_context.context(work, self.viewer, self.case, form),
            form=form,
            own=own,
            round=self.case.round,
            permitted=case_status.permitted(work, self.viewer, self.case.id),
            urging=withdraw_and_urge.urging(work, self.case.id),
        )


@blueprint.post("/<number>/tasks/<task_id>/draft")
@limiter.limit("1200 per hour")
def correction_draft(number: str, task_id: str) -> Response:
    """Keep what the applicant typed so far."""
    return Correcting(number, task_id).save()


@blueprint.post("/<number>/tasks/<task_id>")
@limiter.limit("120 per hour")
def correct(number: str, task_id: str) -> Response:
    """Submit the corrected form; what is wrong stands at its field, and nothing typed is lost."""
    return Correcting(number, task_id).send()
