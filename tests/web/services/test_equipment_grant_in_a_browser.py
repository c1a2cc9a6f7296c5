"""An equipment grant, dropped in as a folder: list, files, a service that is down, two reviewers, versions.

Only the folder is ours: the service is registered, a case moved to the second version and back, on pages.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Page, expect

from tests.factories.people import Applicant, staff
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.conftest import DESKTOP, PHONE
from tests.web.people_at_work import Browser
from tests.web.services.test_equipment_grant import DOWN, FOLDER, SERVICE
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from web.cli import main
from workflows.bootstrap import Platform
from workflows.people.identity.queries import account

DEPLOYED = "equipment_grant version {}\n"
RENAMED = "运营初审", "First review by an operator"
REASON = "改用新的环节名称"


@dataclass
class Office:
    """Who takes part, taking turns at one browser."""

    browser: Browser
    story: Story
    clock: FixedClock
    boss: Applicant
    second: str
    analyst: str
    admin: str
    deploy: Callable[[Path], str]

    @property
    def page(self) -> Page:
        return self.browser.page

    def open_as(self, who: str, path: str) -> Page:
        self.browser.become(who)
        return self.browser.open(path)

    def pass_minutes(self, minutes: int) -> None:
        self.clock.pass_time(minutes=minutes)
        self.story.run()

    def ask(self, *prices: str) -> str:
        """Fill in the list, add the quotation, check and hand in; return the number of the case."""
        page = self.open_as(self.boss.user_id, "/services/equipment_grant")
        page.locator("[name=purpose]").fill("扩大产能")
        for place, price in enumerate(prices):
            if place:
                page.get_by_role("button", name=re.compile("添加")).click()
            page.locator(f'[name="items-{place}-name"]').fill(f"机床{place + 1}")
            page.locator(f'[name="items-{place}-price"]').fill(price)
        page.locator("#f-quotations").set_input_files(quotation())
        expect(page.get_by_role("link", name="quotation.png")).to_be_visible()
        look(self, "grant-form")
        page.get_by_role("button", name="核对填写内容").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("核对填写内容")
        expect(page.locator("main")).to_contain_text(f"机床{len(prices)}")
        page.get_by_role("button", name="提交", exact=True).dblclick()
        page.wait_for_url(re.compile(r"/cases/SB-2026-\d{6}$"))
        self.story.run()
        return page.url.rpartition("/")[2]

    def open_task(self, who: str, number: str) -> None:
        page = self.open_as(who, "/inbox")
        page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
        expect(page.locator("#decision-title")).to_be_visible()

    def approve(self, who: str, number: str) -> None:
        self.open_task(who, number)
        self.page.locator("#opinion").fill("已核对")
        self.page.locator('button[name="action"][value="approve"]').click()
        expect(self.page.locator("#announcements")).not_to_be_empty()
        self.story.run()

    def awaits(self, who: str, number: str, *, count: int) -> None:
        page = self.open_as(who, "/inbox")
        expect(page.get_by_role("row").filter(has_text=number)).to_have_count(count)

    def status(self, number: str, state: str) -> None:
        page = self.open_as(self.boss.user_id, f"/cases/{number}")
        expect(page.locator(".fact-line").first).to_contain_text(state)

    def answer(self, *, down: bool) -> None:
        """Let the administrator change by which table the stand-in answers, or register it."""
        page = self.open_as(self.admin, "/admin/services/new")
        typed = SERVICE | {"stand_in": DOWN if down else SERVICE["stand_in"]}
        registered = not down
        if registered:
            page = self.browser.open("/admin/services/credit_check")
            typed = {"stand_in": typed["stand_in"]}
        for name, text in typed.items():
            page.locator(f'main [name="{name}"]').fill(text)
        page.get_by_role("button", name="保存").click()
        expect(page.locator("#announcements")).not_to_be_empty()


def quotation() -> dict[str, object]:
    content = BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "PNG")
    return {"name": "quotation.png", "mimeType": "image/png", "buffer": content.getvalue()}


def look(office: Office, name: str) -> None:
    """Check that a page suits everybody, on a phone too; keep pictures where they are asked for."""
    assert not violations(office.page)
    screenshot(office.page, name)
    office.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(office.page)
    screenshot(office.page, f"{name}-phone")
    office.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]


@pytest.fixture
def office(
    browser_of: Browser,
    story: Story,
    platform: Platform,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """The people, in an installation of which only the address is known to the command."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    analyst = staff(platform, "analyst", name="林分析")
    with platform.begin() as work:
        by = account(work, analyst).user_name

    def deploy(folder: Path) -> str:
        return CliRunner().invoke(main, ["deploy", "--by", by, str(folder)]).output

    return Office(
        browser_of,
        story,
        clock,
        boss=story.applicant(name="王建国"),
        second=staff(platform, "operator", name="钱运营"),
        analyst=analyst,
        admin=staff(platform, "admin", name="孔思远"),
        deploy=deploy,
    )


@pytest.mark.browser
@pytest.mark.long
def test_it_does_all_that_is_asked_of_a_second_package(office: Office, tmp_path: Path) -> None:
    heard = console_errors(office.page)
    assert "credit_check is not one" in office.deploy(FOLDER), "its service is registered first"
    office.answer(down=True)
    assert DEPLOYED.format(1) in office.deploy(FOLDER)
    small = it_waits_while_its_service_is_down(office)
    large = above_the_limit_somebody_else_reviews_too(office)
    office.status(large, "已通过")
    other = office.ask("1000")
    second_version(office, tmp_path)
    one_of_two_goes_to_the_second_version(office, goes=small, stays=other)
    every_page_says_it(office, small)
    it_comes_back(office, small)
    for number in (small, other):
        office.approve(office.story.operator, number)
        office.status(number, "已通过")
    assert heard == []


def it_waits_while_its_service_is_down(office: Office) -> str:
    number = office.ask("120000.50", "79999.5")
    for _ in range(3):
        office.pass_minutes(20)
    office.awaits(office.story.operator, number, count=0)
    page = office.open_as(office.boss.user_id, f"/cases/{number}")
    expect(page.locator(".case-main")).to_contain_text("200,000")
    page = office.open_as(office.admin, "/admin/services/credit_check")
    expect(page.get_by_role("row").filter(has_text=number)).to_contain_text("等待重试")
    look(office, "grant-service-down")
    office.answer(down=False)
    office.pass_minutes(60)
    office.awaits(office.story.operator, number, count=1)
    return number


def above_the_limit_somebody_else_reviews_too(office: Office) -> str:
    number = office.ask("500000.01")
    office.approve(office.story.operator, number)
    office.awaits(office.story.operator, number, count=0)
    office.open_task(office.second, number)
    expect(office.page.get_by_role("link", name="quotation.png").first).to_be_visible()
    office.approve(office.second, number)
    return number


def second_version(office: Office, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, folder := tmp_path / "second")
    diagram = (folder / "process.bpmn").read_text("utf-8")
    for was, becomes in zip(("运营审核", "Review by an operator"), RENAMED, strict=True):
        assert was in diagram
        diagram = diagram.replace(was, becomes)
    (folder / "process.bpmn").write_text(diagram, "utf-8")
    assert DEPLOYED.format(2) in office.deploy(folder)


def one_of_two_goes_to_the_second_version(office: Office, *, goes: str, stays: str) -> None:
    page = office.open_as(office.admin, "/admin/processes")
    page.get_by_role("link", name="设备补贴").first.click()
    page.get_by_role("link", name=re.compile("版本 1|第 1 版")).first.click()
    page.get_by_role("link", name="将运行中的申请迁移到其他版本").click()
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("row").filter(has_text=stays)).to_have_count(1)
    move(office, goes)
    for number, name in ((goes, RENAMED[0]), (stays, "运营审核")):
        office.open_task(office.story.operator, number)
        expect(page.locator("main")).to_contain_text(name)


def move(office: Office, number: str) -> None:
    """Choose a case in the list that is open, and move it."""
    page = office.page
    page.get_by_role("row").filter(has_text=number).get_by_role("checkbox").check()
    page.get_by_label("原因").fill(REASON)
    look(office, "grant-migration")
    page.locator('form[method="post"] .btn-primary').last.click()
    expect(page.locator("#announcements")).to_contain_text("1")


def every_page_says_it(office: Office, number: str) -> None:
    """Case, task, timeline, audit log and the applicant's pages, in both languages."""
    said = {
        "zh-CN": ("按流程的另一版本继续办理", RENAMED[0], "迁移申请版本"),
        "en": ("Goes on by another version of the process", RENAMED[1], "Took a case to another version"),
    }
    for locale, (timeline, step, audited) in said.items():
        office.browser.speak(locale)
        for who in (office.boss.user_id, office.story.operator, office.admin):
            page = office.open_as(who, f"/cases/{number}")
            expect(page.locator("main")).to_contain_text(timeline)
            expect(page.locator("main")).to_contain_text(step)
        look(office, f"grant-moved-{locale}")
        page = office.open_as(office.story.operator, "/inbox")
        expect(page.get_by_role("row").filter(has_text=number)).to_contain_text(step)
        page = office.open_as(office.boss.user_id, "/workbench/applications")
        expect(page.locator("main")).to_contain_text(number)
        page = office.open_as(office.admin, "/admin/audit")
        entries = page.get_by_role("listitem").filter(has_text=number)
        expect(entries.filter(has_text=audited)).not_to_have_count(0)
    office.browser.speak("zh-CN")


def it_comes_back(office: Office, number: str) -> None:
    """The way back is the same page the other way round."""
    page = office.open_as(office.admin, "/admin/processes")
    page.get_by_role("link", name="设备补贴").first.click()
    page.get_by_role("link", name="将运行中的申请迁移到其他版本").click()
    page.get_by_role("button", name="预览").click()
    move(office, number)
    office.open_task(office.story.operator, number)
    expect(page.locator("main")).to_contain_text("运营审核")
    for who in (office.boss.user_id, office.admin):
        page = office.open_as(who, f"/cases/{number}")
        expect(page.locator("main").get_by_text("按流程的另一版本继续办理")).to_have_count(2)
