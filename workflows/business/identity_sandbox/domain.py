"""What the sandbox brings to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.identity_sandbox.jobs import JOBS

DOMAIN = Domain("identity_sandbox", jobs=JOBS)
