"""An engine on a migrated database of its own, with a clock that stands still until told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from engine.core import Engine
from engine.db import migrate


class FixedClock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, nine o'clock in Shanghai

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def engine_template(session_databases) -> str:
    url = session_databases()
    migrate(url)
    return url


@pytest.fixture
def engine_database(copies, engine_template) -> Iterator[str]:
    with copies.lent(engine_template) as address:
        yield address


@pytest.fixture
def engine(engine_database: str, clock: FixedClock) -> Iterator[Engine]:
    engine = Engine(engine_database, clock=clock)
    try:
        yield engine
    finally:
        engine.close()
