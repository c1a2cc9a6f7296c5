"""A market whose people look at the pages of demands."""

from __future__ import annotations

from tests.web.orders.conftest import as_owner, statements  # noqa: F401 - the same people serve here
from tests.workflows.business.demands.conftest import at  # noqa: F401 - with its check of the books
