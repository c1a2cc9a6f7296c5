"""Holding what a command acts on: first the engine's lock of the case, then a look, so it stands still."""

from __future__ import annotations

from collections.abc import Collection
from typing import NoReturn

from engine import errors as engine_errors
from workflows.approvals.actions.vocabulary import permitted
from workflows.approvals.cases.diagrams import elements
from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.cases.views import shown_names
from workflows.approvals.cases.visibility import facts_of, is_visible, task_facts, visible_cases
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.cases import may_claim, may_open_task, why_not
from workflows.approvals.policies.sealing import Sight, sight_of
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import among
from workflows.ground.errors import Conflict, Forbidden, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

TIME_FORMAT = "%Y-%m-%d %H:%M"


def open_task(work: Work, viewer: Viewer, task_id: str) -> tuple[WorkItem, Case]:
    """Return a task and its case without holding them. Raises: NotFound: none, or not for this viewer."""
    item = work.session.get(WorkItem, task_id)
    row = None if item is None else work.session.get(Case, item.case_id)
    if item is None or row is None or not _is_known(work, viewer, item, row):
        raise NotFound("approvals.task_not_found")
    return item, row


def known_tasks(work: Work, viewer: Viewer, task_ids: Collection[str]) -> dict[str, tuple[WorkItem, Case]]:
    """Return {id: task and case} of those that `open_task` returns; a few statements however many."""
    pairs = work.session.execute(with_cases().where(among(WorkItem.task_id, task_ids))).all()
    visible = visible_cases(work, viewer, [row for _, row in pairs])
    known = (pair for pair in pairs if pair[1].id in visible and _is_open_to(viewer, *pair))
    return {item.task_id: (item, row) for item, row in known}


def _is_known(work: Work, viewer: Viewer, item: WorkItem, row: Case) -> bool:
    """Whether the viewer may learn that a task exists: they may see its case, it is not sealed to them."""
    return is_visible(work, viewer, row) and _is_open_to(viewer, item, row)


def _is_open_to(viewer: Viewer, item: WorkItem, row: Case) -> bool:
    return item.secrecy == "open" or may_open_task(viewer, facts_of(row), task_facts(item))


def locked_task(work: Work, viewer: Viewer, task_id: str) -> tuple[WorkItem, Case]:
    """Lock the case of a task and return both as they are now, open or not. Raises: NotFound."""
    try:
        work.instances.lock_by_task(task_id)
    except engine_errors.NotFound as error:
        raise NotFound("approvals.task_not_found") from error
    item = work.session.get(WorkItem, task_id, populate_existing=True)
    row = None if item is None else work.session.get(Case, item.case_id, populate_existing=True)
    # Who may not see the case must not learn that the task exists.
    if item is None or row is None or not _is_known(work, viewer, item, row):
        raise NotFound("approvals.task_not_found")
    return item, row


def held_task(work: Work, viewer: Viewer, task_id: str) -> tuple[WorkItem, Case]:
    """Lock the case of a task and return both as they are now. Raises: NotFound; Conflict: it is closed."""
    item, row = locked_task(work, viewer, task_id)
    if item.state == "done" and item.closed_by is not None and item.closed_at is not None:
        name = shown_names(work, [item.closed_by]).get(item.closed_by, item.closed_by)
        at = f"{item.closed_at.astimezone(SHANGHAI):{TIME_FORMAT}}"
        if sight_of(viewer, facts_of(row), item.secrecy, item.closed_by) is not Sight.ALL:
            raise Conflict("approvals.task_closed")
        raise Conflict("approvals.already_decided", name=name, at=at, action=item.action)
    if item.state == "cancelled":
        raise Conflict("approvals.task_closed")
    return item, row


def held_case(work: Work, viewer: Viewer, case_id: str) -> Case:
    """Lock a case and return it as it is now. Raises: NotFound."""
    case_view(work, viewer, case_id)
    row = work.session.get_one(Case, case_id)
    if row.instance_id is not None:
        work.instances.lock(row.instance_id)
    return work.session.get_one(Case, case_id, populate_existing=True)


def lock_case(work: Work, case_id: str | None) -> None:
    """Take the engine's lock of a case, before the row of what it is about: as decisions do."""
    row = work.session.get(Case, case_id) if case_id is not None else None
    if row is not None and row.instance_id is not None:
        work.instances.lock(row.instance_id)


def check_person(work: Work, viewer: Viewer, row: Case, item: WorkItem) -> None:
    """Refuse who may not decide the task now. Raises: Forbidden; Conflict: somebody else has it."""
    case, task = facts_of(row), task_facts(item)
    refusal = why_not(viewer, case, task)
    if refusal is None:
        return
    if may_claim(viewer, case, task):
        refuse_taken(work, viewer, item)
    raise Forbidden(refusal)


def refuse_taken(work: Work, viewer: Viewer, item: WorkItem) -> None:
    """Refuse if somebody else has claimed it, saying who and when. Raises: Conflict."""
    if item.addressed or item.assignee in {None, viewer.user_id} or item.claimed_at is None:
        return
    assert item.assignee is not None
    name = shown_names(work, [item.assignee]).get(item.assignee, item.assignee)
    at = f"{item.claimed_at.astimezone(SHANGHAI):{TIME_FORMAT}}"
    raise Conflict("approvals.already_claimed", name=name, at=at)


def translate(work: Work, conflict: engine_errors.Conflict) -> NoReturn:
    """Say in people's words what the engine refused: who was first and when, or that it has changed."""
    by, at = conflict.details.get("by"), conflict.details.get("at")
    if conflict.details.get("reason") == "changed" or not by or at is None:
        raise Conflict("approvals.changed_meanwhile") from conflict
    name = shown_names(work, [by]).get(by, by)
    raise Conflict(
        "approvals.already_claimed", name=name, at=f"{at.astimezone(SHANGHAI):{TIME_FORMAT}}"
    ) from conflict


def item_definition(work: Work, item: WorkItem) -> str:
    """Return the definition that a task's instance runs on (a called process has its own)."""
    return work.tasks.get(item.task_id).definition_id


def side_task(work: Work, viewer: Viewer, task_id: str, action: str) -> tuple[WorkItem, Case]:
    """Lock the case of a task on which the viewer takes a side action; return both as they are now.

    Raises: NotFound; Conflict: it is closed or somebody else's; Forbidden: a party, or not a candidate;
        InvalidState: the step's diagram does not permit it.
    """
    item, row = held_task(work, viewer, task_id)
    check_person(work, viewer, row, item)
    element = elements(work, item_definition(work, item)).get(item.element_id)
    if action not in permitted(element, addressed=item.addressed):
        raise InvalidState("approvals.action_not_permitted")
    return item, row
