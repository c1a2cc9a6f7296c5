"""The same message box serves here."""

from __future__ import annotations

from tests.workflows.business.enquiries.conftest import box  # noqa: F401
