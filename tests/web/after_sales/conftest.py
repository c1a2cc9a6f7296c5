"""Completed orders whose people look at pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories.after_sales import AfterSales
from tests.factories.orders import market
from tests.factories.people import Applicant
from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import statements  # noqa: F401 - a fixture of the domain serves here too
from workflows.bootstrap import Platform

SignIn = Callable[[Applicant], FlaskClient]


@pytest.fixture
def after(platform: Platform) -> AfterSales:
    return AfterSales(market(platform))


@pytest.fixture
def as_owner(app: Flask, platform: Platform) -> SignIn:
    app.config["WTF_CSRF_ENABLED"] = False
    return lambda owner: signed_in(app, platform, owner.user_id)
