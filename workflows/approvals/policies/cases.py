"""Who may see a case, a task, and who may act on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from workflows.people.viewer import Viewer

OVERSIGHT = ("operator", "department", "admin")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules need to know of a case. `personal`: nobody does the applicant's steps for them.

    `menu`: who was given this menu of the organisation acts in it like who binds the organisation.
    """

    applicant_id: str
    organisation_id: str | None
    region_code: str | None
    cluster_id: str | None
    personal: bool = False
    menu: str | None = None


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the rules need to know of a task. `addressed`: the diagram names the person, not a group.

    `parties_too`: parties to the case may act, because it is the applicant's or the diagram allows it.
    """

    groups: Collection[str]
    users: Collection[str]
    assignee: str | None
    addressed: bool
    parties_too: bool = False


def may_oversee(viewer: Viewer) -> bool:
    """Whether the viewer sees every case."""
    return viewer.holds(*OVERSIGHT)


def is_party(viewer: Viewer, case: CaseFacts) -> bool:
    """Whether the viewer applied or belongs to the organisation that did."""
    return viewer.user_id == case.applicant_id or viewer.belongs_to(case.organisation_id)


def may_see_case(viewer: Viewer, case: CaseFacts, tasks: Collection[TaskFacts] = ()) -> bool:
    """The parties; who oversees all; who has or had one of its tasks in their groups."""
    if is_party(viewer, case) or viewer.holds(*OVERSIGHT):
        return True
    return any(acts_as(viewer, case, task) is not None or task.assignee == viewer.user_id for task in tasks)


def may_start(viewer: Viewer, organisation_id: str, menu: str | None) -> bool:
    """Who binds the organisation; where the kind of case belongs to a menu, who was given that."""
    return viewer.acts_for(organisation_id) if menu is None else viewer.may(organisation_id, menu)


def may_claim(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """A candidate who is no party; nobody reviews their own application."""
    return acts_as(viewer, case, task) is not None and not _kept_out(viewer, case, task)


def may_decide(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """Whoever the diagram names, or a candidate who is no party and whom nobody else precedes.

    Colleagues may act on a task addressed to the applicant when they bind the same organisation.
    """
    if _kept_out(viewer, case, task):
        return False
    if task.addressed:
        return task.assignee == viewer.user_id or (
            task.assignee == case.applicant_id and not case.personal and _acts_in(viewer, case)
        )
    if task.assignee is None:
        return acts_as(viewer, case, task) is not None
    return task.assignee == viewer.user_id


def may_open_task(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """Of who may see the case, all but its parties: the case alone shows them how it stands."""
    return task.addressed or not _kept_out(viewer, case, task)


def _kept_out(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    return is_party(viewer, case) and not task.parties_too


def may_prepare(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """Whether the viewer may keep an opinion and remarks for a task, also while a colleague holds it."""
    return may_decide(viewer, case, task) or may_claim(viewer, case, task)


def may_withdraw(viewer: Viewer, case: CaseFacts) -> bool:
    """The applicant, and who binds the organisation."""
    return viewer.user_id == case.applicant_id or _acts_in(viewer, case)


def _acts_in(viewer: Viewer, case: CaseFacts) -> bool:
    return case.organisation_id is not None and may_start(viewer, case.organisation_id, case.menu)


def acts_as(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> str | None:
    """Return as whom the viewer is a candidate: themselves, else somebody away whose deputy they are.

    Nobody borrows the groups of a party to the case: it could not have decided either.
    """
    if viewer.user_id in task.users or not viewer.groups.isdisjoint(task.groups):
        return viewer.user_id
    for lender in viewer.lenders:
        party = lender.user_id == case.applicant_id or case.organisation_id in lender.memberships
        if not party and not lender.groups.isdisjoint(task.groups):
            return lender.user_id
    return None
