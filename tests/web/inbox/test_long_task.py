"""A form of 150 fields beside its decision: what is shown of it, getting around, remarks, and a phone."""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import Page, expect

from forms import to_json
from tests.waiting import until
from tests.web.browser import overflows, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser, sign_in_browser
from tests.web.samples import enterprise
from tests.workflows.approvals.conftest import Story
from workflows.bootstrap import Platform

SUMMARY = "#summary-title"


def opacity(page: Page, path: str) -> float:
    button = page.locator(f'[data-path="{path}"] > .remark-box > summary')
    return float(button.evaluate("element => getComputedStyle(element).opacity"))


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"]


def test_a_long_form_is_read_quickly_on_a_desk(story: Story, browser_of: Browser):
    """14.16: only what is filled in, sections that follow the scrolling, and no 150 buttons in view."""
    who = story.applicant(name="王建国")
    data = to_json(enterprise(story.platform, who.user_id, 1))
    story.submit(who, data)
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "return", opinion="请补正")
    (own,) = story.to_do(who.user_id)
    story.decide(who.user_id, own.task_id, "submit", data={**data, "name": "长沙第一机械制造有限公司"})
    (item,) = story.to_do(story.window)
    page = browser_of.page
    page.set_viewport_size({"width": 1440, "height": 900})
    browser_of.become(story.window)
    browser_of.open(f"/inbox/tasks/{item.task_id}")

    expect(page.locator(".summary-facts")).to_contain_text("成立日期")
    links = page.locator("[data-reading-link]")
    expect(links.first).to_contain_text(re.compile(r"1\s*处修改"))
    links.nth(4).click()
    expect(links.nth(4)).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-reading-link][aria-current]")).to_have_count(1)
    section = page.locator(str(links.nth(4).get_attribute("href")))
    expect(section).to_have_attribute("open", "")

    def at_the_top() -> bool:
        page.mouse.wheel(0, -20_000)  # a jump that is still under way would undo a single turn
        return links.first.get_attribute("aria-current") == "true"

    until(at_the_top)

    empty = page.locator(".field.is-empty")
    expect(empty).not_to_have_count(0)
    links.nth(4).click()  # a section that was folded, as nothing changed there
    page.get_by_label("只看已填写").check()
    for one in empty.all():
        expect(one).to_be_hidden()
    expect(page.locator('[data-path="name"]').first).to_be_visible()
    page.reload()
    expect(page.get_by_label("只看已填写")).to_be_checked()
    page.get_by_label("只看已填写").uncheck()

    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    assert opacity(page, "name") == 0
    page.locator('[data-path="name"]').first.hover()
    assert opacity(page, "name") == 1
    page.mouse.move(0, 0)
    page.locator('[data-path="name"] > .remark-box > summary').first.focus()
    assert opacity(page, "name") == 1
    assert violations(page) == []


def test_a_task_on_a_phone_begins_with_what_matters(
    story: Story, page: Page, live_app: Flask, platform: Platform, live_server: str
):
    """14.16: summary, what has changed, decision; then the form. A tap on a field opens its remark."""
    who = story.applicant(name="王建国")
    story.submit(who, to_json(enterprise(story.platform, who.user_id, 1)))
    (item,) = story.to_do(story.window)
    browser = page.context.browser
    assert browser is not None
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as phone:  # type: ignore[arg-type]
        sign_in_browser(phone, live_app, platform, live_server, story.window)
        page = phone.new_page()
        page.goto(f"{live_server}/inbox/tasks/{item.task_id}")
        places = [top(page, one) for one in (SUMMARY, "#decision-title", "#form-title", "#timeline-title")]
        assert places == sorted(places)
        in_document = page.locator(".case-columns .card > .card-header").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().top)"
        )
        assert in_document == sorted(in_document), "a keyboard and a screen reader go as the eye does"
        assert not overflows(page)
        assert violations(page) == []
        page.locator('[data-path="name"] .shown-value').first.tap()
        expect(page.locator('[name="remark:name"]')).to_be_focused()
