"""My vouchers in a browser: accessible, and not wider than a phone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page

from tests.web.browser import overflows, screenshot, violations
from tests.web.people import People
from tests.workflows.business.vouchers.conftest import granted, opened
from tests.workflows.business.vouchers.test_size_class import PROFILE
from workflows.bootstrap import Platform
from workflows.people.organisations import operations as organisations


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_pages_of_vouchers_with_vouchers(
    live_server: str, platform: Platform, people: People, page: Page, language: str
) -> None:
    owner = people.account("voucher_owner", "enterprise")
    with platform.begin() as work:
        own = organisations.begin_organisation(work, "enterprise", owner.id)
        data = {**PROFILE, "name": "湘江制造", "region": None}
        organisations.application_submitted(work, own, data)
        organisations.certify(work, own, data)
        general = granted(work, opened(work, number=f"QZ-{owner.id}").id, own)
        special = opened(
            work, number=f"QS-{owner.id}", name="2026 年设备更新专项券", kind="special",
            categories=("quality_control", "data"), budget=Decimal(500000), most=Decimal(500000),
        )  # fmt: skip
        granted(work, special.id, own, "123456.78", "PE-2")
    people.sign_in(page, owner, live_server)
    page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
    for name, address in (("home", "/vouchers"), ("one", f"/vouchers/{general.id}")):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(live_server + address)
            screenshot(page, f"vouchers-{name}-{language}-{width}")
            assert not overflows(page)
            assert violations(page) == []
