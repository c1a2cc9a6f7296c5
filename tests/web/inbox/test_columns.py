"""One's own columns of a list: choosing, ordering, fields of a form, and the list as a file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect

from tests.web.browser import console_errors, overflows, violations
from tests.web.conftest import PHONE
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from web.inbox import exports
from workflows.approvals.tasks import deciding
from workflows.approvals.values import Decision

SignIn = Callable[[str], FlaskClient]
KIND = "process=enterprise_registration"


def heads(page: str) -> list[str]:
    return re.findall(r'<th scope="col">([^<]+)</th>', page)


def move(client: FlaskClient, what: str, column: str = "", where: str = "to_do", kind: str = "") -> int:
    address = f"/inbox/columns/{where}?{kind}"
    return client.post(address, data={"what": what, "column": column}).status_code


@pytest.fixture
def two(story: Story) -> Story:
    for number, capital in ((1, 1234.5), (2, 60)):
        data = story.data(number, registered_capital=capital, size_class="small", founded_on="2019-05-06")
        story.submit(story.applicant(name=f"申请人{number}"), data)
    return story


def test_columns_are_added_moved_taken_away_and_put_back(two: Story, as_user: SignIn):
    reviewer = as_user(two.window)
    usual = ["申请", "环节", "到达时间", "截止", "办理人"]
    assert heads(reviewer.get("/inbox").text) == usual
    for what, column in (("add", "region"), ("add", "round"), ("up", "round"), ("remove", "opened")):
        assert move(reviewer, what, column) == 302
    page = reviewer.get("/inbox").text
    assert heads(page) == ["申请", "环节", "截止", "办理人", "提交次数", "所在地区"]
    assert 'data-label="所在地区"' in page
    assert "长沙市" in page
    assert heads(as_user(two.colleague).get("/inbox").text) == usual, "everybody has their own"
    assert move(reviewer, "reset") == 302
    assert heads(reviewer.get("/inbox").text) == usual
    for what, column in (
        ("add", "decision"), ("add", "nonsense"), ("add", "f.size_class"), ("up", "region"), ("turn", "step"),
    ):  # fmt: skip
        assert move(reviewer, what, column) == 404, (what, column)
    assert move(reviewer, "add", "step", "copied") == 404


def test_fields_of_a_kind_are_columns_of_the_list_narrowed_to_it(two: Story, as_user: SignIn):
    reviewer = as_user(two.window)
    for column in ("f.size_class", "f.registered_capital", "f.founded_on"):
        assert move(reviewer, "add", column, kind=KIND) == 302
    page = reviewer.get(f"/inbox?{KIND}").text
    assert heads(page)[-3:] == ["企业规模", "注册资本（万元）", "成立日期"]
    for said in ("小型", "1,234.5", "2019-05-06"):
        assert re.search(rf'title="{said}"', page), said
    assert "企业规模" not in heads(reviewer.get("/inbox").text)
    chosen = reviewer.get(f"/inbox/columns/to_do?{KIND}").text
    assert "企业规模" in chosen.split("未显示的列")[0]
    assert move(reviewer, "add", "f.size_class", kind="process=nonsense") == 404


def test_what_a_step_hides_is_no_column(two: Story, as_user: SignIn, monkeypatch: pytest.MonkeyPatch):
    from workflows.approvals.cases import diagrams

    reviewer = as_user(two.window)
    for column in ("f.size_class", "f.founded_on"):
        move(reviewer, "add", column, kind=KIND)
    monkeypatch.setattr(diagrams, "rights_of", lambda *_args, **_named: ({"size_class": "hidden"}, "read"))
    page = reviewer.get(f"/inbox?{KIND}").text
    assert 'title="2019-05-06"' in page
    assert 'title="小型"' not in page


def test_the_list_is_a_file_in_the_same_columns(two: Story, as_user: SignIn, monkeypatch: pytest.MonkeyPatch):
    reviewer = as_user(two.window)
    item = two.to_do(two.window)[0]
    move(reviewer, "add", "f.registered_capital", kind=KIND)
    move(reviewer, "remove", "held", kind=KIND)
    answer = reviewer.get(f"/inbox/export/to_do.csv?{KIND}&sort=newest")
    assert answer.headers["Cache-Control"] == "no-store"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "编号,申请,申请人,环节,到达时间,截止,注册资本（万元）"
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["60", "1234.5"], lines
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    cut = reviewer.get("/inbox/export/to_do.csv").data.decode("utf-8-sig").splitlines()
    assert len(cut) == 3
    assert cut[2].startswith("仅导出前 1 条记录。")
    two.act(two.window, deciding.decide, item.task_id, Decision("approve", "同意"))
    with ZipFile(io.BytesIO(reviewer.get("/inbox/export/done.xlsx").data)) as book:
        strings = book.read("xl/sharedStrings.xml") if "xl/sharedStrings.xml" in book.namelist() else b""
        cells = (strings + book.read("xl/worksheets/sheet1.xml")).decode()
    assert "通过" in cells
    assert item.case.number in cells
    assert reviewer.get("/inbox/export/to_do.pdf").status_code == 404
    assert reviewer.get("/inbox/export/all.csv").status_code == 404


def test_chosen_fields_cost_no_statement_for_each_row(two: Story, as_user: SignIn, statements: list[str]):
    reviewer = as_user(two.window)
    for column in ("f.size_class", "f.registered_capital"):
        move(reviewer, "add", column, kind=KIND)

    def cost(address: str) -> int:
        reviewer.get(address)
        statements.clear()
        assert reviewer.get(address).status_code == 200
        return len(statements)

    addresses = (f"/inbox?{KIND}", f"/inbox/export/to_do.csv?{KIND}")
    few = [cost(address) for address in addresses]
    for number in range(3, 9):
        two.submit(two.applicant(), two.data(number))
    assert [cost(address) for address in addresses] == few


def test_columns_are_chosen_by_keyboard_and_read_on_a_phone(two: Story, browser_of: Browser):
    page, heard = browser_of.page, console_errors(browser_of.page)
    browser_of.become(two.window)
    browser_of.open(f"/inbox?{KIND}")
    page.get_by_role("link", name="列设置").click()
    page.get_by_role("button", name="显示企业规模").press("Enter")
    page.get_by_role("button", name="上移“企业规模”").press("Enter")
    expect(page.locator(".kept-name").nth(3)).to_have_text("企业规模")
    assert not violations(page)
    page.set_viewport_size(PHONE)
    assert not overflows(page)
    page.get_by_role("link", name="返回列表").click()
    cell = page.locator("td[data-label='企业规模']").first
    sorting = page.locator(".list-sort").bounding_box()
    assert sorting is not None
    assert sorting["height"] < 60, "the closed list of fields takes no room"
    expect(cell).to_be_visible()
    expect(cell).to_contain_text("小型")
    assert not overflows(page)
    assert not violations(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="分栏").click()
    expect(page.locator("td.col-step").first).to_be_visible()
    expect(cell).to_be_hidden()
    assert not heard
