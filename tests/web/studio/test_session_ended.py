"""What an analyst has typed is there again after the session ended meanwhile: forms of pages, and editors."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.people import staff
from tests.waiting import until
from tests.web.people_at_work import sign_in_browser, signed_in
from tests.web.studio.test_modeler import Drawing, drawing  # noqa: F401 - a fixture that serves here too
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.people.identity import sessions

pytestmark = pytest.mark.prepared
Fields = dict[str, str | list[str]]


def typed_on(client: FlaskClient, page: str, action: str, typed: Fields) -> Fields:
    """Return the fields of the form of a page that is sent to `action`, with what was typed."""
    form = next(
        one for one in html.fromstring(client.get(page).text).forms if (one.action or "").endswith(action)
    )
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    assert typed.keys() <= {*form.fields.keys()}
    return {**fields, **typed}


def test_forms_are_sent_after_signing_in_again(app: Flask, platform: Platform, clock: FixedClock) -> None:
    analyst = staff(platform, "analyst", name="林分析")
    client = signed_in(app, platform, analyst)
    said = {"process_id": "leave_request", "name_zh": "请假", "name_en": "Leave"}
    draft = client.post("/studio/new", data=said).headers["Location"]
    key = "process.bpmn review name"
    kept: list[tuple[str, str, Fields]] = [
        ("start", "/start", {"help": "请先阅读须知"}),
        ("texts", "/texts", {f"zh {key}": "复核", f"en {key}": "Second review"}),
        ("comments", "/comments", {"at": "process.bpmn review", "text": "期限太短"}),
        ("deploy", "/deploy", {"reason": "首次部署，供试用"}),
        ("data/notices", "/data/notices", {"name": "leave_granted"}),
    ]
    for page, action, typed in kept:
        fields = typed_on(client, f"{draft}/{page}", action, typed)
        clock.pass_time(hours=3)
        answer = client.post(f"{draft}{action}", data=fields)
        (back,) = parse_qs(urlsplit(answer.headers["Location"]).query)["next"]
        client = signed_in(app, platform, analyst)
        shown = html.fromstring(client.get(back).text)
        form = next(one for one in shown.forms if (one.action or "").endswith(action))
        again = [(name, value) for name, value in form.form_values() if name in typed]
        assert dict(again) == typed, page
        sent: dict[str, list[str]] = {}
        for name, value in form.form_values():
            sent.setdefault(name, []).append(value)
        assert client.post(form.action, data=sent).status_code == 303, page
    with platform.begin() as work:
        files = work.repository.files(work.repository.latest("leave_request").id)
    diagram = files["process.bpmn"].decode()
    assert 'help="请先阅读须知"' in diagram
    assert 'name="复核"' in diagram
    assert 'name="Second review"' in diagram
    assert "期限太短" in client.get(f"{draft}/comments").text


def test_an_editor_keeps_what_is_typed_until_somebody_has_signed_in_elsewhere(
    drawing: Drawing,  # noqa: F811
    page: Page,
    context: BrowserContext,
    live_app: Flask,
) -> None:
    drawing.open()
    drawing.select("review")
    with drawing.platform.begin() as work:
        sessions.end_all(work, drawing.viewer.user_id)
    page.locator('[data-entry-id="name"] [name="name"]').fill("终审")
    expect(page.locator("[data-autosave-status]")).to_contain_text("登录已失效")
    beside = page.locator("[data-comments]")
    beside.get_by_label("批注内容").fill("期限太短")
    beside.get_by_role("button", name="添加批注").click()
    expect(beside.get_by_role("alert")).to_contain_text("登录已失效")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="返回草稿").click()
    until(lambda: asked == ["beforeunload"])
    assert "终审" not in drawing.saved()

    sign_in_browser(context, live_app, drawing.platform, drawing.address, drawing.viewer.user_id)  # elsewhere
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    until(lambda: "终审" in drawing.saved())
    beside.get_by_role("button", name="添加批注").click()
    expect(beside.locator(".comment")).to_contain_text("期限太短")
    page.get_by_role("link", name="返回草稿").click()
    page.wait_for_url("**/studio/drafts/*")
