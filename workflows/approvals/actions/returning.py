"""Returning a case 退回 to any earlier step, also out of parallel branches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import errors as engine_errors
from workflows.approvals.cases.diagrams import elements, result_variable
from workflows.approvals.cases.views import case_views, shown_names
from workflows.approvals.cases.visibility import facts_of, task_facts, tasks_of
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.eligible import eligible_people
from workflows.approvals.policies.sealing import may_know_who
from workflows.approvals.tasks.locking import item_definition, open_task, side_task, translate
from workflows.approvals.timeline import writer
from workflows.approvals.values import OPINION_LIMIT, CaseView, Decision
from workflows.ground.errors import FieldProblem, Invalid
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

RETURN_TO = "return_to"


@dataclass(frozen=True, slots=True)
class EarlierStepView:
    """A step that a case can be returned to: what it is called, who did it last and when."""

    task_id: str
    name_zh: str
    name_en: str
    by_name: str
    closed_at: datetime

    def name(self, locale: str) -> str:
        """Return the step's name in `locale`."""
        return self.name_zh if locale == "zh-CN" else self.name_en


def earlier_steps(work: Work, viewer: Viewer, task_id: str) -> list[EarlierStepView]:
    """Return the steps that a task can be returned to, the latest first; a constant number of statements.

    Raises: NotFound.
    """
    item, row = open_task(work, viewer, task_id)
    steps = work.tasks.earlier_steps(item.task_id)
    rows = select(WorkItem).where(WorkItem.task_id.in_([step.task_id for step in steps]))
    items = {one.task_id: one for one in work.session.scalars(rows)}
    named = {one.task_id for one in items.values() if may_know_who(viewer, facts_of(row), one.secrecy)}
    people = shown_names(work, (step.closed_by for step in steps if step.task_id in named))
    return [
        EarlierStepView(
            step.task_id,
            items[step.task_id].name_zh,
            items[step.task_id].name_en,
            people.get(step.closed_by, ""),
            step.closed_at,
        )
        for step in steps
        if step.task_id in items
    ]


def has_earlier_steps(work: Work, task_id: str) -> bool:
    """Tell whether the case of a task has been at another step before."""
    item = work.session.get_one(WorkItem, task_id)
    done = (one for one in tasks_of(work, item.case_id) if one.state == "done" and one.signs_for is None)
    return any(one.element_id != item.element_id for one in done)


def return_to(work: Work, viewer: Viewer, task_id: str, target: str, decision: Decision) -> CaseView:
    """Return the case to an earlier step, the task `target`; what runs beside that goes on.

    Whoever did that step gets it again, if they still may; its approvals on the way that nobody touched stay.

    Raises: NotFound; Conflict; Forbidden; InvalidState: the step does not permit it; Invalid: at `target`, no
        earlier step, or one that runs beside this one; at `opinion`.
    """
    item, row = side_task(work, viewer, task_id, RETURN_TO)
    element = elements(work, item_definition(work, item)).get(item.element_id)
    earlier = _target(work, row, target, _text_problems(decision))
    opinion = decision.opinion.strip()
    _note(work, row, item, earlier, decision)
    said = {"action": RETURN_TO, "opinion": opinion, "by": viewer.user_id, "at": work.now.isoformat()}
    try:
        work.tasks.return_to(
            task_id,
            target,
            variables={result_variable(element): said},
            revision=decision.revision,
            comment=opinion,
            note=decision,
        )
    except engine_errors.Conflict as conflict:
        translate(work, conflict)
    except (engine_errors.InvalidArgument, engine_errors.InvalidState) as refused:
        raise Invalid("approvals.incomplete", [_not_earlier()]) from refused
    work.session.flush()
    _give_back_to(work, row, earlier, opinion)
    return case_views(work, [row])[0]


def _note(work: Work, row: Case, item: WorkItem, earlier: WorkItem, decision: Decision) -> None:
    details = {"target": earlier.element_id, "name_zh": earlier.name_zh, "name_en": earlier.name_en}
    writer.add(
        work,
        row,
        RETURN_TO,
        item=item,
        opinion=decision.opinion.strip(),
        remarks=decision.remarks,
        details={**details, "to": earlier.closed_by},
    )


def _text_problems(decision: Decision) -> list[FieldProblem]:
    if not decision.opinion.strip():
        return [FieldProblem("reason", "approvals.reason_required", {})]
    if len(decision.opinion) > OPINION_LIMIT:
        return [FieldProblem("reason", "approvals.opinion_too_long", {"limit": OPINION_LIMIT})]
    return []


def _not_earlier() -> FieldProblem:
    return FieldProblem("target", "approvals.not_an_earlier_step", {})


def _target(work: Work, row: Case, target: str, problems: list[FieldProblem]) -> WorkItem:
    earlier = work.session.get(WorkItem, target) if target else None
    if earlier is None or earlier.case_id != row.id or earlier.state != "done":
        problems.insert(0, _not_earlier())
    if problems or earlier is None:
        raise Invalid("approvals.incomplete", problems)
    return earlier


def _give_back_to(work: Work, row: Case, earlier: WorkItem, opinion: str) -> None:
    """Hand the step to who did it before, if the diagram names nobody and they may still take it."""
    rows = select(WorkItem).where(
        WorkItem.case_id == row.id,
        WorkItem.element_id == earlier.element_id,
        WorkItem.state == "open",
        WorkItem.assignee.is_(None),
    )
    again = work.session.scalar(rows.order_by(WorkItem.task_id.desc()).limit(1))
    person = earlier.closed_by
    if again is None or person is None:
        return
    if person in eligible_people(work, facts_of(row), task_facts(again)):
        work.tasks.assign(again.task_id, person)
        told = {"step": again.name_zh, "step_en": again.name_en, "opinion": opinion}
        writer.tell_people(work, row, [person], "task_returned", **told)
