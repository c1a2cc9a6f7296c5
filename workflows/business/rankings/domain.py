"""What rankings bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.rankings.jobs import JOBS

DOMAIN = Domain("rankings", jobs=JOBS)
