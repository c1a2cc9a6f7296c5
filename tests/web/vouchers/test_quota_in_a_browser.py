"""Quotas in a browser: a general voucher in one step; a special one returned, corrected, granted in part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from tests.factories.people import Applicant, staff
from tests.web.looking import suits_everybody
from tests.web.people_at_work import sign_in_browser
from tests.workflows.business.vouchers.conftest import opened
from tests.workflows.business.vouchers.test_quota import enterprise
from workflows.bootstrap import Platform

pytestmark = pytest.mark.prepared


@dataclass
class Desk:
    """Who takes part, in turns at one browser."""

    platform: Platform
    app: Flask
    address: str
    page: Page
    owner: Applicant
    operator: str

    def open_as(self, who: str, path: str) -> Page:
        sign_in_browser(self.page.context, self.app, self.platform, self.address, who)
        self.page.goto(self.address + path)
        return self.page

    def run(self) -> None:
        self.platform.engine.run_due_jobs()

    def look(self, name: str) -> None:
        """Check that a page suits everybody, on a phone too."""
        suits_everybody(self.page, f"voucher-{name}")

    def hand_in(self) -> str:
        """Check and hand in what is filled in; return the number of the case."""
        page = self.page
        page.get_by_role("button", name="核对填写内容").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("核对填写内容")
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url(re.compile(r"/cases/PE-2026-\d{6}$"))
        self.run()
        return page.url.rpartition("/")[2]

    def open_task(self, number: str) -> None:
        page = self.open_as(self.operator, "/inbox")
        page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
        expect(page.locator("#decision-title")).to_be_visible()

    def decide(self, action: str) -> None:
        self.page.locator(f'button[name="action"][value="{action}"]').click()
        expect(self.page.locator("#decision-title")).to_have_count(0)
        self.run()


@pytest.fixture
def desk(platform: Platform, live_app: Flask, live_server: str, page: Page) -> Desk:
    with platform.begin() as work:
        opened(work, budget=Decimal(100_000), most=Decimal(50_000))
        opened(
            work, number="QZ-2", kind="special", name="2026 年设备更新专项券",
            categories=("quality_control",), budget=Decimal(500_000), most=Decimal(200_000),
        )  # fmt: skip
    operator = staff(platform, "operator")
    return Desk(platform, live_app, live_server, page, enterprise(platform), operator)


def contract() -> dict[str, object]:
    content = BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "PNG")
    return {"name": "contract.png", "mimeType": "image/png", "buffer": content.getvalue()}


def test_a_general_voucher_is_granted_in_one_step(desk: Desk) -> None:
    page = desk.open_as(desk.owner.user_id, "/vouchers")
    expect(page.get_by_text("小型：从业人员 86 人，营业收入 3,200 万元")).to_be_visible()
    page.get_by_role("link", name="申请服务券").click()
    page.locator('[name="kind"][value="general"]').check()
    page.locator('[name="general_programme"]').select_option("QZ-1")
    desk.look("general")
    desk.hand_in()
    page.goto(f"{desk.address}/vouchers")
    row = page.get_by_role("row").filter(has_text="2026 年通用券")
    expect(row).to_contain_text("¥20,000.00")
    expect(row).to_contain_text("去使用")


def test_a_special_voucher_is_returned_and_granted_in_part(desk: Desk) -> None:
    page = desk.open_as(desk.owner.user_id, "/services/voucher_quota")
    page.locator('[name="kind"][value="special"]').check()
    page.locator('[name="special_programme"]').select_option("QZ-2")
    page.locator('[name="amount"]').fill("80000")
    page.locator('[name="contract_number"]').fill("HT-2026-01")
    page.locator('[name="purpose"]').fill("更新两台检测设备")
    page.locator("#f-contract").set_input_files(contract())
    expect(page.get_by_role("link", name="contract.png")).to_be_visible()
    desk.look("special")
    number = desk.hand_in()

    desk.open_task(number)
    desk.look("review")
    page.locator("#opinion").fill("请核对合同金额")
    desk.decide("return")

    desk.open_as(desk.owner.user_id, f"/cases/{number}")
    page.locator('[name="amount"]').fill("70000")
    page.get_by_role("button", name="重新提交").click()
    expect(page.get_by_role("button", name="重新提交")).to_have_count(0)
    desk.run()

    desk.open_task(number)
    page.locator('[name="granted_amount"]').fill("50000")
    page.locator('[name="granted_amount"]').blur()
    page.locator('[name="less_reason"]').fill("培训费用不在支持范围")
    desk.decide("approve")
    page = desk.open_as(desk.owner.user_id, f"/cases/{number}")
    expect(page.get_by_text("发放服务券 50,000.00 元；核减理由：培训费用不在支持范围")).to_be_visible()
    page = desk.open_as(desk.owner.user_id, "/vouchers")
    row = page.get_by_role("row").filter(has_text="2026 年设备更新专项券")
    expect(row).to_contain_text("¥50,000.00")
    row.get_by_role("link", name="2026 年设备更新专项券").click()
    expect(page.get_by_text("质量管控")).to_be_visible()
    expect(page.get_by_role("link", name=number).first).to_be_visible()
