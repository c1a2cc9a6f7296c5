"""A process that nobody's code knows: its folder is dropped in, and people begin it in their browsers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.people import Applicant
from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Story,
    cast,
    database_url,
    statements,
    story,
)
from workflows.bootstrap import Platform
from workflows.people.identity.administration import create_account
from workflows.people.organisations.models import Member

PACKAGE = Path(__file__).parent / "field_trip"
TRIP = {"trip_kind": "visit", "from": "2026-03-09", "until": "2026-03-10", "reason": "走访企业"}


def deploy(platform: Platform, folder: Path = PACKAGE) -> None:
    """Deploy the files of a folder, as the command does."""
    with platform.begin() as work:
        files = {file.name: file.read_bytes() for file in folder.iterdir()}
        work.repository.deploy(files, source=folder.name)


@pytest.fixture
def trips(platform: Platform, story: Story) -> Story:  # noqa: F811
    """The people of the story, where field trips can be asked for."""
    deploy(platform)
    return story


@pytest.fixture
def boss(trips: Story) -> Applicant:
    """The person who binds an enterprise."""
    return trips.applicant(name="王建国")


@pytest.fixture
def employee(platform: Platform, boss: Applicant) -> str:
    """An employee of the enterprise with an account of their own and no menus."""
    with platform.begin() as work:
        account = create_account(
            work,
            user_name="employee",
            password="Correct-horse7",
            kind="person",
            full_name="周小雨",
            email="employee@example.com",
            groups=frozenset({"enterprise"}),
        )
        place = Member(
            organisation_id=boss.organisation_id, user_id=account.id, role="member", since=work.now
        )
        work.session.add(place)
    return account.id


@pytest.fixture
def as_user(app: Flask, platform: Platform) -> Callable[[str], FlaskClient]:
    """Return a client in which the person with this id is signed in."""
    return lambda user_id: signed_in(app, platform, user_id)
