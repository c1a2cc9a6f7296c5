"""A listing before its panel, seen through pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.people_at_work import signed_in
from tests.workflows.business.panels.conftest import (  # noqa: F401 - fixtures serve here too
    database_url,
    listing,
    panel_cast,
)
from workflows.bootstrap import Platform


@pytest.fixture
def as_user(app: Flask, platform: Platform) -> Callable[[str], FlaskClient]:
    """Return a client in which the person with this id is signed in."""
    return lambda user_id: signed_in(app, platform, user_id)
