"""What attacks on authority are tried on: the platform and the people of the stories of approvals."""

from __future__ import annotations

from tests.workflows.approvals.conftest import cast, database_url, story
from tests.workflows.conftest import clock, platform, prepared_template, settings, workflows_template

__all__ = [
    "cast",
    "clock",
    "database_url",
    "platform",
    "prepared_template",
    "settings",
    "story",
    "workflows_template",
]
