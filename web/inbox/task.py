"""The page on which a task is looked at and decided; claiming it and giving it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import (
    Response,
    flash,
    get_template_attribute,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _

from forms import BoundForm
from web.cases import case_context
from web.files.routes import file_url
from web.filters import SHANGHAI
from web.form_pages import REFRESH, FormUrls, remarks_in
from web.i18n import locale_tag
from web.inbox.blueprint import blueprint
from web.inbox.reasons import reason_of
from web.inbox.task_actions import choice_of, offered
from web.limits import limiter
from web.links import safe_next
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions import phrases, returning, signing, taking_back
from workflows.approvals.cases import case_status, details, drafts, forms
from workflows.approvals.cases.step_forms import step_form
from workflows.approvals.tasks import assignment
from workflows.approvals.values import OPINION_LIMIT, REMARK_LIMIT, DraftView, TaskDetail
from workflows.ground.errors import Conflict, Forbidden
from workflows.ground.messages import sentence
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

DRAFT = drafts.DECISION


def step_urls() -> FormUrls:
    """Return where a step's own form sends its files; all else goes with the decision."""
    return FormUrls("", upload=url_for("files.upload"), file=file_url)


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """What stands in the form of the decision: from the request, or else from the draft."""

    opinion: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Any] | None = None
    """What was typed into a form of the step's own, raw."""


@dataclass(frozen=True, slots=True)
class DecisionRefusal:
    """Why a decision was not carried out: a sentence above, sentences at the opinion and at remarks."""

    sentence: str
    opinion: str = ""
    remarks: tuple[str, ...] = ()
    status: int = 422


@blueprint.get("/tasks/<task_id>")
def task(task_id: str) -> str | Response:
    """Show a task with everything that is needed to decide it; an applicant's is done on the case page."""
    with begin() as work:
        viewer = current_viewer(work)
        detail = details.task_detail(work, viewer, task_id)
        if case_status.own_task(work, viewer, detail.item.case.id) == task_id:
            return make_response(redirect(url_for("cases.case", number=detail.item.case.number)))
        form = forms.task_form(work, viewer, detail, locale=locale_tag())
        return render(work, viewer, detail, form, typed=drafted(work, viewer, task_id))


def render(
    work: Work,
    viewer: Viewer,
    detail: TaskDetail,
    form: BoundForm | None,
    *,
    typed: TypedDecision,
    refusal: DecisionRefusal | None = None,
    step: BoundForm | None = None,
) -> str:
    """Return the page of a task; `step` is the step's own form as it was sent, else it is as drafted."""
    asked = signing.requests(work, viewer, detail.item.task_id)
    return render_template(
        "inbox/task.html",
        **case_context.context(work, viewer, detail.item.case, form),
        summary=case_context.summary_of(work, detail.item.case, form),
        detail=detail,
        item=detail.item,
        form=form,
        step=step or step_form(work, viewer, detail, locale=locale_tag(), drafted=typed.answers),
        step_urls=step_urls(),
        typed=typed,
        refusal=refusal,
        written=case_context.named(typed.remarks, form),
        why_not=_why_not(detail),
        reason=reason_of(work, viewer, detail, form),
        may_release=detail.item.mine
        and detail.item.state == "claimed"
        and (not detail.addressed or detail.item.stands_for_name != ""),
        requests=asked,
        delta=forms.delta(work, viewer, detail, locale=locale_tag()) if detail.may_decide else None,
        remarkable=detail.may_decide and detail.step_form_id is None,
        offered=_possible(work, viewer, detail, asked),
        phrases=phrases.phrases(work, viewer, detail.actions, locale_tag()) if detail.may_decide else [],
        **copy_choice(work, viewer, detail),
        go_on=session.get("go_on", True),
        limits={"opinion": OPINION_LIMIT, "remark": REMARK_LIMIT},
    )


def _why_not(detail: TaskDetail) -> str:
    """Return why the viewer must leave the task to somebody else, where the reason is not plain to see."""
    if detail.why_not != "approvals.another_person":
        return ""
    return sentence(detail.why_not, locale_tag())


def _possible(work: Work, viewer: Viewer, detail: TaskDetail, asked: list[signing.RequestView]) -> list[str]:
    """Return the side actions that would lead somewhere now: no door behind which nothing is."""
    task_id = detail.item.task_id
    closed: dict[str, Callable[[], bool]] = {
        "return_to": lambda: not returning.has_earlier_steps(work, task_id),
        "remove_signer": lambda: not any(one.state in {"open", "coming", "refuse"} for one in asked),
        "take_back": lambda: taking_back.why_not(work, viewer, task_id) is not None,
    }
    return [name for name in offered(detail) if name not in closed or not closed[name]()]


def copy_choice(work: Work, viewer: Viewer, detail: TaskDetail) -> dict[str, Any]:
    """Return whom the decision may be copied to, if the step permits copies."""
    if "copy" not in offered(detail):
        return {"choice": None, "chosen": []}
    return choice_of(work, viewer, detail, "copy", request.form.get("q", ""), request.form.getlist("to"))


def drafted(work: Work, viewer: Viewer, task_id: str) -> TypedDecision:
    """Return what the viewer had typed on this task."""
    draft = drafts.load_draft(work, viewer.user_id, DRAFT, task_id)
    if draft is None:
        return TypedDecision()
    opinion, remarks, answers = (draft.data.get(name) for name in ("opinion", "remarks", "answers"))
    return TypedDecision(
        opinion if isinstance(opinion, str) else "",
        {path: text for path, text in remarks.items() if isinstance(text, str)}
        if isinstance(remarks, Mapping)
        else {},
        answers if isinstance(answers, Mapping) else None,
    )


def requested() -> TypedDecision:
    """Return what the request says."""
    return TypedDecision(request.form.get("opinion", ""), remarks_in(request.form))


@blueprint.post("/tasks/<task_id>/draft")
@limiter.limit("2400 per hour")
def save_draft(task_id: str) -> Response:
    """Keep the opinion and the remarks typed so far."""
    with begin() as work:
        viewer = current_viewer(work)
        detail = details.task_detail(work, viewer, task_id)
        if not detail.may_prepare:
            raise Forbidden("approvals.not_yours")
        step = step_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)
        saved = keep_typed(work, viewer, task_id, step)
        body = {"revision": saved.revision, "saved_at": f"{saved.updated_at.astimezone(SHANGHAI):%H:%M}"}
        if step is not None and request.form.get(REFRESH):
            body["html"] = str(get_template_attribute("inbox/step.html", "step_rows")(step, step_urls()))
        return jsonify(body)


def keep_typed(
    work: Work, viewer: Viewer, task_id: str, step: BoundForm | None = None, *, opinion: str | None = None
) -> DraftView:
    """Keep what stands in the form of the decision, with another opinion if one is given."""
    typed = requested()
    kept: dict[str, Any] = {
        "opinion": (typed.opinion if opinion is None else opinion)[: OPINION_LIMIT * 2],
        "remarks": {path: text[: REMARK_LIMIT * 2] for path, text in typed.remarks.items()},
    }
    if step is not None:
        kept["answers"] = step.draft
    return drafts.save_draft(work, viewer.user_id, DRAFT, kept, subject=task_id)


@blueprint.post("/tasks/<task_id>/claim")
@limiter.limit("600 per hour")
def claim(task_id: str) -> Response:
    """Take a task; whoever was first is named."""
    try:
        with begin() as work:
            viewer = current_viewer(work)
            assignment.claim(work, viewer, task_id)
            if "opinion" in request.form:  # pressed on the task's page: what was typed stays
                detail = details.task_detail(work, viewer, task_id)
                step = step_form(work, viewer, detail, locale=locale_tag(), formdata=request.form)
                keep_typed(work, viewer, task_id, step)
        flash(_("The task is yours."), "success")
    except Conflict as conflict:
        flash(conflict.message(locale_tag()), "warning")
    return _back(task_id)


@blueprint.post("/tasks/<task_id>/release")
@limiter.limit("600 per hour")
def release(task_id: str) -> Response:
    """Give a task back to its group."""
    try:
        with begin() as work:
            assignment.release(work, current_viewer(work), task_id)
        flash(_("The task is back with the group."), "success")
    except Conflict as conflict:
        flash(conflict.message(locale_tag()), "warning")
    return _back(task_id)


def _back(task_id: str) -> Response:
    target = request.args.get("next")
    here = url_for("inbox.task", task_id=task_id)
    return make_response(redirect(safe_next(target, "inbox.home") if target else here))
