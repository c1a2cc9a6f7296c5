"""Who may see a case, a task, and who may act on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from workflows.people.identity.roles import OVERSIGHT
from workflows.people.policies.absences import is_colleague
from workflows.people.viewer import Lender, Viewer


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules need to know of a case. `personal`: nobody does the applicant's steps for them.

    `menu`: who was given this menu of the organisation acts in it like who binds the organisation.
    `members`: everybody of the organisation may begin such a case, and act in what they began.
    `process_id` is the kind of case.
    """

    applicant_id: str
    organisation_id: str | None
    region_code: str | None
    cluster_id: str | None
    personal: bool = False
    menu: str | None = None
    members: bool = False
    process_id: str = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the rules need to know of a task. `addressed`: the diagram names the person, not a group.

    `parties_too`: parties to the case may act, because it is the applicant's or the diagram allows it.
    `barred`: those who may not, because another step of the case was theirs (`unlike`, `each`).
    `stands_for`: in whose place the assignee has it. `appointed`: whom somebody in office gave it to although
    it was addressed to others.
    """

    groups: Collection[str]
    users: Collection[str]
    assignee: str | None
    addressed: bool
    parties_too: bool = False
    barred: Collection[str] = ()
    stands_for: str | None = None
    appointed: str | None = None
    secrecy: str = "open"


def may_oversee(viewer: Viewer) -> bool:
    """Whether the viewer sees every case."""
    return viewer.holds(*OVERSIGHT)


def is_party(viewer: Viewer, case: CaseFacts) -> bool:
    """Whether the viewer applied or belongs to the organisation that did."""
    return viewer.user_id == case.applicant_id or viewer.belongs_to(case.organisation_id)


def may_see_case(viewer: Viewer, case: CaseFacts, tasks: Collection[TaskFacts] = ()) -> bool:
    """The parties; who oversees all; who has one of its tasks in their groups; colleagues who had one."""
    if is_party(viewer, case) or viewer.holds(*OVERSIGHT):
        return True
    return any(acts_as(viewer, case, task) is not None or _had(viewer, task) for task in tasks)


def _had(viewer: Viewer, task: TaskFacts) -> bool:
    return task.assignee == viewer.user_id and (task.parties_too or is_colleague(viewer.groups))


def may_claim(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """A candidate who is no party and not barred; nobody reviews their own application."""
    return acts_as(viewer, case, task) is not None and not _kept_out(viewer, case, task)


def may_decide(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """Whether the viewer may decide a task at this moment, whatever they might when they took it."""
    return why_not(viewer, case, task) is None


def why_not(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> str | None:
    """Return the code of the sentence why the viewer may not decide a task now, None if they may.

    Every page, action and list asks this function, and SQL leaves out what it refuses: whoever decides must
    be eligible when they decide. Who took a task and lost the group, the deputyship or the place in the
    organisation since then is refused.
    """
    if is_party(viewer, case) and not task.parties_too:
        return "approvals.self_review"
    if viewer.user_id in task.barred:
        return "approvals.another_person"
    return None if _is_its_person(viewer, case, task) else "approvals.not_yours"


def _is_its_person(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    if task.assignee is None:
        return acts_as(viewer, case, task) is not None
    if task.addressed and task.assignee == case.applicant_id and task.stands_for is None:
        return _may_apply(viewer, case)
    if task.assignee != viewer.user_id:
        return False
    if task.stands_for is not None and _stands_in(viewer, case, task, task.stands_for):
        return True
    if task.addressed:  # by name; one that has gone to a deputy is the deputy's no longer than that
        return task.stands_for is None and (task.parties_too or is_colleague(viewer.groups))
    appointed = task.appointed == viewer.user_id and is_colleague(viewer.groups)
    return appointed or acts_as(viewer, case, task) is not None


def _may_apply(viewer: Viewer, case: CaseFacts) -> bool:
    """What the applicant has to do: the applicant, or who acts for the organisation as they must too."""
    if case.personal or case.organisation_id is None:
        return viewer.user_id == case.applicant_id
    if case.members and viewer.user_id == case.applicant_id and viewer.belongs_to(case.organisation_id):
        return True
    return _acts_in(viewer, case)


def _stands_in(viewer: Viewer, case: CaseFacts, task: TaskFacts, absent: str) -> bool:
    """Whether the viewer acts for somebody now who could have decided the task."""
    lender = viewer.stands_in_for(absent, case.process_id)
    if lender is None or not _could_have(lender, case, task):
        return False
    named = lender.user_id in task.users or not lender.groups.isdisjoint(task.groups)
    return task.addressed or named or task.appointed == absent


def may_open_task(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """Of who may see the case, all but its parties: the case alone shows them how it stands.

    While a step is sealed, only its person opens its task, and who oversees the case.
    """
    if task.parties_too or task.assignee == viewer.user_id:
        return True
    return not is_party(viewer, case) and (task.secrecy != "sealed" or viewer.holds(*OVERSIGHT))


def _kept_out(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    return viewer.user_id in task.barred or (is_party(viewer, case) and not task.parties_too)


def may_prepare(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> bool:
    """Whether the viewer may keep an opinion and remarks for a task, also while a colleague holds it."""
    return may_decide(viewer, case, task) or may_claim(viewer, case, task)


def may_withdraw(viewer: Viewer, case: CaseFacts) -> bool:
    """The applicant, as long as they act for the organisation, and who else does."""
    return _may_apply(viewer, case) or _acts_in(viewer, case)


def _acts_in(viewer: Viewer, case: CaseFacts) -> bool:
    """Who binds the organisation; where the case belongs to a menu, who was given that."""
    if case.menu is None:
        return viewer.acts_for(case.organisation_id)
    return viewer.may(case.organisation_id, case.menu)


def acts_as(viewer: Viewer, case: CaseFacts, task: TaskFacts) -> str | None:
    """Return as whom the viewer is a candidate: themselves, else somebody away whose deputy they are.

    Nobody borrows the groups of a party to the case, or of somebody barred: they could not have decided.
    """
    if viewer.user_id in task.users or not viewer.groups.isdisjoint(task.groups):
        return viewer.user_id
    lent = (one for one in viewer.lending if not one.groups.isdisjoint(task.groups))
    return next((one.user_id for one in lent if _could_have(one, case, task)), None)


def _could_have(lender: Lender, case: CaseFacts, task: TaskFacts) -> bool:
    """Whether somebody who is away could have decided a task that was theirs, so that their deputy may."""
    party = lender.user_id == case.applicant_id or case.organisation_id in lender.memberships
    return lender.user_id not in task.barred and (task.parties_too or not party)
