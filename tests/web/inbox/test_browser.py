"""A morning's work in a real browser: by keyboard, on a phone, in both languages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from forms import to_json
from tests.waiting import until
from tests.web.browser import console_errors, overflows, settle, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser
from tests.web.samples import enterprise
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import item_queries
from workflows.approvals.models import Draft
from workflows.ground.settings_store.operations import change


def wait_for_draft(page: Page, story: Story, opinion: str) -> None:
    """Wait until the opinion is on the server; a remark may have been saved while it was being typed."""

    def opinions() -> list[str | None]:
        with story.platform.begin() as work:
            kept = work.session.scalars(select(Draft.data).where(Draft.user_id == story.window)).all()
        return [one.get("opinion") for one in kept]

    until(lambda: opinion in opinions(), opinions)


def test_return_correct_approve_without_a_mouse(story: Story, browser_of: Browser):
    who = story.applicant(name="王建国")
    case = story.submit(who, to_json(enterprise(story.platform, who.user_id, 1)))
    page, heard = browser_of.page, console_errors(browser_of.page)

    browser_of.become(story.window)
    browser_of.open("/inbox")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("快捷键")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("#announcements")).to_contain_text("签收成功")
    settle(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#decision-title")).to_be_visible()

    page.locator('[data-path="name"]').first.hover()
    page.locator('[data-path="name"] .remark-box summary').click()
    page.get_by_label("企业名称").fill("与执照不一致")
    page.locator("body").press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("o")
    page.keyboard.type("请更正企业名称")
    wait_for_draft(page, story, "请更正企业名称")
    expect(page.locator("[data-autosave-status]")).to_contain_text("10:00")
    page.reload()
    expect(page.locator("#opinion")).to_have_value("请更正企业名称")
    expect(page.locator('[name="remark:name"]')).to_have_value("与执照不一致")
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/inbox$"))
    expect(page.locator("#announcements")).to_contain_text("退回补正")

    browser_of.become(who.user_id)
    browser_of.open("/workbench")
    page.get_by_role("link", name="补正并重新提交").last.click()
    expect(page.locator('.field[data-path="name"] .remark')).to_contain_text("与执照不一致")
    page.locator("#f-name").fill("长沙第一机械制造有限公司")
    expect(page.locator("[data-autosave-status]")).to_contain_text("10:00")
    page.get_by_role("button", name="重新提交").dblclick()
    expect(page.locator("#announcements")).to_contain_text("已重新提交")
    assert story.read(who.user_id, item_queries.case, case.id).round == 2

    browser_of.become(story.colleague)
    browser_of.open("/inbox")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#changes-title")).to_be_visible()
    expect(page.locator("del.was")).to_have_text("长沙第1机械制造有限公司")
    expect(page.locator('button[value="approve"]')).to_be_focused()
    page.locator("[data-diagram]").scroll_into_view_if_needed()
    expect(page.locator('[data-element-id="review"].is-current')).to_be_visible()
    page.locator('button[value="approve"]').dblclick()
    expect(page.locator("#announcements")).to_contain_text("已通过")
    page.go_back()
    page.go_back()
    story.run()

    browser_of.become(who.user_id)
    browser_of.open("/workbench/organisation")
    expect(page.locator("[data-organisation-menu]")).to_be_visible()
    assert heard == []


def test_every_page_fits_a_phone_and_passes_axe_in_both_languages(story: Story, browser_of: Browser):
    who = story.applicant(name="王建国")
    case = story.submit(who, to_json(enterprise(story.platform, who.user_id, 1)))
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "return", opinion="请补正")
    other = story.submit(story.applicant(), story.data(2))
    (waiting,) = story.to_do(story.window)
    complaints: list[str] = []
    for locale, size in (("zh_CN", PHONE), ("en", {"width": 1440, "height": 900})):
        browser_of.speak(locale)
        browser_of.page.set_viewport_size(size)  # type: ignore[arg-type]
        for user_id, paths in (
            (
                story.window,
                ("/inbox", "/inbox/done", f"/inbox/tasks/{waiting.task_id}", f"/cases/{other.number}"),
            ),
            (
                who.user_id,
                (
                    "/workbench", "/workbench/to-do", "/workbench/applications", "/workbench/messages",
                    "/workbench/organisation", f"/cases/{case.number}", f"/cases/{case.number}/withdraw",
                ),
            ),
        ):  # fmt: skip
            browser_of.become(user_id)
            for path in paths:
                page = browser_of.open(path)
                complaints += [f"{locale} {path}: {said}" for said in violations(page)]
                if overflows(page):
                    complaints.append(f"{locale} {path}: wider than its window")
    assert complaints == []


def test_taking_back_is_offered_until_its_countdown_ends(story: Story, browser_of: Browser):
    """14.9: rejecting asks first and is not told in green; at zero the way back leaves the page."""
    with story.platform.begin("system") as work:
        change(work, {"decision_grace_minutes": 1})
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    page = browser_of.page
    page.clock.install()
    browser_of.become(story.window)
    browser_of.open(f"/inbox/tasks/{item.task_id}")
    page.locator("#opinion").fill("资料不符")
    page.get_by_role("button", name="驳回").click()
    page.locator("[data-asked]").click()
    told = page.locator(".alert").filter(has_text="企业注册")
    expect(told.get_by_role("link", name="撤回")).to_be_visible()
    expect(told).not_to_have_class(re.compile("success"))
    page.clock.fast_forward("01:01")
    expect(page.get_by_role("link", name="撤回")).to_have_count(0)
    expect(told).to_be_visible()
