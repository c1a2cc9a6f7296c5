"""The editor of diagrams in a browser: drawn, changed by its panel, checked and saved, within the policy."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.waiting import until
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people import People
from workflows.bootstrap import Platform
from workflows.people.viewer import Viewer
from workflows.studio import drafts, queries
from workflows.studio.canonical import canonical_lines
from workflows.studio.comments import CommentPlace, comment

pytestmark = pytest.mark.prepared
PROCESS = "voucher_programme"
HOSTILE = "<img src=x onerror=alert(1)>"


class Drawing:
    """A draft in the editor."""

    def __init__(self, page: Page, platform: Platform, viewer: Viewer, address: str) -> None:
        self.page, self.platform, self.viewer, self.address = page, platform, viewer, address
        with platform.begin(viewer.user_id) as work:
            latest = work.repository.latest(PROCESS).id
            self.id = drafts.draft_from_version(work, viewer, latest)

    def open(self) -> Locator:
        self.page.goto(f"{self.address}/studio/drafts/{self.id}/files/process.bpmn")
        host = self.page.locator("[data-editor]")
        expect(host).to_have_attribute("data-drawn", "true")
        expect(host).to_have_attribute("data-warnings", "0")
        return host

    def select(self, element_id: str) -> None:
        # At its place the pad of another element may lie, which would append a step.
        hit = self.page.locator(f'.djs-element[data-element-id="{element_id}"] .djs-hit').first
        hit.dispatch_event("click", {"bubbles": True, "button": 0})

    def unfold(self, group: str) -> Locator:
        place = self.page.locator(f'[data-group-id="group-{group}"]')
        header = place.locator(".bio-properties-panel-group-header")
        if "open" not in (header.get_attribute("class") or ""):
            header.click()
        return place

    def saved(self) -> str:
        with self.platform.begin(self.viewer.user_id) as work:
            return queries.draft_file(work, self.viewer, self.id, "process.bpmn").decode()


@pytest.fixture
def drawing(page: Page, people: People, platform: Platform, live_server: str) -> Drawing:
    account = people.account("analyst", "analyst")
    people.sign_in(page, account, live_server)
    return Drawing(page, platform, Viewer(account.id, frozenset({"analyst"})), live_server)


def test_a_step_is_renamed_broken_mended_and_deployed(drawing: Drawing, page: Page) -> None:
    heard = console_errors(page)
    drawing.open()
    before = drawing.saved()
    expect(page.locator("[data-checks-status]")).to_have_text("已检查：没有问题")
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    drawing.select("review")
    page.locator('[data-entry-id="name"] [name="name"]').fill(f"终审 {HOSTILE}")
    expect(page.locator("[data-autosave-status]")).to_contain_text("保存")
    expect(page.locator('.djs-element[data-element-id="review"]').first).to_contain_text("终审")

    drawing.unfold("who").locator("select").select_option("data")
    mark = page.locator(".finding-mark.is-error")
    expect(mark).to_be_visible()
    finding = page.locator(".finding.is-error").first
    expect(finding).to_contain_text("route")
    finding.locator("button").click()
    drawing.unfold("who").locator("select").select_option("roles")
    expect(page.locator('[data-entry-id="who-role-operator"]')).to_contain_text("今天无人可办")
    expect(mark).to_have_count(0)
    expect(page.locator(".finding", has_text="今天无人可办")).to_contain_text("请管理员为人员授予“运营”")
    expect(page.locator(".finding-mark.is-warning")).to_be_visible()
    page.locator('[data-act="undo"]').click()
    expect(mark).to_be_visible()
    page.locator('[data-act="redo"]').click()
    expect(mark).to_have_count(0)
    page.get_by_label("财务").check()
    expect(page.locator("[data-checks-status]")).to_have_text("已检查：没有问题")
    until(lambda: "finance" in drawing.saved())

    lines = set(canonical_lines("a.bpmn", drawing.saved().encode(), drawing=True))
    changed = lines.symmetric_difference(canonical_lines("a.bpmn", before.encode(), drawing=True))
    assert {line.split()[0] for line in changed} == {"userTask", "assignmentDefinition"}
    assert any("operator" in line and "finance" in line for line in changed)
    screenshot(page, "studio-modeler-zh")

    page.get_by_role("link", name="返回草稿").click()
    assert violations(page) == []
    page.get_by_role("link", name="部署", exact=True).click()
    expect(page.get_by_role("heading", name="与第 1 版的差异")).to_be_visible()
    assert violations(page) == []
    screenshot(page, "studio-deploy-zh")
    page.get_by_label("修改内容与原因").fill("由运营和财务办理")
    page.get_by_role("button", name="部署为第 2 版").click()
    expect(page.get_by_text("已部署：新申请按此版本办理。")).to_be_visible()
    assert violations(page) == []
    screenshot(page, "studio-versions-zh")
    with drawing.platform.begin() as work:
        latest = work.repository.latest(PROCESS)
        started = work.runtime.start(PROCESS, variables={"application": {"name": "新券"}})
        (task,) = work.tasks.query().instance(started.id).all()
        assert (latest.version, started.definition_id) == (2, latest.id)
        assert task.name == f"终审 {HOSTILE}"
        assert set(task.candidate_groups) == {"operator", "finance"}
    assert heard == []


def test_the_panel_speaks_the_reader_s_language_and_is_accessible(drawing: Drawing, page: Page) -> None:
    heard = console_errors(page)
    host = drawing.open()
    for element in ("pool", "submitted", "entered", "review", "late", "remind", "was_approved", "opened"):
        drawing.select(element)
    expect(host).to_have_attribute("data-untranslated", "[]")
    drawing.select("review")
    for group in ("who", "form-and-rights", "deadline", "actions", "english"):
        drawing.unfold(group)
    assert violations(page) == []
    screenshot(page, "studio-panel-zh")
    drawing.select("was_approved")
    condition = drawing.unfold("condition")
    expect(condition).to_contain_text("示例中的值：true")
    condition.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("application.")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("categories")
    screenshot(page, "studio-completion-zh")
    page.keyboard.press("Escape")
    page.context.add_cookies([{"name": "locale", "value": "en", "url": drawing.address}])
    drawing.open()
    expect(page.locator("[data-checks-status]")).to_contain_text("Checked: ")
    drawing.select("review")
    expect(drawing.unfold("who")).to_contain_text("Who does it")
    expect(drawing.unfold("actions")).not_to_contain_text(re.compile("[一-鿿]"))
    page.set_viewport_size({"width": 390, "height": 844})
    assert not overflows(page)
    assert heard == []


def test_two_talk_at_a_step(drawing: Drawing, page: Page) -> None:
    heard = console_errors(page)
    with drawing.platform.begin(drawing.viewer.user_id) as work:
        comment(work, drawing.viewer, drawing.id, CommentPlace("process.bpmn", "review"), HOSTILE)
    drawing.open()
    mark = page.locator(".comment-mark")
    expect(mark).to_have_text("1")
    beside = page.locator("[data-comments]")
    beside.get_by_role("button", name="审批券种").first.click()
    expect(beside.get_by_label("批注的元素")).to_have_value("process.bpmn review")
    beside.get_by_label("批注内容").fill("期限太短")
    beside.get_by_role("button", name="添加批注").click()
    expect(mark).to_have_text("2")
    expect(beside.get_by_label("批注内容")).to_have_value("")
    first = beside.locator(".comment", has_text=HOSTILE)
    first.locator("summary").click()
    first.get_by_label("回复内容").fill("由主管部门办理")
    first.get_by_role("button", name="提交回复").click()
    expect(first).to_contain_text("由主管部门办理")
    first.get_by_role("button", name="标记为已解决").click()
    expect(mark).to_have_text("1")
    assert violations(page) == []
    assert heard == []


def test_what_two_draw_is_not_overwritten(drawing: Drawing, page: Page) -> None:
    drawing.open()
    with drawing.platform.begin(drawing.viewer.user_id) as work:
        drafts.save_file(work, drawing.viewer, drawing.id, "README.md", b"theirs", revision=1)
    drawing.select("review")
    page.locator('[data-entry-id="name"] [name="name"]').fill("终审")
    expect(page.locator("[data-autosave-status]")).to_contain_text("他人修改")
    assert "终审" not in drawing.saved()
    page.get_by_role("button", name="将我的修改另存为草稿副本").click()
    expect(page.locator("[data-editor]")).to_have_attribute("data-drawn", "true")
    expect(page.locator('.djs-element[data-element-id="review"]').first).to_contain_text("终审")


def test_a_diagram_that_cannot_be_drawn_is_mended_as_text(drawing: Drawing, page: Page) -> None:
    with drawing.platform.begin(drawing.viewer.user_id) as work:
        drafts.save_file(work, drawing.viewer, drawing.id, "process.bpmn", b"<svg onload='x()'/>", revision=1)
    page.goto(f"{drawing.address}/studio/drafts/{drawing.id}/files/process.bpmn")
    expect(page.locator("[data-editor]")).to_have_attribute("data-drawn", "failed")
    expect(page.locator("[data-editor-stage]")).to_contain_text("以文本修改")
    page.get_by_role("link", name="以文本查看").click()
    expect(page.locator("#text")).to_have_value("<svg onload='x()'/>")


def test_a_form_is_made_where_it_is_needed(drawing: Drawing, page: Page) -> None:
    heard = console_errors(page)
    drawing.open()
    drawing.select("review")
    drawing.unfold("form-and-rights").get_by_role("button", name="新建表单…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("中文名称").fill("复核记录")
    dialog.get_by_role("button", name="创建").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请填写名称")
    assert violations(page) == []
    dialog.get_by_label("英文名称").fill("Review note")
    dialog.get_by_role("button", name="创建").click()
    expect(dialog).to_have_count(0)
    until(lambda: 'formId="review_note"' in drawing.saved())
    expect(page.locator("[data-autosave-status]")).to_contain_text("已")
    drawing.unfold("form-and-rights").get_by_role("link", name="打开该表单").click()
    expect(page.locator("[name=content]")).to_have_value(re.compile("复核记录"))
    assert ["422" in one for one in heard] == [True]  # the browser says what it was refused


def test_the_error_that_an_event_catches_is_chosen(drawing: Drawing, page: Page) -> None:
    caught = (
        '<bpmn:boundaryEvent id="caught_refusal" attachedToRef="review">'
        '<bpmn:errorEventDefinition id="caught" /></bpmn:boundaryEvent></bpmn:process>'
    )
    shape = (
        '<bpmndi:BPMNShape id="caught_refusal_di" bpmnElement="caught_refusal">'
        '<dc:Bounds x="0" y="0" width="36" height="36" /></bpmndi:BPMNShape></bpmndi:BPMNPlane>'
    )
    diagram = drawing.saved().replace("</bpmn:process>", caught).replace("</bpmndi:BPMNPlane>", shape)
    with drawing.platform.begin(drawing.viewer.user_id) as work:
        drafts.save_file(work, drawing.viewer, drawing.id, "process.bpmn", diagram.encode(), revision=1)
    host = drawing.open()
    drawing.select("caught_refusal")
    chooser = drawing.unfold("error-of-the-platform").locator("select")
    expect(chooser.locator("option", has_text="外部服务拒绝")).to_have_count(1)
    chooser.select_option("service_refused")
    until(lambda: 'errorCode="service_refused"' in drawing.saved())
    assert '<bpmn:errorEventDefinition id="caught" errorRef="Error_' in drawing.saved()
    expect(host).to_have_attribute("data-untranslated", "[]")
