"""A market whose people rate each other on pages."""

from __future__ import annotations

import pytest

from tests.web.orders.conftest import as_owner  # noqa: F401 - a fixture of orders serves here too
from tests.workflows.business.ratings.conftest import RatedMarket, rated_market
from workflows.bootstrap import Platform


@pytest.fixture
def at(platform: Platform) -> RatedMarket:
    return rated_market(platform)
