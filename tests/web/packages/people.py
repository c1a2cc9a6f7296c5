"""People of every part of the platform who have nothing to do with the cases that are played."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from tests.factories.people import applicant, staff
from workflows.approvals.models import Case, Copy, WorkItem
from workflows.bootstrap import Platform
from workflows.people.identity.roles import OVERSIGHT
from workflows.people.viewer_loader import viewer_of

GROUPS = {
    "nobody": (),
    "window elsewhere": ("window:430200",),
    "cluster elsewhere": ("cluster:rail-transit",),
    "operator": ("operator",),
    "department": ("department",),
    "finance": ("finance",),
    "expert": ("expert",),
    "consultant": ("consultant",),
    "analyst": ("analyst",),
    "admin": ("admin",),
}


@dataclass(frozen=True)
class Bystanders:
    """User ids by part. Whom a case concerns after all, because of a group, is no stranger to it."""

    ids: dict[str, str]

    @classmethod
    def made(cls, platform: Platform) -> Bystanders:
        """Make them all."""
        ids = {part: staff(platform, *groups) for part, groups in GROUPS.items()}
        ids["rival"] = applicant(platform).user_id
        ids["rival provider"] = applicant(platform, kind="provider").user_id
        return cls(ids)

    def strangers(self, platform: Platform, case_id: str) -> dict[str, str]:
        """Return those who may know nothing of a case, by what tables say and no rule of the platform."""
        return {
            part: one
            for part, one in self.ids.items()
            if not oversees(platform, one) and not _concerned(platform, one, case_id)
        }

    def overseers(self, platform: Platform) -> dict[str, str]:
        """Return those who see every case."""
        return {part: one for part, one in self.ids.items() if oversees(platform, one)}


def oversees(platform: Platform, user_id: str) -> bool:
    """Whether somebody sees every case."""
    with platform.begin() as work:
        return not OVERSIGHT.isdisjoint(viewer_of(work, user_id).groups)


def is_its_person(platform: Platform, user_id: str, item: WorkItem, applicant_id: str) -> bool:
    """Whether a task is somebody's by what its row says: here nobody is away, and nobody deputises."""
    if user_id in (item.barred or ()) or (user_id == applicant_id and not item.parties_too):
        return False
    if item.assignee is not None:
        return user_id == item.assignee
    with platform.begin() as work:
        groups = viewer_of(work, user_id).groups
    return user_id in item.users or not groups.isdisjoint(item.groups)


def _concerned(platform: Platform, user_id: str, case_id: str) -> bool:
    with platform.begin() as work:
        viewer = viewer_of(work, user_id)
        items = list(work.session.scalars(select(WorkItem).where(WorkItem.case_id == case_id)))
        copies = set(work.session.scalars(select(Copy.user_id).where(Copy.case_id == case_id)))
        case = work.session.get_one(Case, case_id)
    named = {case.applicant_id} | copies | {one for item in items for one in (*item.users, item.assignee)}
    return user_id in named or any(not viewer.groups.isdisjoint(item.groups) for item in items)
