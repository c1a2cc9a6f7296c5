"""What payments bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.payments.jobs import JOBS
from workflows.business.payments.pay_out_jobs import JOBS as PAY_OUT_JOBS
from workflows.business.payments.personal_records import RECORDS
from workflows.business.payments.reconciliation_jobs import JOBS as RECONCILIATION_JOBS

DOMAIN = Domain("payments", jobs=(*JOBS, *PAY_OUT_JOBS, *RECONCILIATION_JOBS), personal_records=RECORDS)
