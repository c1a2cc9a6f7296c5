"""Separation of duties: who did one step of a case may not do another, as its diagram says.

`<tongban:approval unlike="review first_look"/>`: this task's person must differ from who did those steps.
`<tongban:approval each="another"/>` on a repeated step: every repetition is another person's. That is how a
repeated step that a group decides is meant anyway, so only `each="any"` lets one person answer twice.

Whoever has made what a case is about, and is no party to it, is kept out too (`CaseType.kept_out`).

Who is barred from a task stands in its row, kept in step with the case: lists, candidates, claiming,
deciding, deputies and the picker of people ask there, in Python and in SQL.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine import Step
from engine.events import TaskAnswered, TaskClosed, TaskOpened
from engine.spiff import ElementInfo
from engine.task_events import TaskAssigned
from workflows.approvals.actions.vocabulary import permitted
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.diagrams import elements
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.tasks import eligibility
from workflows.approvals.timeline.writer import RETURNS
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.concerned import note_people
from workflows.ground.db import new_id
from workflows.ground.work import Work

_CHANGES = (TaskOpened, TaskAnswered, TaskClosed, TaskAssigned)


@dataclass(frozen=True, slots=True)
class SeparationRule:
    """What a step asks: `unlike` are the steps whose people are barred; `each`: those beside it are too."""

    unlike: frozenset[str] = frozenset()
    each: bool = False

    def __bool__(self) -> bool:
        """Whether it asks anything."""
        return bool(self.unlike) or self.each


_NO_RULE = SeparationRule()


def rule_of(element: ElementInfo | None) -> SeparationRule:
    """Return what a step's diagram says of the person who does it."""
    if element is None:
        return SeparationRule()
    said = element.tongban.get("approval", {})
    repeated = element.loop is not None and "approve" in permitted(element, addressed=False)
    by_group = repeated and element.assignment.assignee is None
    wanted = said.get("each", "another" if by_group else "any") == "another"
    return SeparationRule(frozenset(said.get("unlike", "").split()), element.loop is not None and wanted)


def keep_apart(work: Work, case: Case, step: Step) -> None:
    """Write into the open tasks of the step's instance who is barred from them; the case is held.

    A task whose holder has just been barred, because the other step was decided after it was claimed, goes
    back. Costs nothing where the diagram asks for nothing, else two statements and one for the returns.
    """
    if not any(isinstance(event, _CHANGES) for event in step.events):
        return
    steps = elements(work, step.instance.definition_id)
    rules = {element_id: rule for element_id, one in steps.items() if (rule := rule_of(one))}
    out = kept_out(work, case)
    if out:
        rules = {one.id: rules.get(one.id, _NO_RULE) for one in steps.values() if one.type == "userTask"}
    if not rules:
        return
    work.session.flush()
    items = _items(work, step.instance.id, rules)
    stretches = _Stretches(work, case)
    for item in items:
        if item.state in ACTIVE_STATES and item.element_id in rules and item.signs_for is None:
            others = () if item.parties_too else out
            people = {*barred(item, rules[item.element_id], items, stretches), *others}
            _write(work, case, item, sorted(people))


def kept_out(work: Work, case: Case) -> frozenset[str]:
    """Return who has made what a case is about, as its type says; no statement for most types."""
    if case.subject_id is None:
        return frozenset()
    return frozenset(case_type_of(case.process_id).kept_out(work, case.subject_id))


def barred(
    item: WorkItem, rule: SeparationRule, items: Sequence[WorkItem], stretches: _Stretches
) -> list[str]:
    """Return who may not do a task: who did, or has, a step that it must not share a person with."""
    people: set[str | None] = set()
    for step in rule.unlike:
        done = [one for one in items if one.element_id == step and one.state == "done"]
        latest = max((stretches.of(one) for one in done), default=0)
        for one in done:
            if stretches.of(one) == latest:
                people |= {one.closed_by, one.stands_for}
    if rule.each:
        for one in items:
            beside = one.element_id == item.element_id and one is not item
            if beside and one.state in {"done", "claimed"} and stretches.of(one) == stretches.of(item):
                people |= {one.closed_by or one.assignee, one.stands_for}
    return sorted(person for person in people if person is not None)


class _Stretches:
    """The parts of a case between its returns: what was decided before one does not count behind it."""

    def __init__(self, work: Work, case: Case) -> None:
        rows = select(CaseEvent.id).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(RETURNS))
        self._returns = sorted(work.session.scalars(rows))

    def of(self, item: WorkItem) -> int:
        """Return in which part a task was opened; ids sort by age."""
        return bisect(self._returns, item.task_id)


def barred_before(work: Work, case: Case, instance_id: str, element: ElementInfo) -> list[str]:
    """Return who will be barred from a step that is about to open; for answers given in somebody's name."""
    out = kept_out(work, case)
    if not (rule := rule_of(element)):
        return sorted(out)
    coming = WorkItem(task_id=new_id(), element_id=element.id, state="open")
    items = _items(work, instance_id, {element.id: rule})
    return sorted({*barred(coming, rule, items, _Stretches(work, case)), *out})


def _items(work: Work, instance_id: str, rules: Mapping[str, SeparationRule]) -> Sequence[WorkItem]:
    steps = frozenset(rules).union(*(rule.unlike for rule in rules.values()))
    rows = select(WorkItem).where(
        WorkItem.instance_id == instance_id,
        WorkItem.element_id.in_(steps),
        WorkItem.state.in_((*ACTIVE_STATES, "done")),
        WorkItem.signs_for.is_(None),
    )
    return list(work.session.scalars(rows.order_by(WorkItem.task_id)))


def _write(work: Work, case: Case, item: WorkItem, people: list[str]) -> None:
    if list(item.barred) == people:
        return
    note_people(work, set(item.barred) ^ set(people))
    item.barred = people
    work.session.flush()
    eligibility.look_after(work, case, item)
