"""What after-sales brings to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.after_sales import lifecycle
from workflows.business.after_sales.jobs import JOBS, SUBJECT
from workflows.business.after_sales.terms import PROCESS

DOMAIN = Domain(
    "after_sales",
    case_types={
        PROCESS: CaseType(
            subject=SUBJECT,
            hold=lifecycle.locked,
            name=lifecycle.name,
            process_variable_names=lifecycle.PROCESS_VARIABLES,
            process_variables=lifecycle.process_variables,
            submitted=lifecycle.submitted,
            withdrawn=lifecycle.withdrawn,
            ended=lifecycle.ended,
        ),
    },
    jobs=JOBS,
)
