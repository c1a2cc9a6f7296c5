"""What activities bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.gatherings.jobs import JOBS
from workflows.business.gatherings.personal_records import RECORDS

DOMAIN = Domain("gatherings", jobs=JOBS, personal_records=RECORDS)
