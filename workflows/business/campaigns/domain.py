"""What campaigns bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.campaigns.jobs import JOBS

DOMAIN = Domain("campaigns", jobs=JOBS)
