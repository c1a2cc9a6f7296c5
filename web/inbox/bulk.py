"""One action on many tasks: asked for on a page where it needs words or a person, then carried out in chunks.

Without a script one request carries out all of them; with one, chunks of ten, so that progress is seen and a
session that ends in the middle loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, make_response, redirect, render_template, request
from flask_babel import gettext as _

from web.filters import milliseconds_left
from web.i18n import locale_tag
from web.inbox.blueprint import blueprint
from web.limits import limiter
from web.links import safe_next, wants_json
from web.viewers import current_viewer
from web.work import begin
from workflows.approvals.actions import bulk as commands
from workflows.approvals.actions import bulk_undo
from workflows.approvals.actions.bulk import MOST_AT_ONCE, BulkOutcome, Command
from workflows.approvals.cases.item_queries import work_items_of
from workflows.approvals.tasks import assignment
from workflows.approvals.team import team_lead
from workflows.approvals.values import OPINION_LIMIT, WorkItemView
from workflows.ground.db import new_id
from workflows.ground.errors import NotFound
from workflows.ground.reading import only_reads
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

ASKS = frozenset({"approve", "transfer"})
"""Actions that need an opinion or a person before they can be carried out."""


def _commands() -> dict[str, Callable[[], Command]]:
    said = request.form
    return {
        "claim": lambda: assignment.claim,
        "release": lambda: assignment.release,
        "approve": lambda: commands.approve(said.get("opinion", ""), _bulk_id()),
        "take_back": lambda: bulk_undo.take_back,
        "transfer": lambda: commands.transfer(said.get("to", ""), said.get("reason", "")),
    }


@blueprint.post("/bulk")
@limiter.limit("600 per hour")
def bulk() -> Response:
    """Ask for what an action on the selected tasks needs."""
    if not _chosen():
        flash(_("Select tasks first."), "warning")
        return make_response(redirect(_next()))
    if request.form.get("action") not in ASKS:
        raise NotFound("room.not_found")
    return make_response(_page({}))


@blueprint.post("/bulk/run")
@limiter.limit("3000 per hour")
def carry_out() -> Response:
    """Carry an action out on the selected tasks; say for each what became of it."""
    if not _chosen():
        flash(_("Select tasks first."), "warning")
        return make_response(redirect(_next()))
    make = _commands().get(request.form.get("action", ""))
    if make is None:
        raise NotFound("room.not_found")
    if problems := _missing():
        return make_response(_page(problems), 422)
    outcomes = commands.carry_out(begin, _chosen(), make())
    with begin() as work:
        viewer = current_viewer(work)
        items = _items(work, viewer)
        results = [_told(one, items) for one in outcomes]
        if wants_json():
            return jsonify(results=results, undo=_undo(work, viewer))
        done = sum(one.done for one in outcomes)
        page = render_template(
            "inbox/bulk_results.html",
            results=results,
            done=done,
            refused=len(outcomes) - done,
            taken_back=request.form.get("action") == "take_back",
            undoable=bulk_undo.undoable(work, viewer),
            next_url=_next(),
        )
    return make_response(page)


def _undo(work: Work, viewer: Viewer) -> dict[str, int]:
    """Return {task: how many milliseconds it can still be taken back} of what this request has decided."""
    ends = {task_id: one.until for one in bulk_undo.undoable(work, viewer) for task_id in one.task_ids}
    return {task_id: milliseconds_left(ends[task_id]) for task_id in _chosen() if task_id in ends}


def _bulk_id() -> str:
    """Return what all chunks of one selection have in common, as their page was given it."""
    said = request.form.get("bulk", "")
    try:
        return str(UUID(said))
    except ValueError:
        return new_id()


def _page(problems: dict[str, list[str]]) -> str:
    """Return what asks for the words of the action; says before, not after, what will be left out and why."""
    action = request.form.get("action", "")
    with begin() as work:
        only_reads(work)
        viewer = current_viewer(work)
        items = _items(work, viewer)
        refusals = commands.not_approved(work, viewer, _chosen()) if action == "approve" else {}
        return render_template(
            "inbox/bulk.html",
            action=action,
            bulk_id=new_id(),
            chosen=[one for one in _chosen() if one not in refusals],
            left_out=[_told(BulkOutcome(task_id, why), items) for task_id, why in refusals.items()],
            items=items,
            people=team_lead.people_for(work, viewer, _chosen()) if action == "transfer" else [],
            typed=request.form,
            problems=problems,
            next_url=_next(),
            limit=OPINION_LIMIT,
            locale=locale_tag(),
        )


def _missing() -> dict[str, list[str]]:
    """What is missing for all tasks alike is said once, at its field, instead of once for each of them."""
    said, action = request.form, request.form.get("action")
    problems: dict[str, list[str]] = {}
    if action == "transfer" and not said.get("to"):
        problems["to"] = [_("Choose who takes over.")]
    if action == "transfer" and not said.get("reason", "").strip():
        problems["reason"] = [_("Please say why.")]
    if len(said.get("opinion", "")) > OPINION_LIMIT:
        problems["opinion"] = [_("An opinion has at most %(limit)s characters.", limit=OPINION_LIMIT)]
    return problems


def _chosen() -> list[str]:
    """Return the selected tasks, each once and not more than fit into one go."""
    return list(dict.fromkeys(request.form.getlist("task")))[:MOST_AT_ONCE]


def _items(work: Work, viewer: Viewer) -> dict[str, WorkItemView]:
    return {item.task_id: item for item in work_items_of(work, viewer, _chosen())}


def _told(outcome: BulkOutcome, items: dict[str, WorkItemView]) -> dict[str, Any]:
    item = items.get(outcome.task_id)
    return {
        "task": outcome.task_id,
        "title": item.case.title(locale_tag()) if item else _("A task that is not there any more"),
        "number": item.case.number if item else "",
        "done": outcome.done,
        "why": outcome.sentence(locale_tag()),
    }


def _next() -> str:
    return safe_next(request.form.get("next"), "inbox.home")
