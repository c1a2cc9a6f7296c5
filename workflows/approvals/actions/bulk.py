"""One command on many tasks: each in a transaction of its own, with a result for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from engine.spiff import ElementInfo
from workflows.approvals.actions.vocabulary import decisions
from workflows.approvals.cases.diagrams import elements, own_form, rights_of
from workflows.approvals.cases.views import shown_names
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks import assignment
from workflows.approvals.tasks.deciding import decide
from workflows.approvals.tasks.locking import check_person, held_task, item_definition, known_tasks
from workflows.approvals.team import team_lead
from workflows.approvals.values import ACTIVE_STATES, Decision
from workflows.ground.errors import Conflict, InvalidState, NotFound, WorkflowsError
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.viewer import Viewer
from workflows.people.viewer_loader import viewer_of

MOST_AT_ONCE = 200
Begin = Callable[[], AbstractContextManager[Work]]
Command = Callable[[Work, Viewer, str], None]


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of one task: `refusal` says why nothing did."""

    task_id: str
    refusal: WorkflowsError | None = None

    @property
    def done(self) -> bool:
        """Whether the command was carried out."""
        return self.refusal is None

    def sentence(self, locale: Locale) -> str:
        """Return why it was refused, "" if it was not."""
        return "" if self.refusal is None else self.refusal.message(locale)


def carry_out(begin: Begin, task_ids: Iterable[str], command: Command) -> list[BulkOutcome]:
    """Carry `command` out on each task in its own transaction, in the given order; a refusal stops no other.

    `begin` opens a transaction for the person who acts, whose rights are read anew for each task.
    """
    return [_one(begin, task_id, command) for task_id in dict.fromkeys(task_ids)]


def approve(opinion: str, bulk_id: str | None = None) -> Command:
    """Return the command that approves a task with `opinion`, where its step asks for nothing more.

    What has the same `bulk_id` can be taken back at once (`bulk_undo`).
    Raises, when carried out: what `decide` raises; InvalidState: the step wants a form filled in.
    """

    def command(work: Work, viewer: Viewer, task_id: str) -> None:
        item, _ = held_task(work, viewer, task_id)
        if _wants_form(item, elements(work, item_definition(work, item)).get(item.element_id)):
            raise InvalidState("approvals.needs_form")
        decide(work, viewer, task_id, Decision("approve", opinion))
        item.bulk_id = bulk_id

    return command


def not_approved(work: Work, viewer: Viewer, task_ids: Collection[str]) -> dict[str, WorkflowsError]:
    """Return {task id: why} of those that `approve` would be refused for now, whatever the opinion.

    In a transaction that only reads a few statements, however many tasks they are.
    """
    known, running = known_tasks(work, viewer, task_ids), work.tasks.get_all(task_ids)
    shown_names(work, [item.assignee for item, _ in known.values()])  # all at once, for who has claimed what
    refusals: dict[str, WorkflowsError] = {}
    for task_id in task_ids:
        if task_id not in known:
            refusals[task_id] = NotFound("approvals.task_not_found")
            continue
        item, row = known[task_id]
        element = elements(work, running[task_id].definition_id).get(item.element_id)
        if (why := _why_not_approved(work, viewer, item, row, element)) is not None:
            refusals[task_id] = why
    return refusals


def _why_not_approved(
    work: Work, viewer: Viewer, item: WorkItem, row: Case, element: ElementInfo | None
) -> WorkflowsError | None:
    if item.state not in ACTIVE_STATES:
        return Conflict("approvals.task_closed")
    try:
        check_person(work, viewer, row, item)
    except WorkflowsError as refusal:
        return refusal
    if "approve" not in decisions(element, addressed=item.addressed):
        return InvalidState("approvals.action_not_permitted")
    return InvalidState("approvals.needs_form") if _wants_form(item, element) else None


def transfer(to_user_id: str, reason: str) -> Command:
    """Return the command that hands a task over: as its holder, or as the lead of its group."""

    def command(work: Work, viewer: Viewer, task_id: str) -> None:
        if team_lead.leads_to(work, viewer, task_id):
            team_lead.reassign(work, viewer, task_id, to_user_id, reason)
        else:
            assignment.transfer(work, viewer, task_id, to_user_id, reason)

    return command


def _one(begin: Begin, task_id: str, command: Command) -> BulkOutcome:
    try:
        with begin() as work:
            command(work, viewer_of(work), task_id)
    except WorkflowsError as refusal:
        return BulkOutcome(task_id, refusal)
    return BulkOutcome(task_id)


def _wants_form(item: WorkItem, element: ElementInfo | None) -> bool:
    if own_form(element) is not None:
        return True
    rights, default = rights_of(element, addressed=item.addressed)
    return item.form_id is not None and "write" in {default, *rights.values()}
