"""The list of what waits: order, filters, pages, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.counted_calls import calls_of_page
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from web.inbox import lists
from workflows.approvals.tasks import assignment

SignIn = Callable[[str], FlaskClient]


def names(page: str) -> list[str]:
    return re.findall(r"data-key-open><strong>企业注册认证 · 长沙第(\d+)机械有限公司", page)


@pytest.fixture
def three(story: Story, clock: FixedClock) -> Story:
    for number in (1, 2, 3):
        story.submit(story.applicant(name=f"申请人{number}"), story.data(number))
        clock.pass_time(hours=30)
    return story


def test_order_and_filters(three: Story, as_user: SignIn, clock: FixedClock):
    reviewer = as_user(three.window)
    items = three.to_do(three.window)
    three.act(three.window, assignment.claim, items[1].task_id)
    for query, expected in (
        ("", ["1", "2", "3"]),
        ("?sort=newest", ["3", "2", "1"]),
        ("?sort=due", ["1", "2", "3"]),
        ("?sort=priority", ["1", "2", "3"]),
        ("?sort=nonsense", ["1", "2", "3"]),
        ("?held=mine", ["2"]),
        ("?held=free", ["1", "3"]),
        ("?name=第3", ["3"]),
        ("?name=%25", []),
        ("?name=QY-2026-000002", ["2"]),
        ("?applicant=申请人1", ["1"]),
        ("?process=provider_registration", []),
        ("?since=2026-03-03&until=2026-03-03", ["2"]),
        ("?since=never&until=9999-99-99", ["1", "2", "3"]),
    ):
        assert names(reviewer.get(f"/inbox{query}").text) == expected, query
    clock.pass_time(days=4)
    reviewer = as_user(three.window)  # the session before has ended by now
    assert names(reviewer.get("/inbox?due=overdue").text) == ["1"]
    assert "没有符合条件的记录" in reviewer.get("/inbox?name=xyz").text


def test_a_list_makes_few_calls(three: Story, as_user: SignIn):
    calls = calls_of_page(as_user(three.window), "/inbox")
    assert calls <= 28_300, calls


@pytest.mark.parametrize("sort", ["oldest", "newest", "due", "priority"])
def test_pages_follow_each_other_without_gap(
    three: Story, as_user: SignIn, monkeypatch: pytest.MonkeyPatch, sort: str
):
    monkeypatch.setattr(lists, "ROWS", 2)
    reviewer = as_user(three.window)
    first = reviewer.get(f"/inbox?sort={sort}").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert "有 3 个任务待您办理" in first
    second = reviewer.get(following[1].replace("&amp;", "&")).text
    assert sorted(names(first) + names(second)) == ["1", "2", "3"]
    assert 'rel="next"' not in second
    assert reviewer.get(f"/inbox?sort={sort}&after=nowhere").status_code == 404


def test_a_longer_list_costs_no_further_statement(story: Story, as_user: SignIn, statements: list[str]):
    reviewer = as_user(story.window)

    def cost(address: str) -> int:
        reviewer.get(address)
        statements.clear()
        assert reviewer.get(address).status_code == 200
        return len(statements)

    story.submit(story.applicant(), story.data(1))
    few = {address: cost(address) for address in ("/inbox", "/inbox/done", "/workbench")}
    for number in range(2, 9):
        story.submit(story.applicant(), story.data(number))
    many = {address: cost(address) for address in few}
    assert many == few
    assert max(many.values()) < 40
