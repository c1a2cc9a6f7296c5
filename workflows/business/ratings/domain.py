"""What ratings bring to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.ratings import review
from workflows.business.ratings.jobs import JOBS
from workflows.business.ratings.operations import held
from workflows.business.ratings.personal_records import RECORDS

DOMAIN = Domain(
    "ratings",
    case_types={
        review.PROCESS: CaseType(
            subject=review.SUBJECT,
            hold=held,
            submitted=review.submitted,
            withdrawn=review.withdrawn,
            ended=review.ended,
        )
    },
    jobs=JOBS,
    personal_records=RECORDS,
)
