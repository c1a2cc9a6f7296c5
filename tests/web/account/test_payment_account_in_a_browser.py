"""The account for receipts: whose it is follows from the organisation; what proves it is the card."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.factories.people import credit_code
from tests.web.browser import overflows, screenshot, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import (  # noqa: F401 - fixtures serve here too
    Story,
    cast,
    database_url,
    story,
)
from workflows.people.organisations import operations

COMPANY = "湖南蓝天机械有限公司"


def test_the_holder_is_the_organisation_and_nobody_types_it(
    story: Story,  # noqa: F811
    browser_of: Browser,
):
    """14.3: called 收款账户, not certified; the name is derived; cards are certified in the wallet."""
    who = story.applicant(name="王建国")
    with story.platform.begin() as work:
        own = {"name": COMPANY, "credit_code": credit_code(7)}
        operations.application_submitted(work, who.organisation_id, own)
        operations.certify(work, who.organisation_id, own)
    browser_of.become(who.user_id)
    page = browser_of.open("/account/payment-account")
    expect(page.get_by_role("heading", level=1)).to_have_text("收款账户")
    expect(page.locator("main")).not_to_contain_text("认证收款")
    expect(page.locator('main [name="account_name"]')).to_have_count(0)
    expect(page.locator("main form")).to_contain_text(COMPANY)
    expect(page.locator("main form")).to_contain_text("银行卡")
    for name, value in (
        ("bank", "中国银行"),
        ("location", "长沙"),
        ("branch", "麓谷支行"),
        ("number", "６２１７ 0000 1234 5678"),
    ):
        page.locator(f'[name="{name}"]').fill(value)
    page.get_by_role("button", name="保存").click()
    now = page.get_by_role("region", name="当前")
    expect(now).to_contain_text(COMPANY)
    expect(now).to_contain_text("5678")
    expect(now).not_to_contain_text("62170000")
    assert violations(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    screenshot(page, "payment-account-phone")
    assert not overflows(page)
