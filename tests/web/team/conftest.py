"""A certified provider's people seen through pages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Story,
    cast,
    database_url,
    statements,
    story,
)
from tests.workflows.business.agents.conftest import company  # noqa: F401 - so does this one
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform
from workflows.outbox.models import Mail


@pytest.fixture
def as_user(app: Flask, platform: Platform) -> Callable[[str], FlaskClient]:
    """Return a client in which the person with this id is signed in."""
    return lambda user_id: signed_in(app, platform, user_id)


@pytest.fixture
def team(platform: Platform) -> Team:
    return certified_provider(platform)


Link = Callable[[str], str]


@pytest.fixture
def link(platform: Platform) -> Link:
    """Return the path of the personal link that was mailed to an address last."""

    def last(email: str) -> str:
        platform.engine.run_due_jobs()
        with platform.begin() as work:
            mails = select(Mail.body).where(Mail.to_address == email).order_by(Mail.id.desc())
            matches = [re.search(r"/invitations/[\w-]+", body or "") for body in work.session.scalars(mails)]
        return next(match[0] for match in matches if match)

    return last
