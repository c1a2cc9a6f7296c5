"""The editor of forms in a browser: the platform's kinds and properties, and the preview of the server."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.waiting import until
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people import People
from workflows.bootstrap import Platform
from workflows.packages import delivered, package_files
from workflows.people.viewer import Viewer
from workflows.studio import drafts, queries
from workflows.studio.comments import CommentPlace, comment
from workflows.studio.contents import pack
from workflows.studio.new_process import files
from workflows.studio.values import NewProcess

pytestmark = pytest.mark.prepared
FORM = "application.form"
HOSTILE = "<img src=x onerror=alert(1)>"


class Forms:
    """A draft in the editor of its forms."""

    def __init__(self, page: Page, platform: Platform, viewer: Viewer, address: str) -> None:
        self.page, self.platform, self.viewer, self.address = page, platform, viewer, address
        self.begin({})

    def begin(self, more: dict[str, bytes]) -> None:
        packed = pack({**files(NewProcess("leave", "请假", "Leave")), **more})
        with self.platform.begin(self.viewer.user_id) as work:
            self.id = drafts.draft_from_upload(work, self.viewer, "请假", packed)

    def open(self, name: str = FORM) -> Locator:
        self.page.goto(f"{self.address}/studio/drafts/{self.id}/files/{name}")
        host = self.page.locator("[data-editor]")
        expect(host).to_have_attribute("data-drawn", "true")
        return host

    def saved(self) -> dict[str, Any]:
        with self.platform.begin(self.viewer.user_id) as work:
            said: dict[str, Any] = json.loads(queries.draft_file(work, self.viewer, self.id, FORM))
            return said


@pytest.fixture
def forms(page: Page, people: People, platform: Platform, live_server: str) -> Forms:
    account = people.account("analyst", "analyst")
    people.sign_in(page, account, live_server)
    return Forms(page, platform, Viewer(account.id, frozenset({"analyst"})), live_server)


def test_a_field_of_the_platform_is_added_named_and_previewed(forms: Forms, page: Page) -> None:
    heard = console_errors(page)
    host = forms.open()
    before = forms.saved()
    expect(page.locator("[data-checks-status]")).to_have_text("已检查：没有问题")
    page.locator('.fjs-palette-field[data-field-type="creditCode"]').press("Enter")
    page.locator(".fjs-element", has_text="统一社会信用代码").last.click()
    group = page.locator('[data-group-id="group-platform"]')
    expect(group.get_by_label("标签的英文")).to_have_value("Unified social credit code")
    group.get_by_label("标签的英文").fill(HOSTILE)
    group.get_by_label("标签的英文").press("Enter")
    group.get_by_label("已登记的校验规则").select_option("mobile_cn")
    until(lambda: forms.saved()["components"][-1]["properties"].get("validate") == "mobile_cn")
    now = forms.saved()
    added = now["components"].pop()
    assert now == before
    assert (added["type"], added["properties"]["label_en"]) == ("textfield", HOSTILE)
    assert violations(page) == []
    expect(host).to_have_attribute("data-untranslated", "[]")
    screenshot(page, "studio-form-editor-zh")

    page.locator('[data-act="phone"]').click()
    drawn = page.frame_locator("[data-editor-preview] iframe")
    expect(drawn.get_by_text("统一社会信用代码")).to_be_visible()
    page.get_by_label("预览语言").select_option("en")
    expect(drawn.get_by_text(HOSTILE)).to_be_visible()
    expect(page.locator("[data-editor-preview] iframe")).to_have_attribute("sandbox", "")
    screenshot(page, "studio-form-phone-en")
    page.locator('[data-act="edit"]').click()
    for _ in range(3):
        page.locator('[data-act="undo"]').click()
    until(lambda: forms.saved() == before)
    assert [one for one in heard if "postMessage" not in one] == []  # axe knocks at a sealed frame


def test_what_is_wrong_is_marked_at_the_field_and_led_to(forms: Forms, page: Page) -> None:
    (first, *_) = forms.saved()["components"]
    with forms.platform.begin(forms.viewer.user_id) as work:
        comment(work, forms.viewer, forms.id, CommentPlace(FORM, first["id"]), "须写明起止日期")
    forms.open()
    commented = page.locator(f'[data-id="{first["id"]}"][data-open-comments="1"]')
    expect(commented).to_have_count(1)
    page.locator(".fjs-element", has_text="事由").last.click()
    group = page.locator('[data-group-id="group-platform"]')
    group.get_by_label("结果为 true 时必填").fill("= (")
    group.get_by_label("结果为 true 时必填").blur()
    finding = page.locator(".finding.is-error").first
    expect(finding).to_be_visible()
    page.locator('[data-act="preview"]').click()
    page.locator('[data-act="undo"]').click()
    expect(commented).to_have_count(1)
    expect(page.locator("[data-checks-status]")).to_have_text("已检查：没有问题")


def test_it_speaks_english_and_can_be_read_on_a_phone(forms: Forms, page: Page) -> None:
    page.context.add_cookies([{"name": "locale", "value": "en", "url": forms.address}])
    forms.open()
    expect(page.locator(".fjs-palette")).to_contain_text("Unified social credit code")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_text("needs a wide screen")).to_be_visible()
    assert not overflows(page)
    screenshot(page, "studio-form-editor-en-narrow")


def test_delivered_forms_come_out_unchanged(forms: Forms, page: Page) -> None:
    every = {
        f"{process}_{name}": content
        for process in delivered()
        for name, content in package_files(process).items()
        if name.endswith(".form")
    }
    forms.begin(every)
    for name in every:
        host = forms.open(name)
        expect(host).to_have_attribute("data-warnings", "0")
        expect(host, name).to_have_attribute("data-unchanged", "true")
