"""What an organisation has is settled on pages that open to it, also when it is not certified any more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.factories.products import certified
from tests.web.people_at_work import signed_in
from tests.workflows.approvals.conftest import cast, database_url  # noqa: F401 - fixtures serve here too
from workflows import business
from workflows.bootstrap import Platform
from workflows.people.organisations import operations as organisations

_PAGE = re.compile(r'InTheWay\("[^"]+", "([^"]+)"')
SETTLED_AT = {
    "enterprise": ("/contracts", "/demands/mine", "/direct-demands", "/orders", "/vouchers", "/wallet"),
    "provider": ("/my-products", "/contracts", "/direct-demands", "/orders", "/wallet"),
}
"""Where obstacles lead that an organisation of a kind can meet, beside the pages of cases and of people."""


@pytest.mark.parametrize("kind", sorted(SETTLED_AT))
def test_what_stands_in_the_way_is_settled_without_a_certification(
    app: Flask, platform: Platform, kind: str
) -> None:
    who = certified(platform, kind=kind)
    with platform.begin() as work:
        organisations.register_ordinary(work, who.organisation_id)
    browser = signed_in(app, platform, who.user_id)
    pages = (*SETTLED_AT[kind], "/workbench", "/workbench/applications", "/account/agent", "/team")
    pages += ("/wallet/withdraw", "/wallet/cards")
    answers = {page: browser.get(page, follow_redirects=True).status_code for page in pages}
    assert {page: status for page, status in answers.items() if status != 200} == {}
    assert browser.get("/wallet/recharge").status_code == 403, "nothing new begins"
    assert browser.get("/team/sub-accounts/new").status_code == 403


def test_every_obstacle_of_an_organisation_leads_to_one_of_these_pages() -> None:
    rooms = Path(business.__file__).parent.rglob("departures.py")
    named = {page for room in rooms for page in _PAGE.findall(room.read_text())}
    assert named == {page for pages in SETTLED_AT.values() for page in pages}
