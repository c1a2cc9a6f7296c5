"""A market in which demands are published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories import publication
from tests.factories.orders import Market, market
from tests.factories.people import Applicant
from workflows.bootstrap import Platform


@pytest.fixture
def at(platform: Platform) -> Iterator[Market]:
    """A market whose books are added up again after every test."""
    made = market(platform)
    yield made
    made.check()


@pytest.fixture
def others(at: Market) -> list[Applicant]:
    """Two providers beside the seller."""
    return [
        publication.provider(at.platform, name, "430400") for name in ("衡阳软件有限公司", "株洲智造有限公司")
    ]
