"""The people and cases of a story, seen through pages."""

from __future__ import annotations

from tests.workflows.approvals.conftest import statements, story  # noqa: F401 - fixtures serve here too
