"""Changes of a certified organisation's profile: the process that certified it reviews them too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows.approvals.cases.changed_fields import changed_keys
from workflows.approvals.models import Case, Submission
from workflows.approvals.values import RUNNING_STATES
from workflows.ground.errors import InvalidState
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations

PROCESSES = {"enterprise": "enterprise_registration", "provider": "provider_registration"}
"""The process that certifies an organisation and reviews its changes, by kind."""
PROCESS_VARIABLES = frozenset({"change", "changed"})
"""The names in `process_variables`: `change` whether the organisation is certified already, `changed` the
fields that differ from what was approved."""


def approved_before(work: Work, organisation_id: str) -> Mapping[str, Any] | None:
    """Return the profile that a change is compared with, None before the certification. Raises: NotFound."""
    row = organisations.locked(work, organisation_id)
    return row.profile if row.certification == "certified" else None


def submitted(work: Work, organisation_id: str, _case_id: str, data: Mapping[str, Any]) -> None:
    """Take what was handed in.

    Raises: as `organisations.application_submitted`; InvalidState: nothing differs from what was approved.
    """
    before = approved_before(work, organisation_id)
    if before is not None and not changed_keys(before, data):
        raise InvalidState("organisations.nothing_changed")
    organisations.application_submitted(work, organisation_id, data)


def process_variables(work: Work, organisation_id: str) -> dict[str, Any]:
    """Return what the process is told beside its form. Raises: NotFound."""
    before = approved_before(work, organisation_id)
    if before is None:
        return {"change": False, "changed": []}
    return {"change": True, "changed": changed_keys(before, _handed_in(work, organisation_id))}


def _handed_in(work: Work, organisation_id: str) -> Mapping[str, Any]:
    """Return the form as it was handed in last in the running case."""
    newest = (
        select(Submission.data)
        .join(Case, Case.id == Submission.case_id)
        .where(
            Case.subject_id == organisation_id,
            Case.process_id.in_(PROCESSES.values()),
            Case.state.in_(RUNNING_STATES),
            Submission.round > 0,
        )
        .order_by(Case.submitted_at.desc(), Submission.round.desc())
    )
    return work.session.scalar(newest.limit(1)) or {}
