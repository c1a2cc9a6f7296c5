"""One task or case in full: permitted actions, rights, why it came to me, where the case is and goes."""

from __future__ import annotations

from collections.abc import Mapping

from engine import Element
from engine.spiff import ElementInfo
from workflows.approvals.actions import signing
from workflows.approvals.actions.vocabulary import ACTIONS, ASSIGN, FOLLOW_UP, Action, decisions, side_actions
from workflows.approvals.cases import diagrams
from workflows.approvals.cases.case_types import case_type_of
from workflows.approvals.cases.item_queries import case as case_view
from workflows.approvals.cases.item_queries import work_item, work_items
from workflows.approvals.cases.remarks import remarks_to_answer
from workflows.approvals.cases.start_rules import start_rules
from workflows.approvals.cases.undecided import undecided_since
from workflows.approvals.cases.views import shown_names
from workflows.approvals.cases.visibility import facts_of, task_facts, tasks_of
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.actions import may_assign, may_reschedule, permitted_to
from workflows.approvals.policies.cases import CaseFacts, may_open_task, may_prepare, why_not
from workflows.approvals.values import ACTIVE_STATES, CaseStep, CaseView, TaskDetail
from workflows.ground.work import Work
from workflows.people.viewer import Viewer, require

SIGNER_MAY = frozenset({"add_signer", "delegate", "copy", "take_back"})


def task_detail(work: Work, viewer: Viewer, task_id: str) -> TaskDetail:
    """Return a task ready to be worked on. Raises: NotFound: none, or not for this viewer.

    Raises also: Forbidden: the viewer is a party, and the task is one of the reviewers'.
    """
    item = work_item(work, viewer, task_id)
    task, row = work.tasks.get(task_id), work.session.get_one(WorkItem, task_id)
    owner = work.session.get_one(Case, row.case_id)
    facts, step = facts_of(owner), task_facts(row)
    require(may_open_task(viewer, facts, step), "approvals.self_review")
    element = diagrams.elements(work, task.definition_id).get(task.element_id)
    own = diagrams.own_form(element)
    rights, default = diagrams.rights_of(element, addressed=row.addressed and row.signs_for is None)
    request = signing.request_of(work, task_id) if row.signs_for is not None else None
    refusal = why_not(viewer, facts, step) if (active := item.state in ACTIVE_STATES) else None
    return TaskDetail(
        item=item,
        definition_id=task.definition_id,
        form_definition_id=task.definition_id if own is None else owner.definition_id,
        actions=signing.ANSWERS[request.word] if request else decisions(element, addressed=row.addressed),
        side_actions=_side_actions(viewer, row, facts, element),
        opinion_required=signing.NEEDS_WORDS if request else diagrams.opinions_of(element),
        documentation_zh=element.documentation if element else "",
        documentation_en=(element.documentation_en or element.documentation) if element else "",
        form_id=task.form_id if own is None else _start_form(work, owner),
        variable=case_type_of(owner.process_id).variable,
        rights=rights,
        default_right=default,
        remarks=remarks_to_answer(work, owner, task) if row.addressed else (),
        revision=task.revision,
        why=task.evaluated,
        may_decide=active and refusal is None,
        may_prepare=may_prepare(viewer, facts, step),
        why_not=refusal,
        addressed=row.addressed,
        step_form_id=None if own is None or request else task.form_id,
        step_variable=None if own is None else own.variable,
        recommends=diagrams.is_sealed(element) and request is None,
        signs=request is not None,
    )


def _start_form(work: Work, owner: Case) -> str | None:
    return start_rules(work, owner.definition_id, owner.process_id).form_id


def _side_actions(
    viewer: Viewer, row: WorkItem, facts: CaseFacts, element: ElementInfo | None
) -> tuple[Action, ...]:
    """What the diagram permits, and what people may do by their office or as holders."""
    step, active = task_facts(row), row.state in ACTIVE_STATES
    said = side_actions(element, addressed=row.addressed)
    actions = list(permitted_to(viewer, said, facts, step, active=active))
    if row.signs_for is not None:  # whoever signs may ask others in turn, but not send the case elsewhere
        actions = [action for action in actions if action.name in SIGNER_MAY]
    if not active or row.secrecy != "open":
        return tuple(actions)
    if ACTIONS["reschedule"] not in actions and may_reschedule(viewer, facts, step, permitted=False):
        actions.append(ACTIONS["reschedule"])
    if row.assignee == viewer.user_id and not row.addressed:
        actions.append(FOLLOW_UP)
    if may_assign(viewer, facts, step):
        actions.append(ASSIGN)
    return tuple(actions)


def current_steps(work: Work, viewer: Viewer, case_id: str) -> list[CaseStep]:
    """Return where a case is now, who is to act, and what happens if nobody does. Raises: NotFound."""
    owner = case_view(work, viewer, case_id)
    program = work.repository.program(owner.definition_id)
    items = work_items(work, viewer, case_id)
    if not items and owner.running and owner.instance_id is not None:
        return _awaited_steps(work, owner.instance_id)
    return [
        CaseStep(
            element_id=item.element_id,
            kind="userTask",
            name_zh=item.name_zh,
            name_en=item.name_en,
            groups=item.groups,
            assignee_id=item.assignee,
            assignee_name=item.assignee_name,
            since=item.opened_at,
            due_at=item.due_at,
            priority=item.priority,
            timers=diagrams.timers_at(program, item.element_id),
        )
        for item in items
    ]


def _awaited_steps(work: Work, instance_id: str) -> list[CaseStep]:
    """Return the steps that are done on a page of their own, which tells the process by a message."""
    awaited = [one for one in work.runtime.elements_of_case(instance_id) if one.kind == "receiveTask"]
    return [
        _step(one, diagrams.elements(work, one.definition_id or "").get(one.element_id), {}, {})
        for one in awaited
    ]


def finished_beside(work: Work, case: CaseView, element_id: str) -> int:
    """Return how many have done a step of several people in this round, not what they decided."""
    done = (item for item in tasks_of(work, case.id) if item.state == "done" and item.round == case.round)
    return sum(item.element_id == element_id for item in done)


def next_steps(work: Work, viewer: Viewer, case_id: str) -> list[CaseStep]:
    """Return the people's steps and the ends that may come next, nearest first. Raises: NotFound.

    Parties learn none while a decision can be taken back. Who will act is named as far as the case knows it
    now, else where somebody acted there before.
    """
    owner = case_view(work, viewer, case_id)
    row = work.session.get_one(Case, case_id)
    if owner.instance_id is None or undecided_since(work, viewer, row) is not None:
        return []
    steps = work.runtime.next_elements(owner.instance_id, of_people=True)
    before, names = _groups_before(work, case_id), diagrams.elements(work, owner.definition_id)
    people = shown_names(work, (element.assignee for element in steps))
    return [_step(element, names.get(element.element_id), before, people) for element in steps]


def _step(
    element: Element,
    info: ElementInfo | None,
    before: Mapping[str, frozenset[str]],
    people: Mapping[str, str],
) -> CaseStep:
    name = element.name or element.element_id
    return CaseStep(
        element_id=element.element_id,
        kind=element.kind,
        name_zh=name,
        name_en=(info.name_en if info else "") or name,
        groups=element.candidate_groups or before.get(element.element_id, frozenset()),
        assignee_id=element.assignee,
        assignee_name=people.get(element.assignee or "", ""),
    )


def _groups_before(work: Work, case_id: str) -> dict[str, frozenset[str]]:
    return {item.element_id: frozenset(item.groups) for item in tasks_of(work, case_id)}
