"""What panels of experts bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.panels.choices import AvailableExperts

DOMAIN = Domain("panels", step_options=(AvailableExperts(),))
