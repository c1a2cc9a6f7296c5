"""What tests of pages share: the platform of the domain's tests, an application over it, clients."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.workflows.conftest import (  # noqa: F401 - fixtures of the domain serve here too
    clock,
    database_url,
    platform,
    settings,
    workflows_template,
)
from web.app import create_app
from workflows.bootstrap import Platform


@pytest.fixture
def app(platform: Platform) -> Flask:  # noqa: F811
    """The application without CSRF tokens; tests of the tokens make their own."""
    return create_app(platform, {"TESTING": True, "WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
