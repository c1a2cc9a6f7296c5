"""Deciding a task: the opinion, the remarks and the step of the process belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from engine import errors as engine_errors
from workflows.approvals.actions import carbon_copies, signing
from workflows.approvals.actions.vocabulary import SUBMIT, TAKE_BACK, decisions, permitted
from workflows.approvals.cases import step_forms
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.diagrams import elements, opinions_of, own_form, result_variable
from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.submitting import resubmit
from workflows.approvals.cases.withdraw_and_urge import withdraw
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.tasks.assignment import stand_in_for
from workflows.approvals.tasks.grace import grace
from workflows.approvals.tasks.locking import check_person, held_task, item_definition, translate
from workflows.approvals.team.assignee_picker import may_be_chosen
from workflows.approvals.timeline import writer
from workflows.approvals.values import OPINION_LIMIT, REMARK_LIMIT, CaseView, Decision
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.viewer import Viewer


def decide(work: Work, viewer: Viewer, task_id: str, decision: Decision) -> CaseView:
    """Carry out a decision: the opinion, the remarks and the step of the process belong together.

    An applicant's `submit` carries the form's checked JSON in `decision.data` and makes the next submission;
    at a step with a form of its own it carries that one, which is kept with the decision.

    Raises: NotFound; Forbidden: not a candidate, or a party; Conflict: somebody has decided or claimed it, or
        it has changed since `decision.revision`; Invalid: the opinion is missing or too long; InvalidState.
    """
    item, row = held_task(work, viewer, task_id)
    check_person(work, viewer, row, item)
    if item.signs_for is not None:
        signing.answer(work, viewer, item, row, decision)
        return case_view(work, viewer, row.id)
    element = elements(work, item_definition(work, item)).get(item.element_id)
    allowed = permitted(element, addressed=item.addressed)
    if decision.action not in decisions(element, addressed=item.addressed):
        raise InvalidState("approvals.action_not_permitted")
    if decision.action == "withdraw":
        return withdraw(work, viewer, row.id, decision.opinion)
    _check_texts(decision, opinions_of(element))
    signing.check_answers(work, item, decision)
    _check_readers(work, viewer, (item, row), decision, allowed)
    variables: dict[str, Any] = {result_variable(element): _result(work, viewer, decision)}
    kind, own = case_type_of(row.process_id), own_form(element)
    if decision.action == SUBMIT and own is None:
        resubmit(work, viewer, row, kind, decision)
        variables |= kind.process_variables(work, row.subject_id) if row.subject_id is not None else {}
    if decision.data is not None:
        variables[kind.variable if own is None else own.variable] = dict(decision.data)
    if item.assignee is None:
        stand_in_for(viewer, row, item)
    local = [result_variable(element), *([] if own is None else [own.variable])]
    with grace(work, item, decision.action, may_undo=TAKE_BACK in allowed) as until:
        _tell(work, viewer, (item, row), decision, own_form=own is not None)
        if item.addressed and item.assignee != viewer.user_id:
            work.tasks.assign(task_id, viewer.user_id)  # a colleague acts for the applicant, named for it
        _complete(work, task_id, decision, variables, local=local, hold_until=until)
    return case_view(work, viewer, row.id)


def _tell(
    work: Work, viewer: Viewer, task: tuple[WorkItem, Case], decision: Decision, *, own_form: bool
) -> None:
    """Put the decision on the timeline, with what was filled in at the step; let others read the case."""
    item, row = task
    if own_form or decision.action != SUBMIT:
        told = writer.add(
            work,
            row,
            decision.action,
            item=item,
            opinion=decision.opinion.strip(),
            remarks=decision.remarks,
            details={"for": item.stands_for} if item.stands_for else None,
        )
        if own_form:
            step_forms.keep(work, told, item, decision)
    if decision.copy_to:
        carbon_copies.send(work, row, decision.copy_to, item=item, by=viewer.user_id)


def _complete(
    work: Work,
    task_id: str,
    decision: Decision,
    variables: Mapping[str, Any],
    *,
    local: Sequence[str],
    hold_until: datetime | None,
) -> None:
    """Pass the step; `local` are what its person said, which a repetition keeps to itself."""
    try:
        work.tasks.complete(
            task_id,
            variables=variables,
            revision=decision.revision,
            comment=decision.opinion or None,
            signatures=decision.action == "approve",
            local=local,
            note=decision,
            hold_until=hold_until,
        )
    except engine_errors.Conflict as conflict:
        translate(work, conflict)
    work.session.flush()


def _result(work: Work, viewer: Viewer, decision: Decision) -> dict[str, Any]:
    return {
        "action": decision.action,
        "opinion": decision.opinion.strip(),
        "remarks": [{"field": remark.field, "text": remark.text} for remark in decision.remarks],
        "by": viewer.user_id,
        "at": work.now.isoformat(),
    }


def _check_readers(  # what a decision stands on
    work: Work, viewer: Viewer, task: tuple[WorkItem, Case], decision: Decision, allowed: tuple[str, ...]
) -> None:
    if not decision.copy_to:
        return
    if "copy" not in allowed:
        raise InvalidState("approvals.action_not_permitted")
    if not may_be_chosen(work, viewer, task, "copy", decision.copy_to):
        raise Invalid("approvals.incomplete", [FieldProblem("to", "approvals.not_to_be_chosen", {})])


def _check_texts(decision: Decision, required: frozenset[str]) -> None:
    problems = []
    if decision.action in required and not decision.opinion.strip():
        problems.append(FieldProblem("opinion", "approvals.opinion_required", {}))
    if len(decision.opinion) > OPINION_LIMIT:
        problems.append(FieldProblem("opinion", "approvals.opinion_too_long", {"limit": OPINION_LIMIT}))
    problems += [
        FieldProblem(f"remark:{remark.field}", "approvals.remark_too_long", {"limit": REMARK_LIMIT})
        for remark in decision.remarks
        if len(remark.text) > REMARK_LIMIT
    ]
    if problems:
        raise Invalid("approvals.incomplete", problems)
