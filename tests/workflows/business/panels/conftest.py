"""A platform with the delivered processes, seven experts, a provider and everybody who reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.copies import Copies
from tests.databases import CreateDatabase
from tests.factories.panels import Listing, PanelCast, people_of_panels
from tests.once import Once
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings


@pytest.fixture(scope="session")
def panel_cast(
    once: Once, session_databases: CreateDatabase, prepared_template: str, tmp_path_factory: Any
) -> PanelCast:
    """Make the people once."""
    data_dir = tmp_path_factory.mktemp("data")

    def make() -> PanelCast:
        url = session_databases(prepared_template)
        platform = Platform(Settings(url, data_dir, "test"), clock=FixedClock())
        people = people_of_panels(platform, url)
        platform.close()
        return people

    return once("panels", make)


@pytest.fixture
def database_url(copies: Copies, panel_cast: PanelCast) -> Iterator[str]:
    with copies.lent(panel_cast.database_url) as address:
        yield address


@pytest.fixture
def listing(platform: Platform, panel_cast: PanelCast) -> Callable[..., Listing]:
    """Hand a solution in; the changes are those of its form."""
    return lambda **changes: Listing(platform, panel_cast, **changes)
