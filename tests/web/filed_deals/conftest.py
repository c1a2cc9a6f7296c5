"""A market whose people look at filed deals."""

from __future__ import annotations

from tests.web.orders.conftest import as_owner, at, statements  # noqa: F401 - the same market serves here
