"""How many calls pages make that many people open, or that show much: each is some of a processor's time."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.counted_calls import calls_of_page
from tests.web.people_at_work import signed_in
from workflows.bootstrap import Platform
from workflows.people.identity.administration import create_account
from workflows.people.organisations.operations import begin_organisation


def test_the_start_page_makes_few_calls(client: FlaskClient):
    calls = calls_of_page(client, "/")
    assert calls <= 10_800, calls


@pytest.mark.prepared
def test_a_form_of_153_fields_makes_few_calls(app: Flask, platform: Platform):
    with platform.begin() as work:
        newcomer = create_account(
            work, user_name="begins_anew", password="Only4Counting", groups=frozenset({"enterprise"})
        ).id
    with platform.begin(newcomer) as work:
        begin_organisation(work, "enterprise", newcomer)
    calls = calls_of_page(signed_in(app, platform, newcomer), "/account/sign-up/organisation")
    assert calls <= 83_900, calls
