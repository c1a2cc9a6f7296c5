"""An administrator staffs a window, as a person with a browser does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import console_errors, screenshot, violations
from tests.web.people import People

pytestmark = pytest.mark.prepared


def test_a_window_without_anybody_is_staffed(live_server: str, people: People, page: Page):
    people.sign_in(page, people.account("admin", "admin"), live_server)
    heard = console_errors(page)
    page.goto(f"{live_server}/admin")
    warning = page.get_by_role("alert")
    expect(warning.get_by_role("link", name="长沙市")).to_be_visible()

    page.goto(f"{live_server}/admin/users/new")
    page.get_by_label("用户名").fill("chen_pei")
    page.get_by_label("姓名").fill("陈佩")
    page.get_by_role("checkbox", name="长沙市", exact=True).check()
    page.get_by_role("button", name="创建账号").click()
    expect(page.locator(".first-password")).to_have_text(re.compile(r"^[A-Za-z2-9]{12}$"))
    assert violations(page) == []
    page.get_by_role("link", name="查看账号").click()
    expect(page.get_by_role("checkbox", name="长沙市", exact=True)).to_be_checked()
    screenshot(page, "admin-user")

    page.goto(f"{live_server}/admin")
    expect(page.get_by_role("alert").get_by_role("link", name="长沙市")).to_have_count(0)
    expect(page.get_by_role("listitem").filter(has_text="创建账号")).to_contain_text("陈佩")
    page.goto(f"{live_server}/admin/processes")
    page.get_by_role("link", name="企业注册认证", exact=True).click()
    expect(page.locator(".djs-shape").first).to_be_visible()
    assert violations(page) == []
    assert heard == []
