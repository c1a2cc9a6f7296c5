"""An analyst makes an approval of two stages from nothing, tries it out, deploys it; three people use it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from tests.waiting import until
from tests.web.browser import console_errors, screenshot, violations
from tests.web.people import People
from workflows.approvals.models import Case
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.people.viewer import Viewer
from workflows.studio import playgrounds, queries

pytestmark = [pytest.mark.prepared, pytest.mark.bundles]
PROCESS = "purchase"
ANALYST = Viewer("analyst", frozenset({"analyst"}))
PREPARED_MS = 120_000
"""A try-out begins a database server of its own."""


class Studio:
    """The studio before an analyst who uses its pages and editors alone."""

    def __init__(self, page: Page, platform: Platform, address: str) -> None:
        self.page, self.platform, self.address, self.draft = page, platform, address, ""

    def begin(self) -> None:
        self.page.goto(f"{self.address}/studio/new")
        for name, text in (("process_id", PROCESS), ("name_zh", "采购申请"), ("name_en", "Purchase")):
            self.page.locator(f"[name={name}]").fill(text)
        self.page.locator("form", has=self.page.locator("[name=process_id]")).get_by_role("button").click()
        self.page.wait_for_url("**/studio/drafts/*")
        self.draft = self.page.url

    def edit(self, file: str) -> None:
        self.page.goto(f"{self.draft}/files/{file}")
        self.is_drawn()

    def is_drawn(self) -> None:
        expect(self.page.locator("[data-editor]")).to_have_attribute("data-drawn", "true")

    def is_saved(self, file: str, last: str) -> None:
        """Wait until the last change of a file is kept, and the check finds nothing to be mended."""
        until(lambda: last in self.kept(file))
        expect(self.page.locator("[data-checks-status]")).to_have_text("已检查：没有问题")

    def kept(self, file: str) -> str:
        with self.platform.begin() as work:
            return queries.draft_file(work, ANALYST, self.draft.rpartition("/")[2], file).decode()

    def unfold(self, group: str) -> Locator:
        place = self.page.locator(f'[data-group-id="group-{group}"]')
        header = place.locator(".bio-properties-panel-group-header")
        if "open" not in (header.get_attribute("class") or ""):
            header.click()
        return place

    def write(self, name: str, text: str) -> None:
        field = self.page.locator(f"#bio-properties-panel-{name}")
        field.fill(text)
        field.press("Tab")

    def say_english(self, text: str) -> None:
        self.unfold("english")
        self.write("english-name", text)

    def select(self, element_id: str) -> None:
        for one in ("pool", element_id):  # a click on what is selected would write its name
            hit = self.page.locator(f'.djs-element[data-element-id="{one}"] .djs-hit').first
            hit.dispatch_event("click", {"bubbles": True, "button": 0})

    def elements(self) -> list[str]:
        drawn = self.page.locator(".djs-element")
        ids: list[str] = drawn.evaluate_all("all => all.map((one) => one.dataset.elementId)")
        return ids

    def press_pad(self, act: str) -> None:
        self.page.locator(f'.djs-context-pad .entry[data-action="{act}"]').click()

    def append(self, after: str, kind: str) -> tuple[str, str]:
        """Append an element by the menu; return its id and that of the flow that leads to it."""
        before = self.elements()
        self.select(after)
        self.press_pad("append")
        self.page.locator(f'.djs-popup .entry[data-id="append-{kind}"]').click()
        expect(self.page.locator(".djs-element")).not_to_have_count(len(before))
        fresh = [one for one in self.elements() if one not in before]
        (flow,) = (one for one in fresh if one.startswith("Flow_"))
        (element,) = (one for one in fresh if not one.startswith("Flow_") and not one.endswith("_label"))
        return element, flow

    def make_form(self) -> None:
        page = self.page
        self.edit("application.form")
        page.locator('.fjs-palette-field[data-field-type="number"]').first.press("Enter")
        page.locator(".fjs-element", has_text="数字").last.click()
        self.unfold("general")
        self.write("key", "amount")
        page.locator("#bio-properties-panel-label").first.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("金额（元）")
        expect(page.locator(".fjs-element", has_text="金额（元）")).to_have_count(2)  # itself and the form
        english = page.locator('[data-group-id="group-platform"]').get_by_label("标签的英文")
        english.fill("Amount")
        english.press("Enter")
        self.is_saved("application.form", '"label_en": "Amount"')

    def make_table(self) -> None:
        page = self.page
        page.goto(self.draft)
        new = page.locator("#new-file")
        new.locator("summary").click()
        for name, text in (
            ("file_id", "needs_second"), ("name_zh", "是否终审"), ("name_en", "Second stage"),
        ):  # fmt: skip
            new.locator(f"[name={name}]").fill(text)
        new.get_by_role("button", name="新建决策表").click()
        page.wait_for_url("**/files/needs_second.dmn")
        self.is_drawn()
        page.locator("th.input-cell").first.dblclick()
        page.locator(".dms-input-label").click()
        page.keyboard.type("金额")
        page.locator('.cm-content[aria-label="输入表达式"]').click()
        page.keyboard.type("application.amount")
        page.locator(".type-ref-edit-select input").fill("number")
        page.locator(".type-ref-edit-select input").press("Tab")
        page.locator(".decision-table-name").click()
        inputs = page.locator(".tjs-table tbody td.input-cell")
        inputs.first.click()
        page.keyboard.type("> 1000")
        page.locator(".add-rule-add").click()
        expect(inputs).to_have_count(2)
        inputs.nth(1).click()
        page.keyboard.type("<= 1000")
        page.locator(".tjs-table tbody td.output-cell").nth(1).click()
        page.keyboard.type("false")
        page.locator(".decision-table-name").click()
        page.get_by_label("金额", exact=True).fill("Amount")
        page.get_by_label("金额", exact=True).press("Tab")
        self.is_saved("needs_second.dmn", 'name="Amount"')

    def draw_second_stage(self) -> None:
        """The table decides after the review whether the department reviews, too."""
        page = self.page
        self.edit("process.bpmn")
        self.select("done")
        self.press_pad("delete")
        rule, _ = self.append("review", "rule-task")
        gateway, _ = self.append(rule, "exclusive-gateway")
        second, wanted = self.append(gateway, "user-task")
        self.append(second, "none-end-event")
        _, otherwise = self.append(gateway, "none-end-event")
        self.select(rule)
        page.locator('[data-entry-id="name"] [name="name"]').fill("是否终审")
        self.say_english("Second stage?")
        self.unfold("decision").locator("select").first.select_option("needs_second")
        self.write("decision-result", "second_needed")
        self.assign(second)
        self.select(wanted)
        self.unfold("condition").locator(".cm-content").click()
        page.keyboard.type("second_needed")
        page.locator('[data-entry-id="name"] [name="name"]').click()
        self.select(otherwise)
        self.press_pad("replace")
        page.locator('.djs-popup .entry[data-id="replace-with-default-flow"]').click()
        self.is_saved("process.bpmn", ' default="Flow_')

    def assign(self, step: str) -> None:
        page = self.page
        self.select(step)
        page.locator('[data-entry-id="name"] [name="name"]').fill("终审")
        self.say_english("Final review")
        self.unfold("who").locator("select").select_option("roles")
        page.get_by_label("主管部门").check()
        page.get_by_label("运营").uncheck()
        self.unfold("form-and-rights").locator("select").first.select_option("application")
        self.write("tongban-form-variable", "application")
        page.locator("#bio-properties-panel-rights-default").select_option("read")
        self.unfold("actions")
        page.locator("#bio-properties-panel-tongban-approval-actions-approve").check()
        self.write("tongban-approval-result", "second")

    def say_who_begins(self) -> None:
        page = self.page
        page.goto(f"{self.draft}/start")
        page.get_by_label("所有登录用户").check()
        page.get_by_label("关于谁").select_option("person")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已保存。")).to_be_visible()

    def try_out(self) -> None:
        """Fill in the form as an enterprise and review as an operator: the department is next."""
        page = self.page
        page.get_by_role("link", name="试办").click()
        page.get_by_label("开始后直接打开申请表，身份为").select_option("enterprise")
        page.get_by_role("button", name="开始试办").click()
        page.wait_for_url(f"**/as/enterprise/services/{PROCESS}", timeout=PREPARED_MS)
        apply(page, "5000")
        assert violations(page) == []
        page.get_by_role("link", name="查看办理进度").click()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="以运营身份办理").click()
        opened.value.get_by_role("button", name="通过", exact=True).click()
        opened.value.wait_for_url(lambda url: "/tasks/" not in url)
        opened.value.close()
        expect(page.get_by_role("link", name="以主管部门身份办理")).to_be_visible()  # it asks by itself
        expect(page.locator("[data-diagram]")).to_have_attribute("data-drawn", "true")
        assert violations(page) == []
        screenshot(page, "studio-tryout-zh")
        page.get_by_role("button", name="结束试办").click()
        expect(page.get_by_text("试办已结束")).to_be_visible()

    def deploy(self) -> None:
        page = self.page
        page.get_by_role("link", name="部署", exact=True).click()
        page.get_by_label("修改内容与原因").fill("新的采购审批")
        page.get_by_role("button", name="部署为第 1 版").click()
        expect(page.get_by_text("已部署：新申请按此版本办理。")).to_be_visible()


def apply(page: Page, amount: str) -> None:
    """Fill in the form that is shown, look at it once more, and hand it in."""
    page.locator("[name=subject]").fill("服务器")
    page.locator("[name=amount]").fill(amount)
    page.get_by_role("button", name="核对填写内容").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核对填写内容")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/cases/*")


def approve(page: Page, address: str) -> None:
    """Open the only task of the inbox, and approve."""
    page.goto(f"{address}/inbox")
    page.get_by_role("link", name=re.compile("采购申请")).first.click()
    page.get_by_role("button", name="通过", exact=True).click()
    page.wait_for_url(lambda url: "/tasks/" not in url)


@pytest.fixture
def swept(settings: Settings):  # type: ignore[no-untyped-def]
    yield
    playgrounds.sweep(settings.data_dir)


def test_an_approval_of_two_stages_is_made_tried_deployed_and_run(
    page: Page, browser: Browser, people: People, platform: Platform, live_server: str, swept: None
) -> None:
    heard = console_errors(page)
    people.sign_in(page, people.account("analyst", "analyst"), live_server)
    studio = Studio(page, platform, live_server)
    studio.begin()
    studio.make_form()
    studio.make_table()
    studio.draw_second_stage()
    studio.say_who_begins()
    studio.try_out()
    studio.deploy()
    assert heard == []

    pages = {}
    for name, groups in (("buyer", ()), ("operator", ("operator",)), ("department", ("department",))):
        pages[name] = browser.new_context(locale="zh-CN").new_page()
        people.sign_in(pages[name], people.account(name, *groups), live_server)
    pages["buyer"].goto(f"{live_server}/services/{PROCESS}")
    apply(pages["buyer"], "5000")
    approve(pages["operator"], live_server)
    approve(pages["department"], live_server)
    pages["buyer"].reload()
    told = pages["buyer"].get_by_role("region", name="办理记录").get_by_role("listitem")
    expect(told).to_have_count(4)  # handed in, reviewed, reviewed by the department, approved
    with platform.begin() as work:
        assert list(work.session.scalars(select(Case.state))) == ["approved"]
