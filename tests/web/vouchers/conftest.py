from __future__ import annotations

from tests.workflows.approvals.conftest import statements  # noqa: F401 - a fixture of the domain serves here too
