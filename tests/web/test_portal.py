"""The public pages in a browser: both languages, desktop and phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import console_errors, overflows, screenshot, violations


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_public_pages_are_accessible(live_server: str, page: Page, width: int, language: str):
    heard = console_errors(page)
    page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/guide"):
        page.goto(live_server + path)
        screenshot(page, f"portal{path.replace('/', '-')}-{language}-{width}")
        assert violations(page) == []
        assert not overflows(page)
    assert heard == []


def test_missing_page_is_accessible(live_server: str, page: Page):
    page.goto(f"{live_server}/nowhere")
    screenshot(page, "error-404")
    assert violations(page) == []


def test_language_is_switched_in_the_menu(live_server: str, page: Page):
    page.goto(f"{live_server}/guide")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How it works")
    assert page.url == f"{live_server}/guide"


def test_menu_opens_on_a_phone(live_server: str, phone: Page):
    phone.goto(live_server)
    phone.get_by_role("button", name="菜单").click()
    expect(phone.get_by_role("link", name="办事指南").first).to_be_visible()
