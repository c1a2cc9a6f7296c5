"""Steps at which nobody needs to be asked: answered before they open, as the diagram allows, and recorded so.

An approval that stays after a return: see `retained_approvals`.

`<tongban:approval self="skip"/>`: where only parties to the case could decide, the step is passed.
`<tongban:approval repeat="skip"/>`: who has approved in the same round and alone is asked again, is not.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from engine.events import TaskOpened
from engine.spiff import Answer, ElementInfo
from engine.values import Instance
from workflows.approvals.actions.retained_approvals import kept_approval
from workflows.approvals.actions.vocabulary import permitted
from workflows.approvals.cases.diagrams import elements, result_variable
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case, CaseEvent
from workflows.approvals.policies.eligible import parties_of
from workflows.approvals.tasks.separation import barred_before
from workflows.ground.work import Work
from workflows.people.identity.models import RoleGrant, User

PARTIES_ONLY, APPROVED_BEFORE = "parties_only", "approved_before"
PLATFORM = "system"


def answer_task(work: Work, instance: Instance, opened: TaskOpened) -> Answer | None:
    """Return the approval that a task is answered with before it opens, None to let it open."""
    element = elements(work, instance.definition_id).get(opened.element_id)
    if element is None or "approve" not in permitted(element, addressed=opened.assignee is not None):
        return None
    case = _case_of(work, instance)
    if case is None:
        return None
    said = element.tongban.get("approval", {})
    barred = barred_before(work, case, instance.id, element)
    kept = kept_approval(work, case, element, opened)
    if kept is not None and kept.by not in barred:
        return kept
    if said.get("self") == "skip" and _only_parties(work, case, opened):
        return _approval(work, element, PLATFORM, PARTIES_ONLY)
    person = _approved_before(work, case, opened) if said.get("repeat") == "skip" else None
    return None if person is None or person in barred else _approval(work, element, person, APPROVED_BEFORE)


def _case_of(work: Work, instance: Instance) -> Case | None:
    known = Case.instance_id == instance.root_id
    if instance.business_key is not None:
        known = or_(known, Case.number == instance.business_key)
    return work.session.scalar(select(Case).where(known))


def _approval(work: Work, element: ElementInfo, by: str, reason: str) -> Answer:
    decided: dict[str, Any] = {"action": "approve", "opinion": "", "remarks": [], "by": by}
    return Answer({result_variable(element): decided | {"at": work.now.isoformat()}}, by, reason)


def _only_parties(work: Work, case: Case, opened: TaskOpened) -> bool:
    """Whether all whom the step asks, and somebody is, belong to the case."""
    parties = parties_of(work, facts_of(case))
    named = {opened.assignee} - {None} or set(opened.candidate_users)
    rows = select(User.id).where(User.disabled_at.is_(None))
    members = select(RoleGrant.user_id).where(RoleGrant.group_id.in_(list(opened.candidate_groups)))
    asked = User.id.in_(list(named)) if opened.assignee else or_(User.id.in_(members), User.id.in_(named))
    deciders = frozenset(work.session.scalars(rows.where(asked)))
    return bool(deciders) and deciders <= parties


def _approved_before(work: Work, case: Case, opened: TaskOpened) -> str | None:
    """Return the one person whom the step asks, if they have approved another step of this round."""
    asked = {opened.assignee} - {None} or set(opened.candidate_users)
    if len(asked) != 1 or (opened.candidate_groups and opened.assignee is None):
        return None
    (person,) = asked
    # The timeline and not the tasks: the one just decided is closed only after this step.
    rows = select(CaseEvent.id).where(
        CaseEvent.case_id == case.id,
        CaseEvent.round == case.round,
        CaseEvent.element_id != opened.element_id,
        CaseEvent.actor == person,
        CaseEvent.kind == "approve",
    )
    return person if work.session.scalar(rows.limit(1)) is not None else None
