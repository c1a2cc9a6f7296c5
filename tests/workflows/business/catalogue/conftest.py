from __future__ import annotations

from tests.workflows.approvals.conftest import statements  # noqa: F401 - a fixture of the cases serves here too
