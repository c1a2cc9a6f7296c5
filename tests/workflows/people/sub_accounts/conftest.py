"""A certified provider whose owner makes sub-accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.factories.people import Applicant, applicant, viewer
from workflows.bootstrap import Platform
from workflows.people.organisations import operations as organisations
from workflows.people.sub_accounts import operations, queries
from workflows.people.sub_accounts.values import Colleague, FirstPassword, SubAccountView


@dataclass
class Team:
    """The people of one provider."""

    platform: Platform
    owner: Applicant
    made: int = 0

    def act(self, user_id: str, command: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        with self.platform.begin(user_id) as work:
            acting = viewer(self.platform, user_id)
            return command(work, acting, self.owner.organisation_id, *arguments, **options)

    def person(self, *menus: str, **changes: Any) -> Colleague:
        self.made += 1
        values = {
            "full_name": f"员工{self.made}",
            "mobile": f"1390000{self.made:04d}",
            "menus": frozenset(menus),
        }
        return Colleague(**values | changes)  # type: ignore[arg-type]

    def add(
        self, *menus: str, by: str = "", name: str = "", password: str = "", **changes: Any
    ) -> FirstPassword:
        person = self.person(*menus, **changes)
        made: FirstPassword = self.act(
            by or self.owner.user_id,
            operations.add,
            user_name=name or f"clerk_{self.made}",
            person=person,
            password=password,
        )
        return made

    def listed(self, **options: Any) -> list[SubAccountView]:
        views: list[SubAccountView] = self.act(self.owner.user_id, queries.sub_accounts, **options)
        return views


def certified_provider(platform: Platform) -> Team:
    owner = applicant(platform, "provider")
    with platform.begin() as work:
        data = {"name": "湘江检测", "region": None}
        organisations.application_submitted(work, owner.organisation_id, data)
        organisations.certify(work, owner.organisation_id, data)
    return Team(platform, owner)


@pytest.fixture
def team(platform: Platform) -> Team:
    return certified_provider(platform)
