"""An analyst's leave request, dropped in as a folder: all that its people do with it, in a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from tests.factories.people import staff
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.conftest import DESKTOP, PHONE
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from web.cli import main
from workflows.bootstrap import Platform

FOLDER = Path(__file__).parent / "leave_request"
HAND_IN, CHECK = "提交", "核对填写内容"


@dataclass
class Office:
    """Who takes part, taking turns at one browser."""

    browser: Browser
    story: Story
    employee: str
    second: str
    department: str
    finance: str

    def fill(self, kind: str, first_day: str, last_day: str, reason: str) -> None:
        page = self.browser.page
        page.get_by_label("请假类别").select_option(kind)
        page.get_by_label("开始日期").fill(first_day)
        page.get_by_label("结束日期").fill(last_day)
        page.get_by_label("请假事由").fill(reason)

    def hand_in(self) -> str:
        """Hand in what is checked; return the number of the case."""
        page = self.browser.page
        page.get_by_role("button", name=HAND_IN, exact=True).dblclick()
        page.wait_for_url(re.compile(r"/cases/QJ-2026-\d{6}$"))
        self.story.run()
        return page.url.rpartition("/")[2]

    def open_task(self, who: str, number: str) -> None:
        """Come to the task as its reviewer does, through the inbox."""
        self.browser.become(who)
        self.browser.open("/inbox")
        self.browser.page.get_by_role("row").filter(has_text=number).get_by_role("link").first.click()
        expect(self.browser.page.locator("#decision-title")).to_be_visible()

    def decide(self, who: str, number: str, action: str, opinion: str = "") -> None:
        self.open_task(who, number)
        page = self.browser.page
        page.locator("#opinion").fill(opinion)
        page.locator(f'button[name="action"][value="{action}"]').click()
        expect(page.locator("#announcements")).not_to_be_empty()
        self.story.run()

    def awaits(self, who: str, number: str, *, count: int) -> None:
        """Check how many tasks of a case somebody's inbox offers."""
        self.browser.become(who)
        self.browser.open("/inbox")
        expect(self.browser.page.get_by_role("row").filter(has_text=number)).to_have_count(count)

    def status(self, who: str, number: str, state: str) -> None:
        self.browser.become(who)
        self.browser.open(f"/cases/{number}")
        expect(self.browser.page.locator(".fact-line").first).to_contain_text(state)


@pytest.fixture
def office(
    browser_of: Browser,
    story: Story,
    platform: Platform,
    boss: object,
    employee: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """The people, in an installation into which the folder is dropped and nothing else."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    done = CliRunner().invoke(main, ["deploy", str(FOLDER)])
    assert (done.exit_code, done.output) == (0, "leave_request version 1\n")
    return Office(
        browser_of,
        story,
        employee,
        second=staff(platform, "operator", name="钱运营"),
        department=staff(platform, "department", name="孙主管"),
        finance=staff(platform, "finance", name="李财务"),
    )


@pytest.mark.browser
@pytest.mark.long
def test_its_people_do_with_it_all_that_its_page_says(office: Office, story: Story, clock: FixedClock):
    """From the services to the archive: two requests, one corrected, one signed by two."""
    heard = console_errors(office.browser.page)
    short = an_employee_asks(office, story)
    the_operator_returns_it(office, short)
    the_employee_corrects_it(office, short)
    long = a_longer_one_can_be_told_apart(office, short)
    lists_find_it_by_kind_days_and_date(office, short, long)
    who_may_decide_is_reminded(office, clock, long)
    office.decide(story.operator, short, "approve")
    office.status(office.employee, short, "已通过")
    two_different_operators_sign(office, long)
    finance_reads_its_copy(office, short)
    everybody_reads_it_for_ever(office, clock, short, long)
    in_english_all_of_it_is_english(office, short)
    assert [said for said in heard if "422" not in said] == [], (
        "but for the refused date nothing is complained of"
    )


def an_employee_asks(office: Office, story: Story) -> str:
    page = office.browser.page
    office.browser.become(office.employee)
    office.browser.open("/services")
    page.get_by_role("searchbox").fill("请假")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="办理：请假审批").click()
    office.fill("annual", "2026-03-09", "2026-03-04", "探亲")
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("#f-until-errors")).to_contain_text("结束日期不能早于开始日期。")
    page.get_by_label("结束日期").fill("2026-03-13")
    page.get_by_label("请假事由").fill("回乡探亲")
    expect(page.locator('[data-path="days"]')).to_contain_text("5")
    expect(page.locator("[data-autosave-status]")).to_contain_text("10:00")
    office.browser.open("/services/leave_request")  # another visit goes on with the draft
    expect(page.get_by_label("请假事由")).to_have_value("回乡探亲")
    look(office, "leave-form")
    page.get_by_role("button", name=CHECK).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHECK)
    expect(page.locator("main")).to_contain_text("年休假")
    look(office, "leave-check")
    number = office.hand_in()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "请假审批 · 周小雨 · 2026年3月9日至2026年3月13日"
    )
    return number


def the_operator_returns_it(office: Office, number: str) -> None:
    page = office.browser.page
    office.open_task(office.story.operator, number)
    expect(page.locator(".fact-line").first).to_contain_text("3月5日")  # due: three working days
    expect(page.locator(".case-main")).to_contain_text("回乡探亲")
    look(office, "leave-review")
    office.decide(office.story.operator, number, "return", "请缩短，周四须到岗")
    office.status(office.employee, number, "补正")


def the_employee_corrects_it(office: Office, number: str) -> None:
    page = office.browser.page
    office.browser.become(office.employee)
    office.browser.open(f"/cases/{number}")
    expect(page.locator("main")).to_contain_text("请缩短，周四须到岗")
    page.get_by_label("结束日期").fill("2026-03-11")
    page.get_by_label("请假事由").click()
    expect(page.locator('[data-path="days"]')).to_contain_text("3")
    page.get_by_role("button", name="重新提交").dblclick()
    expect(page.locator("#announcements")).to_contain_text("已重新提交")
    office.story.run()
    office.open_task(office.story.operator, number)
    was, now = page.locator("del.was"), page.locator("ins")
    expect(was.filter(has_text="2026年3月13日")).not_to_have_count(0)
    expect(now.filter(has_text="2026年3月11日")).not_to_have_count(0)
    look(office, "leave-differences")


def a_longer_one_can_be_told_apart(office: Office, short: str) -> str:
    page = office.browser.page
    office.browser.become(office.employee)
    office.browser.open("/services/leave_request")
    office.fill("private", "2026-04-01", "2026-04-18", "照料家人")
    page.get_by_role("button", name=CHECK).click()
    number = office.hand_in()
    office.browser.open("/workbench/applications")
    for case, days in ((short, "2026年3月9日至2026年3月11日"), (number, "2026年4月1日至2026年4月18日")):
        expect(page.locator("main")).to_contain_text(case)
        expect(page.locator("main")).to_contain_text(f"周小雨 · {days}")
    return number


def lists_find_it_by_kind_days_and_date(office: Office, short: str, long: str) -> None:
    page = office.browser.page
    office.browser.become(office.story.operator)
    for name, value, there, gone in (
        ("days.min", "10", long, short),
        ("days.max", "9", short, long),
        ("from.min", "2026-04-01", long, short),
        ("leave_type", "annual", short, long),
    ):
        office.browser.open("/inbox?process=leave_request")
        page.locator("summary").filter(has_text="筛选").click()
        field = page.locator(f'[name="f.{name}"]')
        if name == "leave_type":
            field.select_option(value)
        else:
            field.fill(value)
        page.locator("form.filters .btn-primary").click()
        expect(page.get_by_role("row").filter(has_text=gone)).to_have_count(0)
        expect(page.get_by_role("row").filter(has_text=there)).not_to_have_count(0)


def who_may_decide_is_reminded(office: Office, clock: FixedClock, number: str) -> None:
    clock.pass_time(days=1, hours=1)
    office.story.run()
    for who in (office.story.operator, office.second):
        office.browser.become(who)
        office.browser.open("/workbench/messages")
        expect(office.browser.page.locator(".message").filter(has_text=number)).not_to_have_count(0)


def two_different_operators_sign(office: Office, number: str) -> None:
    page = office.browser.page
    first = office.story.operator
    office.awaits(office.second, number, count=2)
    other = page.get_by_role("row").filter(has_text=number).get_by_role("link").last.get_attribute("href")
    office.decide(first, number, "approve", "同意")
    office.awaits(first, number, count=0)
    office.browser.open(str(other))
    expect(page.get_by_role("button", name="签收")).to_have_count(0)
    expect(page.locator('button[value="approve"]')).to_have_count(0)
    expect(page.locator(".decision")).to_contain_text("须由不同人员办理")
    office.awaits(office.department, number, count=0)
    office.decide(office.second, number, "approve", "同意")
    office.decide(office.department, number, "approve", "准假")
    office.status(office.employee, number, "已通过")


def finance_reads_its_copy(office: Office, number: str) -> None:
    page = office.browser.page
    office.browser.become(office.finance)
    office.browser.open("/inbox/copied")
    row = page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("请假已批准，请知悉。")
    row.get_by_role("link").first.click()
    expect(page.locator(".case-main")).to_contain_text("回乡探亲")


def everybody_reads_it_for_ever(office: Office, clock: FixedClock, short: str, long: str) -> None:
    clock.pass_time(days=400)
    office.story.run()
    page = office.browser.page
    readers = (office.employee, office.story.operator, office.second, office.department, office.finance)
    for who in readers:
        office.browser.become(who)
        for number, reason in ((short, "回乡探亲"), (long, "照料家人")):
            office.browser.open(f"/cases/{number}")
            expect(page.locator(".case-main")).to_contain_text(reason)
            expect(page.locator(".case-main")).to_contain_text("请假天数")
    office.status(office.employee, short, "已通过")
    look(office, "leave-case")


def in_english_all_of_it_is_english(office: Office, number: str) -> None:
    """What people typed stays as they typed it; every other word is English."""
    page = office.browser.page
    office.browser.speak("en")
    typed = ("周小雨", "赵运营", "钱运营", "孙主管", "李财务", "回乡探亲", "请缩短，周四须到岗", "中文")
    for who, path in (
        (office.employee, "/services"),
        (office.employee, "/services/leave_request"),
        (office.employee, f"/cases/{number}"),
        (office.story.operator, f"/cases/{number}"),
        (office.finance, "/inbox/copied"),
    ):
        office.browser.become(who)
        office.browser.open(path)
        drawn = page.locator("[data-diagram]")
        if drawn.count():
            drawn.scroll_into_view_if_needed()
            expect(drawn.locator('[data-element-id="lane_operator"]')).to_contain_text("Operator")
        text = page.locator("main").inner_text()
        for one in typed:
            text = text.replace(one, "")
        left = set(re.findall(r"[一-鿿][^\n]*", text))
        assert not left, (path, left)
        look(office, f"leave-en{path.replace('/', '-')}")


def look(office: Office, name: str) -> None:
    """Check that a page suits everybody, on a phone too; keep pictures where they are asked for."""
    page = office.browser.page
    assert not violations(page)
    screenshot(page, name)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not overflows(page)
    screenshot(page, f"{name}-phone")
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
