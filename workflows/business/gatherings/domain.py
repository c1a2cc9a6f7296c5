"""What activities bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.gatherings.jobs import JOBS

DOMAIN = Domain("gatherings", jobs=JOBS)
