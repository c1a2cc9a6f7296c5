"""What consultants bring to the floors below."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.approvals.tasks.locking import lock_case
from workflows.business.consultants import consultant_lifecycle as consultants
from workflows.business.consultants.jobs import JOBS
from workflows.business.consultants.models import Consultant
from workflows.ground.work import Work
from workflows.people.invitations.acceptors import Acceptor


def _case_of(work: Work, consultant_id: str) -> str | None:
    return work.session.scalar(select(Consultant.case_id).where(Consultant.id == consultant_id))


def _hold(work: Work, consultant_id: str) -> None:
    lock_case(work, _case_of(work, consultant_id))


DOMAIN = Domain(
    "consultants",
    case_types={
        "consultant_onboarding": CaseType(
            subject="consultant",
            process_variable_names=frozenset({"link", "consultant"}),
            hold=consultants.locked,
            name=consultants.name,
            process_variables=consultants.process_variables,
            submitted=consultants.submitted,
            returned=consultants.returned,
            withdrawn=consultants.withdrawn,
        ),
    },
    acceptors={"consultant": Acceptor(_case_of, _hold, consultants.accepted)},
    jobs=JOBS,
)
