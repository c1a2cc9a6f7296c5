"""What attacks are tried on: the same platform as in the tests of the domain."""

from __future__ import annotations

from tests.workflows.conftest import clock, database_url, platform, settings, workflows_template

__all__ = ["clock", "database_url", "platform", "settings", "workflows_template"]
