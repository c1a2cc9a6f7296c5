"""What demands bring to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.demands import demand_lifecycle, invitation_lifecycle, tender_lifecycle
from workflows.business.demands.departures import DEPARTURE
from workflows.business.demands.jobs import JOBS
from workflows.business.demands.personal_records import RECORDS

DOMAIN = Domain(
    "demands",
    case_types={
        demand_lifecycle.PROCESS: CaseType(
            subject=demand_lifecycle.SUBJECT,
            known=demand_lifecycle.known,
            made=demand_lifecycle.made,
            hold=demand_lifecycle.locked,
            name=demand_lifecycle.name,
            process_variable_names=frozenset({"demand"}),
            process_variables=demand_lifecycle.process_variables,
            submitted=demand_lifecycle.submitted,
            returned=demand_lifecycle.returned,
            resumed=demand_lifecycle.resumed,
            withdrawn=demand_lifecycle.withdrawn,
            ended=demand_lifecycle.ended,
        ),
        invitation_lifecycle.PROCESS: CaseType(
            subject=invitation_lifecycle.SUBJECT,
            withdrawable=False,
            hold=invitation_lifecycle.locked,
            name=invitation_lifecycle.name,
            process_variable_names=frozenset({"invitation", "answer"}),
            process_variables=invitation_lifecycle.process_variables,
            ended=invitation_lifecycle.ended,
        ),
        tender_lifecycle.PROCESS: CaseType(
            subject=tender_lifecycle.SUBJECT,
            withdrawable=False,
            hold=tender_lifecycle.locked,
            name=tender_lifecycle.name,
            process_variable_names=frozenset({"tender", "answer", "opens_at", "quotes_until"}),
            process_variables=tender_lifecycle.process_variables,
            ended=tender_lifecycle.ended,
        ),
    },
    jobs=JOBS,
    personal_records=RECORDS,
    departure=DEPARTURE,
)
