"""A platform on which a short process lists products, a provider, an enterprise, an operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.asked import statements_meanwhile
from tests.copies import Copies
from tests.databases import CreateDatabase
from tests.factories.people import Applicant, staff, viewer
from tests.factories.products import certified, deploy_listing
from tests.once import Once
from tests.workflows.conftest import FixedClock
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision
from workflows.bootstrap import Platform
from workflows.business.catalogue import queries
from workflows.business.catalogue.values import ProductView
from workflows.ground.settings import Settings
from workflows.people.viewer import Viewer


@dataclass(frozen=True)
class Cast:
    """Who is there, in a database that is copied for each test."""

    database_url: str
    provider: Applicant
    rival: Applicant
    enterprise: Applicant
    operator: str


@pytest.fixture(scope="session")
def cast(
    once: Once, session_databases: CreateDatabase, prepared_template: str, tmp_path_factory: Any
) -> Cast:
    """Make the people once."""
    data_dir = tmp_path_factory.mktemp("data")
    return once("market", lambda: people_of_the_market(session_databases(prepared_template), data_dir))


def people_of_the_market(url: str, data_dir: Path) -> Cast:
    platform = Platform(Settings(url, data_dir, "test"), clock=FixedClock())
    deploy_listing(platform)
    people = Cast(
        url,
        certified(platform, number=1),
        certified(platform, number=2),
        certified(platform, "enterprise", number=3),
        staff(platform, "operator", name="赵运营"),
    )
    platform.close()
    return people


@pytest.fixture
def database_url(copies: Copies, cast: Cast) -> Iterator[str]:
    with copies.lent(cast.database_url) as address:
        yield address


class Market:
    """Acts for people, each command in its own transaction as a request would."""

    def __init__(self, platform: Platform, cast: Cast) -> None:
        self.platform = platform
        self.provider, self.rival, self.enterprise = cast.provider, cast.rival, cast.enterprise
        self.operator = cast.operator

    def act(self, user_id: str, command: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        with self.platform.begin(user_id) as work:
            return command(work, viewer(self.platform, user_id), *arguments, **options)

    def viewer(self, user_id: str) -> Viewer:
        return viewer(self.platform, user_id)

    def own(self, command: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        done = self.act(self.provider.user_id, command, *arguments, **options)
        self.platform.engine.run_due_jobs()
        return done

    def product(self, product_id: str) -> ProductView:
        product: ProductView = self.own(queries.product, product_id)
        return product

    def decide(self, action: str, opinion: str = "请看意见") -> None:
        (task,) = self.act(self.operator, lists.to_do).items
        self.act(self.operator, deciding.decide, task.task_id, Decision(action, opinion))
        self.platform.engine.run_due_jobs()


@pytest.fixture
def market(platform: Platform, cast: Cast) -> Market:
    return Market(platform, cast)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements of the test, as they happen."""
    with statements_meanwhile() as executed:
        yield executed
