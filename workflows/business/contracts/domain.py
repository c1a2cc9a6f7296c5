"""What contracts bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.contracts.jobs import JOBS

DOMAIN = Domain("contracts", jobs=JOBS)
