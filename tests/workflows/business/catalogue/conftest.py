from __future__ import annotations

from tests.factories.market import (  # noqa: F401 - people who list products, for all tests here
    cast,
    database_url,
    market,
    statements,
)
