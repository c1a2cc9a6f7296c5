"""Carrying out a decision: once, however often it is sent; refused with what was typed still there."""

from __future__ import annotations

from http import HTTPStatus

from flask import (
    Response,
    flash,
    get_template_attribute,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from markupsafe import Markup

from forms import BoundForm
from web.cases.labels import DECIDED, word
from web.form_problems import at_fields
from web.i18n import locale_tag
from web.inbox import task as pages
from web.inbox.blueprint import blueprint
from web.inbox.next_task import go_on
from web.limits import limiter
from web.links import RESUMED
from web.request_values import revision
from web.statuses import status_of
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions import taking_back
from workflows.approvals.cases import details, drafts, forms
from workflows.approvals.cases.handing_in import FormRefused, handed_in
from workflows.approvals.cases.step_forms import step_form
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision, FieldRemark, TaskDetail
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState
from workflows.ground.messages import sentence
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

GLAD = frozenset({"success", "primary"})


@blueprint.post("/tasks/<task_id>/decide")
@limiter.limit("600 per hour")
def decide(task_id: str) -> Response:
    """Decide a task and go on to the next one, or back to the list.

    What was typed when the session ended is only kept, and shown again: nobody decides without a look.
    """
    if RESUMED in request.form:
        return _typed_again(task_id)
    session["go_on"] = "go_on" in request.form
    try:
        with begin() as work:
            return _decide(work, current_viewer(work), task_id)
    except Invalid as invalid:
        return _refused(task_id, _refusal_of(invalid))
    except (Conflict, InvalidState, Forbidden) as refusal:
        said = refusal.message(locale_tag())
        return _refused(task_id, pages.DecisionRefusal(said, status=status_of(refusal)))


def _typed_again(task_id: str) -> Response:
    with begin() as work:
        viewer = current_viewer(work)
        detail = details.task_detail(work, viewer, task_id)
        _keep(
            work, viewer, detail, step_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)
        )
    if not detail.may_prepare:
        said = _("The task is not yours to decide any more; nothing was decided.")
        return _refused(task_id, pages.DecisionRefusal(said, status=HTTPStatus.CONFLICT))
    flash(_("What you typed is here again. Nothing has been decided yet."), "info")
    return make_response(redirect(url_for("inbox.task", task_id=task_id)))


def _decide(work: Work, viewer: Viewer, task_id: str) -> Response:
    action = request.form.get("action", "")
    detail = details.task_detail(work, viewer, task_id)
    if _done_before(detail.item.state, detail.item.assignee, detail.item.action, viewer, action):
        return go_on(work, viewer, task_id)
    form = forms.task_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)
    typed = pages.requested()
    step = step_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)
    try:
        data = handed_in(work, detail, action, form, step)
    except FormRefused as refused:
        _keep(work, viewer, detail, step)
        own = refused.form is step
        said = pages.DecisionRefusal(
            _("Please correct what is marked in the form."),
            opinion=_missing_opinion(detail, action) if own else "",
        )
        page = pages.render(work, viewer, detail, form, typed=typed, refusal=said, step=step if own else None)
        return make_response(page, 422)
    remarks = tuple(FieldRemark(path, text) for path, text in typed.remarks.items())
    readers = tuple(request.form.getlist("to"))
    decision = Decision(action, typed.opinion, remarks, data, revision("task_revision"), readers)
    case = deciding.decide(work, viewer, task_id, decision)
    drafts.discard_draft(work, viewer.user_id, pages.DRAFT, task_id)
    _announce(work, viewer, detail, action, case.title(locale_tag()))
    return go_on(work, viewer, task_id)


def _announce(  # whose decision on what
    work: Work, viewer: Viewer, detail: TaskDetail, action: str, title: str
) -> None:
    """Say what was decided, with the way back as long as there is one."""
    decided = word(DECIDED, action)
    said = f"{decided.label} · {title}"
    if taking_back.why_not(work, viewer, detail.item.task_id) is None:
        undo = get_template_attribute("inbox/undo.html", "undo_link")
        until = details.task_detail(work, viewer, detail.item.task_id).item.undo_until
        said = Markup("{} {}").format(said, undo(detail.item.task_id, until))
    # what turns somebody down is not announced in green
    flash(said, "success" if decided.tone in GLAD else "info")


def _missing_opinion(detail: TaskDetail, action: str) -> str:
    """Return what to say at the opinion, so that all that is wrong is told at once."""
    if action not in detail.opinion_required or pages.requested().opinion.strip():
        return ""
    return sentence("approvals.opinion_required", locale_tag())


def _done_before(state: str, by: str | None, done: str | None, viewer: Viewer, action: str) -> bool:
    """Whether this very decision has been carried out already: a double click, or the back button."""
    return state == "done" and by == viewer.user_id and done == action


def _refusal_of(invalid: Invalid) -> pages.DecisionRefusal:
    at = at_fields(invalid.problems)
    opinion = " ".join(at.pop("opinion", []))
    others = tuple(sentence for sentences in at.values() for sentence in sentences)
    return pages.DecisionRefusal(invalid.message(locale_tag()), opinion, others)


def _refused(task_id: str, refusal: pages.DecisionRefusal) -> Response:
    """Show the task as it is now, what was typed, and the one sentence that says why."""
    with begin() as work:
        viewer = current_viewer(work)
        detail = details.task_detail(work, viewer, task_id)
        action = request.form.get("action", "")
        if _done_before(detail.item.state, detail.item.assignee, detail.item.action, viewer, action):
            return go_on(work, viewer, task_id)
        form = forms.task_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)
        step = step_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)
        _keep(work, viewer, detail, step)
        page = pages.render(work, viewer, detail, form, typed=pages.requested(), refusal=refusal, step=step)
        return make_response(page, refusal.status)


def _keep(work: Work, viewer: Viewer, detail: TaskDetail, step: BoundForm | None) -> None:
    """Keep what a refused decision says: whoever reloads the page finds it again, and sends nothing twice."""
    if detail.may_prepare:
        pages.keep_typed(work, viewer, detail.item.task_id, step)
