"""How cases stand: who is to act, what the viewer may do, which way a case took through its diagram."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import or_, select

from engine import errors as engine_errors
from workflows.approvals.cases import diagrams
from workflows.approvals.cases.diagrams import around, english_names, inside, process_names, seals
from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.undecided import open_tasks, undecided_since
from workflows.approvals.cases.views import item_views
from workflows.approvals.cases.visibility import facts_of, task_facts, tasks_of
from workflows.approvals.cases.ways_back import is_way_back
from workflows.approvals.cases.withdraw_and_urge import awaits_others
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.cases import may_decide, may_withdraw
from workflows.approvals.tasks.locking import item_definition
from workflows.approvals.values import ACTIVE_STATES, BEFORE_ALL, CaseState, CaseView, StepTimer, WorkItemView
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

_TAKEN = frozenset({"flow_taken"})
_LEFT = frozenset({"element_left", "element_entered"})


@dataclass(frozen=True, slots=True)
class CasePath:
    """The diagram of a case and the way it took. `names` are the English names of elements that have one."""

    xml: bytes
    elements: frozenset[str]
    flows: frozenset[str]
    current: frozenset[str]
    names: dict[str, str]


def standing(work: Work, row: Case) -> CaseState:
    """Return how a running case stands, by where it is; one statement, a few where the applicant is to act.

    It is returned 退回修改 exactly while all that is open in it are steps of the applicant after a review,
    whichever way it came there.
    """
    rows = select(WorkItem).where(WorkItem.case_id == row.id, WorkItem.state.in_(ACTIVE_STATES))
    items = work.session.scalars(rows).all()
    return "returned" if items and all(is_sent_back(work, row, item) for item in items) else "in_review"


def is_sent_back(work: Work, row: Case, item: WorkItem) -> bool:
    """Tell whether a task is a step of the applicant after a review: something is to be put right there."""
    if row.round == BEFORE_ALL or item.signs_for is not None or not (item.addressed and item.parties_too):
        return False
    if item.assignee != row.applicant_id and not _is_kept_for_applicant(work, row, item):
        return False
    before = select(WorkItem.task_id).where(
        WorkItem.case_id == row.id,
        WorkItem.task_id != item.task_id,
        WorkItem.signs_for.is_(None),
        or_(
            WorkItem.addressed.is_(False),
            WorkItem.parties_too.is_(False),
            WorkItem.element_id == item.element_id,
        ),
    )
    if work.session.scalar(before.limit(1)) is not None:
        return True
    # Nobody has reviewed yet, so the history is short: a check by the process itself may have sent it back.
    entries = work.history.of(item.instance_id)
    passed = {one.element_id for one in entries if one.kind in _LEFT and one.element_id}
    return is_way_back(work.repository.program(item_definition(work, item)), item.element_id, passed)


def _is_kept_for_applicant(work: Work, row: Case, item: WorkItem) -> bool:
    """Whether the diagram names the applicant for a task that was given to somebody else."""
    said = work.tasks.get(item.task_id).evaluated.get("assignee", {})
    return bool(said.get("value") == row.applicant_id)


def open_items(work: Work, viewer: Viewer, cases: Iterable[CaseView]) -> dict[str, list[WorkItemView]]:
    """Return the open tasks of cases that the viewer has been shown, by case id; a few statements in all.

    With what happens if nobody acts. Of tasks that differ only in who acts, whom the viewer does not know,
    one stands for all.
    """
    ids = [case.id for case in cases]
    by_case: dict[str, list[WorkItemView]] = {case_id: [] for case_id in ids}
    if ids:
        pairs = open_tasks(work, viewer, ids)
        for view in item_views(work, viewer, pairs):
            if view.assignee_name or not any(_alike(view, other) for other in by_case[view.case.id]):
                by_case[view.case.id].append(replace(view, timers=_timers_of(work, view)))
    return by_case


def _alike(view: WorkItemView, other: WorkItemView) -> bool:
    return not other.assignee_name and (view.element_id, view.groups) == (other.element_id, other.groups)


def _timers_of(work: Work, view: WorkItemView) -> tuple[StepTimer, ...]:
    return diagrams.timers_at(work.repository.program(view.case.definition_id), view.element_id)


def is_stuck(work: Work, case: CaseView) -> bool:
    """Tell whether a running case has an incident that somebody has to mend; one statement."""
    return bool(case.instance_id and work.incidents.of_case(case.instance_id))


def acting_groups(items: Iterable[WorkItemView]) -> set[str]:
    """Return the ids of all groups that may act on one of the tasks."""
    return {group for item in items for group in item.groups}


def own_task(work: Work, viewer: Viewer, case_id: str) -> str | None:
    """Return the open task of a case that the diagram addresses to the applicant and the viewer may do."""
    owner = work.session.get_one(Case, case_id)
    for item in tasks_of(work, case_id):
        held = item.addressed and item.state == "claimed" and item.assignee == owner.applicant_id
        if held and may_decide(viewer, facts_of(owner), task_facts(item)):
            return item.task_id
    return None


def permitted(work: Work, viewer: Viewer, case_id: str) -> frozenset[str]:
    """Return which of `withdraw` and `urge` the viewer may do with a case now. Raises: NotFound."""
    case = case_view(work, viewer, case_id)
    row = work.session.get_one(Case, case_id)
    if not case.running or not may_withdraw(viewer, facts_of(row)):
        return frozenset()
    urges = case.state == "in_review" and awaits_others(work, viewer, row)
    allowed = {"withdraw": case.withdrawable, "urge": urges}
    return frozenset(action for action, may in allowed.items() if may)


def path(work: Work, viewer: Viewer, case_id: str) -> CasePath:
    """Return the diagram of a case with the way it took. Raises: NotFound."""
    case = case_view(work, viewer, case_id)
    program = work.repository.program(case.definition_id)
    since = undecided_since(work, viewer, work.session.get_one(Case, case_id))
    told = work.history.of(case.instance_id) if case.instance_id else ()
    entries = [one for one in told if since is None or one.at < since]
    flows = {str(e.data["flow_id"]) for e in entries if e.kind in _TAKEN and e.data.get("flow_id")}
    passed = {e.element_id for e in entries if e.kind in _LEFT and e.element_id}
    current = frozenset(item.element_id for item, _ in open_tasks(work, viewer, [case_id]))
    under_way = {
        outer
        for one in current
        if one in program.elements
        for outer in around(program.elements, program.elements[one])
    }
    within = {one for outer in seals(program) for one in inside(program.elements, outer)}
    file = next(info.file for info in program.elements.values() if info.process_id == case.process_id)
    xml = work.repository.file(case.definition_id, file)
    return CasePath(
        xml=xml,
        # what goes on within a sealed step would tell how somebody decided
        elements=frozenset(passed) - current - within - under_way,
        # a flow of an earlier version that this one no longer has cannot be drawn
        flows=frozenset(
            flow for flow in flows if flow in program.flows and program.flows[flow].source not in within
        ),
        current=current,
        names=dict(english_names(xml)),
    )


def process_choices(work: Work, locale: Locale) -> list[tuple[str, str]]:
    """Return (process id, name) of every deployed process, for filters."""
    choices = []
    for definition in work.repository.list(latest_only=True):
        name_zh, name_en = process_names(work, definition)
        choices.append((definition.process_id, name_zh if locale == "zh-CN" else name_en))
    return choices


def step_choices(work: Work, process_id: str, locale: Locale) -> list[tuple[str, str]]:
    """Return (element id, name) of the people's steps of a process's newest version."""
    try:
        definition = work.repository.latest(process_id)
    except engine_errors.NotFound:
        return []
    return [
        (one.id, (one.name_en if locale == "en" else one.name) or one.name or one.id)
        for one in work.repository.elements(definition.id).values()
        if one.type == "userTask" and one.process_id == process_id
    ]
