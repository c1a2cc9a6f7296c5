"""What panels of experts bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.panels.choices import AvailableExperts
from workflows.business.panels.jobs import JOBS

DOMAIN = Domain("panels", step_options=(AvailableExperts(),), jobs=JOBS)
