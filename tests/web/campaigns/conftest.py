"""Campaigns seen through pages, with enterprises that may claim."""

from __future__ import annotations

from tests.workflows.approvals.conftest import statements  # noqa: F401 - a fixture of the domain serves here too
from tests.workflows.business.campaigns.conftest import (  # noqa: F401
    campaign_id,
    enterprises,
)
