"""What direct demands bring to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.direct_demands import direct_lifecycle
from workflows.business.direct_demands.departures import DEPARTURE
from workflows.business.direct_demands.jobs import JOBS
from workflows.business.direct_demands.personal_records import RECORDS

DOMAIN = Domain(
    "direct_demands",
    case_types={
        direct_lifecycle.PROCESS: CaseType(
            subject=direct_lifecycle.SUBJECT,
            made=direct_lifecycle.made,
            hold=direct_lifecycle.locked,
            name=direct_lifecycle.name,
            process_variable_names=frozenset({"direct_demand", "answer"}),
            process_variables=direct_lifecycle.process_variables,
            submitted=direct_lifecycle.submitted,
            withdrawn=direct_lifecycle.withdrawn,
            ended=direct_lifecycle.ended,
        )
    },
    jobs=JOBS,
    personal_records=RECORDS,
    departure=DEPARTURE,
)
