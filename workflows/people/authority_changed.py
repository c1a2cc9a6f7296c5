"""What follows when authority begins or ends, called by the one writer of each table that gives any."""

from __future__ import annotations

from collections.abc import Collection

from workflows.ground.concerned import note_people
from workflows.ground.work import Work
from workflows.people.policies.absences import is_colleague

CHECK = "eligibility.check"
"""The job that looks after open tasks; `approvals.tasks.eligibility` says what it does."""


def authority_changed(
    work: Work, user_ids: Collection[str], groups: Collection[str] = (), organisations: Collection[str] = ()
) -> None:
    """Have the numbers of these people counted again, and the tasks looked after once this is committed.

    Those that they hold, those that wait for `groups` and what the applicants of `organisations` have to do:
    perhaps nobody may take one any more, or somebody may now.
    """
    note_people(work, user_ids)
    working = sorted(group for group in groups if is_colleague([group]))
    given = {"groups": working, "users": sorted(user_ids), "organisations": sorted(organisations)}
    work.jobs.defer(CHECK, given)
