"""A platform in the time of a node that is a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workflows.bootstrap import Platform
from workflows.ground.clock import utc_now
from workflows.ground.settings import Settings


@pytest.fixture
def platform(settings: Settings) -> Iterator[Platform]:
    platform = Platform(settings, clock=utc_now)
    yield platform
    platform.close()
