"""What the studio brings to the floors below: the case in which a deployment is approved."""

from __future__ import annotations

from workflows.administration.process_versions import APPROVAL
from workflows.approvals.cases.case_types import CaseType
from workflows.approvals.domain import Domain
from workflows.studio import approval
from workflows.studio.approval_jobs import JOBS

DOMAIN = Domain(
    "studio",
    case_types={
        APPROVAL: CaseType(
            subject=approval.SUBJECT,
            process_variable_names=approval.PROCESS_VARIABLES,
            hold=approval.locked,
            process_variables=approval.process_variables,
            kept_out=approval.kept_out,
            submitted=approval.submitted,
            returned=approval.returned,
            resumed=approval.resumed,
            withdrawn=approval.ended,
            ended=approval.ended,
        ),
    },
    jobs=JOBS,
)
