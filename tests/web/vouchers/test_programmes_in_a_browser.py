"""The budgets of programmes in a browser: for everybody, on a phone too, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.factories.people import staff
from tests.web.browser import overflows, screenshot, violations
from tests.web.people_at_work import sign_in_browser
from tests.workflows.business.vouchers.conftest import certified_enterprise, granted, opened
from workflows.bootstrap import Platform


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_budgets_suit_everybody(
    platform: Platform, live_app: Flask, live_server: str, page: Page, language: str
) -> None:
    with platform.begin() as work:
        programme = opened(work)
    for number, (yuan, size) in enumerate((("600.00", "small"), ("250.00", "micro"))):
        owner = certified_enterprise(platform)
        with platform.begin() as work:
            granted(work, programme.id, owner.organisation_id, yuan, f"PE-{number}", size_class=size)
    sign_in_browser(page.context, live_app, platform, live_server, staff(platform, "department"))
    page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
    for name, address in (("list", ""), ("one", f"/{programme.id}")):
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{live_server}/vouchers/programmes{address}")
            screenshot(page, f"programmes-{name}-{language}-{width}")
            assert not overflows(page)
            assert violations(page) == []
