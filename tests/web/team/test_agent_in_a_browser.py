"""An agent in a browser: named by the legal person, joins by the link of the SMS, acts, is ended."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.factories.people import PASSWORD
from tests.web.browser import overflows, screenshot, violations
from tests.web.conftest import DESKTOP, PHONE
from tests.web.people_at_work import Browser
from tests.workflows.business.agents.conftest import (
    LI,
    Company,
)
from workflows.bootstrap import Platform
from workflows.outbox.models import Sms


def look(page: Page, name: str) -> None:
    """Check that a page suits everybody, on a phone too."""
    assert violations(page) == []
    screenshot(page, f"agent-{name}")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(page)
    screenshot(page, f"agent-{name}-phone")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


def code_of(platform: Platform) -> str:
    with platform.begin() as work:
        sent = select(Sms.body).where(Sms.template == "sms_code").order_by(Sms.id.desc())
        body = work.session.scalars(sent).first() or ""
    match = re.search(r"\d{6}", body)
    assert match
    return match[0]


@pytest.mark.browser
def test_an_agent_is_named_joins_acts_and_is_ended(platform: Platform, company: Company, browser_of: Browser):
    browser_of.become(company.owner.user_id)
    page = browser_of.open("/account/agent")
    page.get_by_label("姓名").fill(LI.name)
    page.get_by_label("手机号").fill(LI.mobile)
    page.get_by_label("职务").fill(LI.position)
    page.get_by_role("button", name="指定并邀请").click()
    expect(page.get_by_text("已邀请", exact=True)).to_be_visible()
    look(page, "named")
    page.context.clear_cookies()
    page = browser_of.open(f"/invitations/{company.token()}")
    look(page, "invitation")
    page.get_by_label("姓名").fill(LI.name)
    page.get_by_label("手机号").fill(LI.mobile)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.locator("#code-answer")).to_contain_text("验证码已发送")
    page.get_by_label("短信验证码").fill(code_of(platform))
    page.get_by_label("用户名").fill("lifang_01")
    page.locator("#password").fill(PASSWORD)
    page.locator("#password_again").fill(PASSWORD)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="设置账号并接受").click()
    expect(page).to_have_url(re.compile("/workbench/organisation$"))
    look(page, "organisation")
    assert page.goto(f"{browser_of.address}/wallet/cards").status == 403  # type: ignore[union-attr]
    browser_of.become(company.owner.user_id)
    page = browser_of.open("/account/agent")
    expect(page.get_by_text("已接受", exact=True)).to_be_visible()
    page.get_by_text("终止经办人", exact=True).click()
    page.get_by_role("button", name="确认终止").click()
    expect(page.get_by_role("heading", name="历任经办人")).to_be_visible()
    look(page, "ended")
