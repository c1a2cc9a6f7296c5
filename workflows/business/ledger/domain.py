"""What the ledger brings to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.ledger.jobs import JOBS

DOMAIN = Domain("ledger", jobs=JOBS)
