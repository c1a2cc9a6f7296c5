"""What payments bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.payments.jobs import JOBS

DOMAIN = Domain("payments", jobs=JOBS)
