"""A market in which enterprises ask providers directly."""

from __future__ import annotations

import pytest

from tests.factories.orders import Market, market
from workflows.bootstrap import Platform


@pytest.fixture
def at(platform: Platform) -> Market:
    return market(platform)
