"""A platform with the delivered processes, and the people of the story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.asked import statements_meanwhile
from tests.copies import Copies
from tests.databases import CreateDatabase
from tests.factories.people import Applicant, applicant, credit_code, staff, viewer
from tests.once import Once
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import submitting
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import deciding
from workflows.approvals.values import CaseView, Decision, WorkItemView
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings


@dataclass(frozen=True)
class Cast:
    """The people of every story, in a database that is copied for each test."""

    database_url: str
    operator: str
    window: str
    colleague: str
    elsewhere: str


@pytest.fixture(scope="session")
def cast(
    once: Once, session_databases: CreateDatabase, prepared_template: str, tmp_path_factory: Any
) -> Cast:
    """Make the people once."""
    data_dir = tmp_path_factory.mktemp("data")
    return once("story", lambda: people_of_the_story(session_databases(prepared_template), data_dir))


def people_of_the_story(url: str, data_dir: Path) -> Cast:
    platform = Platform(Settings(url, data_dir, "test"), clock=FixedClock())
    people = Cast(
        url,
        operator=staff(platform, "operator", name="赵运营"),
        window=staff(platform, "window:430100", name="陈窗口"),
        colleague=staff(platform, "window:430100", name="周窗口"),
        elsewhere=staff(platform, "window:430200", name="吴窗口"),
    )
    platform.close()
    return people


@pytest.fixture
def database_url(copies: Copies, cast: Cast) -> Iterator[str]:
    with copies.lent(cast.database_url) as address:
        yield address


class Story:
    """Acts for people, each command in its own transaction as a request would."""

    def __init__(self, platform: Platform, cast: Cast) -> None:
        self.platform = platform
        self.operator, self.window = cast.operator, cast.window
        self.colleague, self.elsewhere = cast.colleague, cast.elsewhere

    def applicant(self, **options: Any) -> Applicant:
        return applicant(self.platform, **options)

    def data(self, number: int = 1, **changes: Any) -> dict[str, Any]:
        return {
            "name": f"长沙第{number}机械有限公司",
            "credit_code": credit_code(number),
            "region": "430100",
            **changes,
        }

    def submit(self, who: Applicant, data: Mapping[str, Any] | None = None) -> CaseView:
        with self.platform.begin(who.user_id) as work:
            return submitting.submit(
                work,
                viewer(self.platform, who.user_id),
                "enterprise_registration",
                data or self.data(),
                organisation_id=who.organisation_id,
            )

    def act(self, user_id: str, command: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        with self.platform.begin(user_id) as work:
            return command(work, viewer(self.platform, user_id), *arguments, **options)

    def read(self, user_id: str, query: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        return self.act(user_id, query, *arguments, **options)

    def to_do(self, user_id: str) -> list[WorkItemView]:
        return list(self.read(user_id, lists.to_do).items)

    def decide(self, user_id: str, task_id: str, action: str, **rest: Any) -> CaseView:
        decided: CaseView = self.act(user_id, deciding.decide, task_id, Decision(action, **rest))
        self.run()
        return decided

    def run(self) -> int:
        return self.platform.engine.run_due_jobs()


@pytest.fixture
def story(platform: Platform, cast: Cast) -> Story:
    return Story(platform, cast)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL statements of the test, as they happen."""
    with statements_meanwhile() as executed:
        yield executed
