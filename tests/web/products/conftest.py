"""A market with a provider, an enterprise and an operator, seen through pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.market import (  # noqa: F401 - fixtures serve here too
    Market,
    cast,
    database_url,
    market,
    statements,
)
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform


@pytest.fixture
def as_user(app: Flask, platform: Platform) -> Callable[[str], FlaskClient]:
    """Return a client in which the person with this id is signed in."""
    return lambda user_id: signed_in(app, platform, user_id)


@pytest.fixture
def provider(as_user: Callable[[str], FlaskClient], market: Market) -> FlaskClient:  # noqa: F811
    """The provider's browser."""
    return as_user(market.provider.user_id)
