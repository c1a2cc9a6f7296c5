"""A market with completed orders."""

from __future__ import annotations

import pytest

from tests.factories.after_sales import AfterSales
from tests.factories.orders import market
from workflows.bootstrap import Platform


@pytest.fixture
def after(platform: Platform) -> AfterSales:
    return AfterSales(market(platform))
