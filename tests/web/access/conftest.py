"""The people and cases of a story, seen through pages."""

from __future__ import annotations

from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    cast,
    database_url,
    statements,
    story,
)
