"""What registrations bring to the floors below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.registration.jobs import JOBS
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations


def _submitted(work: Work, organisation_id: str, _case_id: str, data: Mapping[str, Any]) -> None:
    organisations.application_submitted(work, organisation_id, data)


def _name(work: Work, organisation_id: str) -> str:
    return organisations.locked(work, organisation_id).name


_REGISTRATION = CaseType(
    name=_name,
    submitted=_submitted,
    returned=organisations.application_returned,
    resumed=organisations.application_resumed,
    withdrawn=organisations.application_withdrawn,
)

DOMAIN = Domain(
    "registration",
    case_types={
        "enterprise_registration": _REGISTRATION,
        "provider_registration": _REGISTRATION,
    },
    jobs=JOBS,
)
