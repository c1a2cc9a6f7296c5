"""Forms as people meet them: drawn accessibly, saved while typing, extended, corrected, sent once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from forms import parse_schema
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.form_place import State, make

SCHEMA = parse_schema((Path(__file__).parent / "every_widget.json").read_bytes())


@pytest.fixture
def state(live_app: Flask) -> State:
    state = State()
    live_app.register_blueprint(make(SCHEMA, state, remarks={"name": ["名称与执照不一致"]}))
    return state


@pytest.fixture
def form(state: State, live_server: str, page: Page) -> Page:
    page.goto(f"{live_server}/testform")
    return page


def fill_all(page: Page) -> None:
    page.get_by_label("企业名称").fill("长沙星城机械有限公司")
    page.get_by_label("产品名称").fill("数控机床")
    page.get_by_label("内容真实").check()
    page.locator(".file-choice-input").set_input_files(
        {"name": "licence.png", "mimeType": "image/png", "buffer": b"png"}
    )
    expect(page.get_by_role("link", name="licence.png")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_widget_is_accessible(state: State, live_server: str, page: Page, width: int, language: str):
    heard = console_errors(page)
    page.context.add_cookies([{"name": "locale", "value": language, "url": live_server}])
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/testform", "/testform/read"):
        page.goto(live_server + path)
        screenshot(page, f"form{path.replace('/', '-')}-{language}-{width}")
        assert violations(page) == []
        assert not overflows(page)
    assert heard == []


def test_what_is_typed_saves_itself_and_comes_back(form: Page, state: State, live_server: str):
    form.get_by_label("企业名称").press_sequentially("星城")
    expect(form.locator("[data-autosave-status]")).to_have_text("已于 14:03 保存")
    assert state.draft["name"] == "星城"
    form.goto(f"{live_server}/testform")
    expect(form.get_by_label("企业名称")).to_have_value("星城")


def test_condition_shows_and_hides_while_focus_and_text_stay(form: Page):
    hidden = form.get_by_label("其他类型说明")
    expect(hidden).to_be_visible()
    form.get_by_label("登记类型").select_option("limited")
    form.get_by_label("简介").focus()
    form.keyboard.type("我们")
    expect(hidden).to_have_count(0)
    expect(form.get_by_label("简介")).to_be_focused()
    expect(form.get_by_label("简介")).to_have_value("我们")


def test_entries_are_added_and_removed_without_losing_text(form: Page):
    form.get_by_label("产品名称").fill("数控机床")
    form.get_by_role("button", name=re.compile("添加")).click()
    expect(form.get_by_label("产品名称")).to_have_count(2)
    expect(form.get_by_label("产品名称").nth(1)).to_be_focused()
    form.keyboard.type("机器人")
    form.get_by_role("button", name=re.compile("删除.*1")).click()
    expect(form.get_by_label("产品名称")).to_have_count(1)
    expect(form.get_by_label("产品名称")).to_have_value("机器人")


def test_refused_upload_is_explained_at_the_field(form: Page):
    form.locator(".file-choice-input").set_input_files(
        {"name": "setup.exe", "mimeType": "image/png", "buffer": b"MZ"}
    )
    expect(form.locator("[data-upload-status]")).to_have_text("应为 PNG 图片")


def test_errors_are_listed_and_lead_to_their_fields(form: Page, state: State):
    form.get_by_label("员工人数").fill("许多")
    form.get_by_role("button", name="Send").click()
    summary = form.locator(".error-summary")
    expect(summary).to_be_focused()
    assert violations(form) == []
    screenshot(form, "form-errors")
    expect(summary.get_by_role("link", name=re.compile("第 1 条 · 产品名称"))).to_be_visible()
    summary.get_by_role("link", name="员工人数").click()
    expect(form.get_by_label("员工人数")).to_be_focused()
    expect(form.get_by_label("员工人数")).to_have_value("许多")
    assert state.submitted == []


def test_form_is_sent_once_however_often_it_is_pressed(form: Page, state: State):
    fill_all(form)
    form.evaluate("[1, 2].forEach(() => document.querySelector('button.btn-primary').click())")
    expect(form.get_by_text("sent")).to_be_visible()
    assert len(state.submitted) == 1
    assert state.submitted[0]["licence"][0]["id"] == "f1"


@pytest.mark.parametrize(("status", "said"), [(401, "登录已失效"), (409, "另一个窗口"), (503, "未保存")])
def test_failed_saving_is_said(form: Page, state: State, status: int, said: str):
    state.autosave_answer = status
    form.get_by_label("企业名称").press_sequentially("星")
    expect(form.locator("[data-autosave-status]")).to_contain_text(said)
    expect(form.get_by_label("企业名称")).to_have_value("星")


def test_saving_goes_on_when_the_connection_is_back(form: Page, state: State):
    state.autosave_answer = 503
    form.get_by_label("企业名称").press_sequentially("星")
    expect(form.locator("[data-autosave-status]")).to_contain_text("未保存")
    state.autosave_answer = None
    form.get_by_label("企业名称").press_sequentially("城")
    expect(form.locator("[data-autosave-status]")).to_have_text("已于 14:03 保存")
    assert state.draft["name"] == "星城"


def test_remarks_stand_beside_their_field(form: Page):
    described = form.get_by_label("企业名称").get_attribute("aria-describedby")
    texts = form.evaluate("ids => ids.split(' ').map(id => document.getElementById(id).innerText)", described)
    assert any("名称与执照不一致" in text for text in texts)


def test_entries_can_be_added_without_any_script(state: State, live_server: str, browser):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server}/testform")
    page.get_by_label("产品名称").fill("数控机床")
    page.get_by_role("button", name=re.compile("添加")).click()
    expect(page.get_by_label("产品名称")).to_have_count(2)
    expect(page.get_by_label("产品名称").first).to_have_value("数控机床")
    context.close()
