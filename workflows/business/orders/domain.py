"""What orders bring to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.orders import order_lifecycle
from workflows.business.orders.departures import DEPARTURE
from workflows.business.orders.ending_jobs import JOBS as ENDING_JOBS
from workflows.business.orders.jobs import JOBS, SUBJECT
from workflows.business.orders.milestone_jobs import JOBS as MILESTONE_JOBS
from workflows.business.orders.personal_records import RECORDS
from workflows.business.orders.terms import ENDING_PROCESS, MILESTONE_PROCESS, PROCESS

DOMAIN = Domain(
    "orders",
    case_types={
        PROCESS: CaseType(
            subject=SUBJECT,
            withdrawable=False,
            hold=order_lifecycle.locked,
            name=order_lifecycle.name,
            process_variable_names=order_lifecycle.PROCESS_VARIABLES,
            process_variables=order_lifecycle.process_variables,
            submitted=order_lifecycle.submitted,
            ended=order_lifecycle.ended,
        ),
        MILESTONE_PROCESS: CaseType(
            subject=SUBJECT,
            hold=order_lifecycle.locked,
            name=order_lifecycle.name,
            submitted=order_lifecycle.milestone_submitted,
        ),
        ENDING_PROCESS: CaseType(
            subject=SUBJECT,
            hold=order_lifecycle.locked,
            name=order_lifecycle.number,
            process_variable_names=frozenset({"order"}),
            process_variables=order_lifecycle.ending_variables,
            submitted=order_lifecycle.ending_submitted,
            withdrawn=order_lifecycle.ending_withdrawn,
            ended=order_lifecycle.ending_ended,
        ),
    },
    jobs=(*JOBS, *MILESTONE_JOBS, *ENDING_JOBS),
    personal_records=RECORDS,
    departure=DEPARTURE,
)
