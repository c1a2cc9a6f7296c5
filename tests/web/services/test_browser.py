"""An employee asks for a field trip in a browser; nobody wrote code for field trips."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.web.browser import overflows, violations
from tests.web.people_at_work import sign_in_browser
from tests.workflows.approvals.conftest import Story
from workflows.bootstrap import Platform

pytestmark = pytest.mark.browser


def test_from_the_services_to_the_case(
    trips: Story, employee: str, platform: Platform, live_app: Flask, live_server: str, page: Page
):
    sign_in_browser(page.context, live_app, platform, live_server, employee)
    page.goto(f"{live_server}/services")
    page.get_by_role("searchbox").fill("外出")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="办理：外出办事").click()
    page.get_by_label("外出类别").select_option("visit")
    page.get_by_label("开始日期").fill("2026-03-09")
    page.get_by_label("结束日期").fill("2026-03-04")
    page.get_by_label("外出事由").fill("走访企业")
    page.get_by_role("button", name="核对填写内容").click()
    expect(page.get_by_role("alert").get_by_text("结束日期不能早于开始日期。")).to_be_visible()
    page.get_by_label("结束日期").fill("2026-03-10")
    page.get_by_label("外出事由").click()
    expect(page.locator('[data-path="days"]')).to_contain_text("2")
    page.get_by_role("button", name="核对填写内容").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对填写内容")
    assert not violations(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert not overflows(page)
    page.get_by_role("button", name="提交", exact=True).dblclick()
    page.wait_for_url(re.compile(r"/cases/WC-2026-\d{6}$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("外出办事 · 周小雨")
    assert len(trips.to_do(trips.operator)) == 1
