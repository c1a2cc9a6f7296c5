"""A certified provider's wallet seen through pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.people_at_work import signed_in
from tests.workflows.people.sub_accounts.conftest import Team, certified_provider
from workflows.bootstrap import Platform

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def as_user(app: Flask, platform: Platform) -> SignIn:
    """Return a client in which the person with this id is signed in."""
    return lambda user_id: signed_in(app, platform, user_id)


@pytest.fixture
def team(platform: Platform) -> Team:
    return certified_provider(platform)
