"""Side actions of a task: a page for each, reached from "More actions"; works without a script.

What an action asks for is a template `inbox/actions/<name>.html`; what it does is a function registered here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from web.cases.labels import ACTIONS, word
from web.form_problems import at_fields
from web.i18n import locale_tag
from web.inbox.blueprint import blueprint
from web.inbox.next_task import go_on
from web.limits import limiter
from web.statuses import status_of
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.cases import details
from workflows.approvals.team import assignee_picker
from workflows.approvals.values import TaskDetail
from workflows.ground.errors import Conflict, Forbidden, Invalid, InvalidState, NotFound, WorkflowsError
from workflows.ground.work import Work
from workflows.people.organisations.group_names import group_names
from workflows.people.viewer import Viewer


class ContinuesOn(NamedTuple):
    """What to tell the person who asked for an action, and the task on which their work goes on."""

    said: str
    task_id: str


CarryOut = Callable[[Work, Viewer, str], str | ContinuesOn]
"""Takes the action as the request says it; returns what to tell the person who asked for it."""
Ask = Callable[[Work, Viewer, TaskDetail], Mapping[str, Any]]
"""Returns what the action's template needs beyond the task."""


@dataclass(frozen=True, slots=True)
class TaskAction:
    """How an action is asked for and carried out. `people`: "one" or "many" are chosen for it, or nobody.

    `leaves`: the task is no longer the viewer's afterwards. `done`: whether it has been carried out already,
    for the second of two clicks.
    """

    carry_out: CarryOut
    people: str = ""
    leaves: bool = False
    ask: Ask | None = None
    done: Callable[[TaskDetail], bool] | None = None


TASK_ACTIONS: dict[str, TaskAction] = {}


def task_action(name: str, **options: Any) -> Callable[[CarryOut], CarryOut]:
    """Register a function as what carries out the side action `name`; `options` are those of `TaskAction`."""

    def register(carry_out: CarryOut) -> CarryOut:
        TASK_ACTIONS[name] = TaskAction(carry_out, **options)
        return carry_out

    return register


@dataclass(frozen=True, slots=True)
class ActionRefusal:
    """Why an action was not carried out: a sentence above, sentences at fields."""

    sentence: str
    at: Mapping[str, list[str]] = field(default_factory=dict)
    status: int = 422


def offered(detail: TaskDetail) -> list[str]:
    """Return the side actions that the page of a task shows."""
    return [action.name for action in detail.side_actions if action.name in TASK_ACTIONS]


@blueprint.get("/tasks/<task_id>/actions/<action>")
def action(task_id: str, action: str) -> str:
    """Ask for what a side action needs."""
    with begin() as work:
        viewer = current_viewer(work)
        detail = details.task_detail(work, viewer, task_id)
        if action not in offered(detail):
            raise NotFound("approvals.task_not_found")
        return _page(work, viewer, detail, action)


@blueprint.get("/tasks/<task_id>/actions/<action>/people")
@limiter.limit("2400 per hour")
def people(task_id: str, action: str) -> str:
    """Return the part of the page that lists whom to choose, for what is typed into the search."""
    with begin() as work:
        viewer = current_viewer(work)
        detail = details.task_detail(work, viewer, task_id)
        if action not in offered(detail) or not TASK_ACTIONS[action].people:
            raise NotFound("approvals.task_not_found")
        given = request.args
        choice = choice_of(work, viewer, detail, action, given.get("q", ""), given.getlist("to"))
        return render_template("inbox/people.html", **choice)


@blueprint.post("/tasks/<task_id>/actions/<action>")
@limiter.limit("600 per hour")
def take_action(task_id: str, action: str) -> Response:
    """Carry a side action out, or say at the field what is missing; a search only shows the page again."""
    known = TASK_ACTIONS.get(action)
    if known is None:
        raise NotFound("approvals.task_not_found")
    try:
        with begin() as work:
            viewer = current_viewer(work)
            detail = details.task_detail(work, viewer, task_id)
            if "search" in request.form:
                return make_response(_page(work, viewer, detail, action))
            if known.done is not None and known.done(detail):
                return go_on(work, viewer, task_id)
            said = known.carry_out(work, viewer, task_id)
            moved = said if isinstance(said, ContinuesOn) else ContinuesOn(said, task_id)
            flash(moved.said, "success")
            if known.leaves:
                return go_on(work, viewer, task_id)
            return make_response(redirect(url_for("inbox.task", task_id=moved.task_id)))
    except (Invalid, Conflict, InvalidState, Forbidden) as refusal:
        return _refused(task_id, action, refusal)


def _refused(task_id: str, action: str, refused: WorkflowsError) -> Response:
    at = at_fields(refused.problems if isinstance(refused, Invalid) else ())
    status = status_of(refused)
    with begin() as work:
        viewer = current_viewer(work)
        detail = details.task_detail(work, viewer, task_id)
        page = _page(work, viewer, detail, action, ActionRefusal(refused.message(locale_tag()), at, status))
        return make_response(page, status)


def _page(
    work: Work, viewer: Viewer, detail: TaskDetail, action: str, refusal: ActionRefusal | None = None
) -> str:
    known = TASK_ACTIONS[action]
    given = request.values
    return render_template(
        "inbox/action.html",
        detail=detail,
        item=detail.item,
        case=detail.item.case,
        locale=locale_tag(),
        action=action,
        named=word(ACTIONS, action),
        refusal=refusal,
        problems=refusal.at if refusal else {},
        typed=given,
        possible=action in offered(detail),
        **(choice_of(work, viewer, detail, action, given.get("q", ""), given.getlist("to"))),
        **(known.ask(work, viewer, detail) if known.ask is not None else {}),
    )


def choice_of(  # noqa: PLR0917  # all of them say what is looked for
    work: Work, viewer: Viewer, detail: TaskDetail, action: str, text: str, chosen: list[str]
) -> dict[str, Any]:
    """Return what `inbox/people.html` needs: whom to choose among, who is chosen, their groups by name."""
    people = TASK_ACTIONS[action].people
    if not people:
        return {}
    picked = assignee_picker.choice(work, viewer, detail.item.task_id, action, text=text, chosen=chosen)
    groups = {group for person in picked.people for group in person.groups}
    return {
        "choice": picked,
        "chosen": chosen,
        "many": people == "many",
        "field": "to",
        "text": text,
        "person_groups": group_names(work, groups, locale_tag()),
        "people_url": url_for("inbox.people", task_id=detail.item.task_id, action=action),
    }
