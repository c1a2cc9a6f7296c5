"""The editor of decisions in a browser: the proof at the table, its mending, and what comes out unchanged."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.waiting import until
from tests.web.browser import console_errors, overflows, screenshot, violations
from tests.web.people import People
from workflows.bootstrap import Platform
from workflows.packages import package_files
from workflows.people.viewer import Viewer
from workflows.studio import drafts, queries
from workflows.studio.canonical import canonical_lines
from workflows.studio.comments import CommentPlace, comment
from workflows.studio.contents import pack

pytestmark = pytest.mark.prepared
TABLE = "order_terms.dmn"


class Decisions:
    """A draft of the orders, in the editor of one of its decisions."""

    def __init__(self, page: Page, platform: Platform, viewer: Viewer, address: str) -> None:
        self.page, self.platform, self.viewer, self.address = page, platform, viewer, address
        with platform.begin(viewer.user_id) as work:
            self.id = drafts.draft_from_upload(work, viewer, "订单", pack(package_files("service_order")))

    def open(self, name: str = TABLE) -> Locator:
        self.page.goto(f"{self.address}/studio/drafts/{self.id}/files/{name}")
        host = self.page.locator("[data-editor]")
        expect(host).to_have_attribute("data-drawn", "true")
        expect(host).to_have_attribute("data-warnings", "0")
        return host

    def cell(self, element_id: str) -> Locator:
        return self.page.locator(f'td[data-element-id="{element_id}"]')

    def write(self, element_id: str, text: str) -> None:
        self.cell(element_id).click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def saved(self, name: str = TABLE) -> str:
        with self.platform.begin(self.viewer.user_id) as work:
            return queries.draft_file(work, self.viewer, self.id, name).decode()


@pytest.fixture
def decisions(page: Page, people: People, platform: Platform, live_server: str) -> Decisions:
    account = people.account("analyst", "analyst")
    people.sign_in(page, account, live_server)
    return Decisions(page, platform, Viewer(account.id, frozenset({"analyst"})), live_server)


def test_a_gap_stands_at_the_table_and_becomes_a_rule(decisions: Decisions, page: Page) -> None:
    heard = console_errors(page)
    host = decisions.open()
    before = decisions.saved()
    expect(page.locator("tr.uncovered")).to_have_count(0)
    decisions.write("order_terms_rule3_in1", "> 20000")
    row = page.locator("tr.uncovered")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("未覆盖")
    expect(row.locator("td").nth(1)).to_have_text("(10000..20000), 20000")
    until(lambda: "&gt; 20000" in decisions.saved())
    assert violations(page) == []
    screenshot(page, "studio-decisions-zh")

    row.get_by_role("button", name="补为规则").click()
    expect(row).to_have_count(0)
    until(lambda: "(10000..20000), 20000" in decisions.saved())
    expect(page.locator(".tjs-table tbody tr")).to_have_count(4)
    page.locator('[data-act="undo"]').click()
    expect(row).to_have_count(1)
    until(lambda: "(10000..20000), 20000" not in decisions.saved())
    changed = set(canonical_lines(TABLE, decisions.saved().encode(), drawing=True))
    changed ^= set(canonical_lines(TABLE, before.encode(), drawing=True))
    assert {line.strip() for line in changed} == {"text: > 10000", "text: > 20000"}
    expect(host).to_have_attribute("data-untranslated", "[]")
    assert heard == []


def test_rules_in_each_other_s_way_are_marked_and_led_to(decisions: Decisions, page: Page) -> None:
    with decisions.platform.begin(decisions.viewer.user_id) as work:
        for element in ("order_terms", "order_terms_rule3", "order_terms_in1", "order_terms_rule2_in1"):
            place = CommentPlace(TABLE, element)
            comment(work, decisions.viewer, decisions.id, place, "为何以此为界？")
    decisions.open()
    expect(page.locator('td.rule-index[data-row-id="order_terms_rule3"]')).to_have_attribute(
        "data-open-comments", "1"
    )
    expect(page.locator('th[data-col-id="order_terms_in1"]')).to_have_attribute("data-open-comments", "1")
    expect(decisions.cell("order_terms_rule2_in1")).to_have_attribute("data-open-comments", "1")
    tab = page.locator("[data-editor-tabs] [data-open-comments]")
    expect(tab).to_have_attribute("data-open-comments", "4")
    decisions.write("order_terms_rule3_in1", "> 9000")
    mark = page.locator('td.rule-index[data-row-id="order_terms_rule3"] .finding-mark')
    expect(mark).to_be_visible()
    finding = page.locator(".finding.is-warning").filter(has_text="第 2 条与第 3 条")
    page.locator("[data-editor-tabs]").get_by_text("决策关系图").click()
    expect(page.locator(".tjs-table")).to_have_count(0)
    in_graph = page.locator('.djs-overlays[data-container-id="order_terms"] .djs-overlay-comment')
    expect(in_graph).to_have_text("1")
    expect(tab).to_have_count(1)
    finding.get_by_role("button").click()
    expect(decisions.cell("order_terms_rule3_in1")).to_have_class(re.compile("selected|focussed"))


def test_texts_in_english_are_kept_and_all_of_it_speaks_english(decisions: Decisions, page: Page) -> None:
    decisions.open()
    name = page.get_by_label("订单条款", exact=True)
    expect(name).to_have_value("Terms of an order")
    name.fill("Terms")
    name.press("Tab")
    until(lambda: 'name="Terms"' in decisions.saved())
    page.context.add_cookies([{"name": "locale", "value": "en", "url": decisions.address}])
    decisions.open()
    expect(page.locator(".hit-policy")).to_contain_text("Hit policy")
    expect(page.locator("[data-editor-tabs]")).to_contain_text("Decision graph")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_text("needs a wide screen")).to_be_visible()
    assert not overflows(page)
    screenshot(page, "studio-decisions-en-narrow")


def test_what_two_change_is_not_overwritten(decisions: Decisions, page: Page) -> None:
    decisions.open()
    with decisions.platform.begin(decisions.viewer.user_id) as work:
        drafts.save_file(work, decisions.viewer, decisions.id, "README.md", b"theirs", revision=1)
    decisions.write("order_terms_rule3_in1", "> 20000")
    expect(page.locator("[data-autosave-status]")).to_contain_text("他人修改")
    assert "20000" not in decisions.saved()
