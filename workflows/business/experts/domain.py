"""What the enrolment of experts brings to the floors below."""

from __future__ import annotations

from sqlalchemy import select

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain, acceptor
from workflows.business.experts import expert_lifecycle as experts
from workflows.business.experts.jobs import JOBS
from workflows.business.experts.leaving import DEPARTURE
from workflows.business.experts.models import Enrolment
from workflows.business.experts.personal_records import RECORDS
from workflows.ground.work import Work
from workflows.people.invitations.acceptors import Acceptor


def _case_of(work: Work, enrolment_id: str) -> str | None:
    return work.session.scalar(select(Enrolment.case_id).where(Enrolment.id == enrolment_id))


DOMAIN = Domain(
    "experts",
    case_types={
        "expert_enrolment": CaseType(
            subject="expert",
            names_another=True,
            process_variable_names=frozenset({"enrolment", "by_themselves"}),
            hold=experts.locked,
            name=experts.name,
            process_variables=experts.process_variables,
            submitted=experts.submitted,
            returned=experts.returned,
            resumed=experts.resumed,
            withdrawn=experts.withdrawn,
        ),
    },
    acceptors={
        "expert": acceptor(_case_of, experts.accepted),
        # Who asked by themselves has no case yet: the link only proves the address.
        "expert_self": Acceptor(lambda *_: None, lambda *_: None, lambda *_: None),
    },
    jobs=JOBS,
    personal_records=RECORDS,
    departure=DEPARTURE,
)
