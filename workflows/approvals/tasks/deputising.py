"""Deputies 代理: what is addressed to somebody who is away goes to who acts for them, and says so.

Sealed steps are left alone: what an expert says in private nobody says for them. So is what an applicant has
to do, whose colleagues may do it anyway.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from workflows.approvals.cases.diagrams import elements
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.models import Case, CaseEvent, WorkItem
from workflows.approvals.policies.eligible import parties_of
from workflows.approvals.timeline import writer
from workflows.approvals.values import ACTIVE_STATES
from workflows.ground.work import Work
from workflows.people.absences.active import away_now, stand_in
from workflows.people.identity import queries as identity
from workflows.people.policies.absences import is_colleague


def hand_to_deputy(work: Work, case: Case, item: WorkItem) -> bool:
    """Give a task whose holder is away to their deputy, who is told; tell whether that was done.

    A deputy who is a party to the case gets nothing of it: what the holder had claimed goes back to the
    group. The case is held.
    """
    absent = item.assignee
    if absent is None or item.secrecy != "open" or absent == case.applicant_id:
        return False
    deputy = stand_in(away_now(work), absent, case.process_id)
    if deputy is None or _forbidden(work, item):
        return False
    if not _may_act(work, case, item, deputy, absent):
        if not item.addressed:
            work.tasks.release(item.task_id)
        return False
    item.stands_for = item.stands_for or absent
    details = {"from": absent, "to": deputy}
    writer.add(work, case, "deputised", item=item, details=details)
    work.tasks.assign(item.task_id, deputy)
    name = identity.account(work, absent).shown_name
    told = {"step": item.name_zh, "step_en": item.name_en, "absent": name}
    writer.tell_people(work, case, [deputy], "task_deputised", **told)
    return True


def add_deputies(work: Work, case: Case, item: WorkItem) -> None:
    """Offer a task that names people also to the deputies of those who are away. The case is held."""
    if item.secrecy != "open" or not item.users:
        return
    absences = away_now(work)
    deputies = {stand_in(absences, user_id, case.process_id) for user_id in item.users} - {None, *item.users}
    fit = sorted(one for one in deputies if one is not None and _may_act(work, case, item, one))
    if fit and not _forbidden(work, item):
        work.tasks.change(item.task_id, add_users=fit)


def give_back(work: Work, case: Case, item: WorkItem) -> bool:
    """Give a task that was handed to a deputy back to who is there again; tell whether that was done.

    The case is held.
    """
    person, deputy = item.stands_for, item.assignee
    if person is None or stand_in(away_now(work), person, case.process_id) is not None:
        return False
    if not _may_act(work, case, item, person):
        return False
    item.stands_for = None
    writer.add(work, case, "came_back", item=item, details={"from": deputy, "to": person})
    work.tasks.assign(item.task_id, person)
    name = identity.account(work, deputy).shown_name if deputy else ""
    told = {"step": item.name_zh, "step_en": item.name_en, "deputy": name}
    writer.tell_people(work, case, [person], "task_came_back", **told)
    return True


def handed_over(work: Work, user_id: str) -> list[str]:
    """Return the ids of tasks that were somebody's and that a deputy has not decided yet."""
    moved = exists().where(CaseEvent.task_id == WorkItem.task_id, CaseEvent.kind == "deputised")
    rows = select(WorkItem.task_id).where(WorkItem.stands_for == user_id, WorkItem.state == "claimed", moved)
    return list(work.session.scalars(rows.order_by(WorkItem.opened_at, WorkItem.task_id)))


def concerned(work: Work, user_id: str) -> list[str]:
    """Return the ids of open tasks that somebody holds or that name them, the oldest first."""
    mine = (WorkItem.assignee == user_id) | WorkItem.users.contains([user_id])
    rows = select(WorkItem.task_id).where(mine, WorkItem.state.in_(ACTIVE_STATES))
    return list(work.session.scalars(rows.order_by(WorkItem.opened_at, WorkItem.task_id)))


def _forbidden(work: Work, item: WorkItem) -> bool:
    """Whether the step's diagram wants the very person whom it names."""
    element = elements(work, work.tasks.get(item.task_id).definition_id).get(item.element_id)
    return element is not None and element.tongban.get("approval", {}).get("deputies") == "forbid"


def _may_act(work: Work, case: Case, item: WorkItem, user_id: str, *instead_of: str) -> bool:
    """Whether somebody may act on a task in the place of others: no party, and none of them barred."""
    account = identity.accounts(work, [user_id]).get(user_id)
    if account is None or account.disabled or not is_colleague(account.groups):
        return False
    barred = not {user_id, *instead_of}.isdisjoint(item.barred)
    return not barred and user_id not in parties_of(work, facts_of(case))
