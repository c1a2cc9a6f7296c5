"""What vouchers bring to the floors below."""

from __future__ import annotations

from workflows.approvals.domain import Domain

DOMAIN = Domain("vouchers")
