"""What vouchers bring to the floors below."""

from __future__ import annotations

from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.business.vouchers import quota
from workflows.business.vouchers.departures import DEPARTURE
from workflows.business.vouchers.jobs import JOBS

DOMAIN = Domain(
    "vouchers",
    case_types={
        "voucher_quota": CaseType(
            process_variable_names=quota.PROCESS_VARIABLES,
            context_names=frozenset(quota.CONTEXT),
            process_variables=quota.process_variables,
            context=quota.form_context,
            chosen=quota.chosen,
            listed=quota.listed,
            submitted=quota.submitted,
        ),
    },
    jobs=JOBS,
    departure=DEPARTURE,
)
