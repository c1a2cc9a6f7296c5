"""What the message box brings to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.enquiries import enquiry_lifecycle
from workflows.business.enquiries.jobs import JOBS
from workflows.business.enquiries.personal_records import RECORDS

DOMAIN = Domain(
    "enquiries",
    case_types={
        enquiry_lifecycle.PROCESS: CaseType(
            subject=enquiry_lifecycle.SUBJECT,
            hold=enquiry_lifecycle.locked,
            submitted=enquiry_lifecycle.submitted,
            withdrawn=enquiry_lifecycle.withdrawn,
            ended=enquiry_lifecycle.ended,
        )
    },
    jobs=JOBS,
    personal_records=RECORDS,
)
