"""What registrations bring to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.registration import profile_changes
from workflows.business.registration.departures import DEPARTURE
from workflows.business.registration.jobs import JOBS
from workflows.ground.work import Work
from workflows.people.organisations import operations as organisations


def _name(work: Work, organisation_id: str) -> str:
    return organisations.locked(work, organisation_id).name


_REGISTRATION = CaseType(
    process_variable_names=profile_changes.PROCESS_VARIABLES,
    name=_name,
    process_variables=profile_changes.process_variables,
    before=profile_changes.approved_before,
    submitted=profile_changes.submitted,
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
    departure=DEPARTURE,
)
