"""What consultants bring to the floors below."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain, acceptor
from workflows.business.consultants import consultant_lifecycle as consultants
from workflows.business.consultants.jobs import JOBS
from workflows.business.consultants.leaving import DEPARTURE
from workflows.business.consultants.models import Consultant
from workflows.business.consultants.personal_records import RECORDS
from workflows.ground.work import Work


def _case_of(work: Work, consultant_id: str) -> str | None:
    return work.session.scalar(select(Consultant.case_id).where(Consultant.id == consultant_id))


DOMAIN = Domain(
    "consultants",
    case_types={
        "consultant_onboarding": CaseType(
            subject="consultant",
            names_another=True,
            process_variable_names=frozenset({"link", "consultant"}),
            hold=consultants.locked,
            name=consultants.name,
            process_variables=consultants.process_variables,
            submitted=consultants.submitted,
            returned=consultants.returned,
            resumed=consultants.resumed,
            withdrawn=consultants.withdrawn,
        ),
    },
    acceptors={"consultant": acceptor(_case_of, consultants.accepted)},
    jobs=JOBS,
    personal_records=RECORDS,
    departure=DEPARTURE,
)
