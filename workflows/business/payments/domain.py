"""What payments bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.payments.jobs import JOBS
from workflows.business.payments.pay_out_jobs import JOBS as PAY_OUT_JOBS

DOMAIN = Domain("payments", jobs=(*JOBS, *PAY_OUT_JOBS))
