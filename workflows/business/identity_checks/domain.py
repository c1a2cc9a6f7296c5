"""What identity checks bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.identity_checks.jobs import JOBS

DOMAIN = Domain("identity_checks", jobs=JOBS)
