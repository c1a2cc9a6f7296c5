"""A platform over a fresh, migrated database, with a clock that stands still until a test moves it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.copies import Copies
from tests.databases import CreateDatabase
from tests.once import Once
from workflows import migrate
from workflows.approvals.tasks import grace
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.ground.settings_store.operations import change


class FixedClock:
    """The time of a test; a Monday, 10:00 in Shanghai."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture(scope="session")
def workflows_template(once: Once, session_databases: CreateDatabase) -> str:
    """A database with the whole schema, to be copied."""

    def make() -> str:
        url = session_databases()
        migrate(url)
        platform = Platform(Settings(url, Path(os.devnull), "test"), clock=FixedClock())
        with platform.begin() as work:  # in most tests a decision stands at once
            change(work, {grace.SETTING: 0})
        platform.close()
        return url

    return once("workflows", make)


@pytest.fixture(scope="session")
def prepared_template(once: Once, session_databases: CreateDatabase, workflows_template: str) -> str:
    """The same with regions, clusters and the delivered packages, as a platform that has been prepared."""

    def make() -> str:
        url = session_databases(workflows_template)
        platform = Platform(Settings(url, Path(os.devnull), "test"), clock=FixedClock())
        platform.prepare()
        platform.close()
        return url

    return once("prepared", make)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, copies: Copies) -> Iterator[str]:
    """A database for one test: with tables alone, or as `Platform.prepare` leaves it if marked `prepared`."""
    marked = request.node.get_closest_marker("prepared") is not None
    template = request.getfixturevalue("prepared_template" if marked else "workflows_template")
    with copies.lent(template) as address:
        yield address


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        data_dir=tmp_path,
        secret_key="only for this test",
        demonstration=True,
        upload_url=(tmp_path / "uploads").as_uri(),
    )


@pytest.fixture
def platform(settings: Settings, clock: FixedClock) -> Iterator[Platform]:
    platform = Platform(settings, clock=clock)
    yield platform
    platform.close()
