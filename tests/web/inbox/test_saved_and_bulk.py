"""Filters in the address and kept ones, many tasks at once, a lead's pages: through HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from web.inbox import lists
from web.inbox.lists import marked
from workflows.approvals.inbox.lists import to_do
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.people.identity.groups import set_leads

SignIn = Callable[[str], FlaskClient]
WINDOW = "window:430100"


def names(page: str) -> list[str]:
    matches = re.findall(r"data-key-open><strong>(.*?)机械有限公司", page)
    return [re.sub(r"</?mark>", "", name).rpartition("第")[2] for name in matches]


@pytest.fixture
def three(story: Story, clock: FixedClock) -> Story:
    for number, capital in ((1, 50), (2, 500), (3, 5000)):
        data = story.data(number, registered_capital=capital, size_class="small" if number < 3 else "medium")
        story.submit(story.applicant(name=f"申请人{number}"), data)
        clock.pass_time(hours=1)
    return story


def lead(story: Story) -> None:
    with story.platform.begin() as work:
        set_leads(work, story.window, frozenset({WINDOW}))


def test_filters_of_the_address_and_chips_without_each(three: Story, as_user: SignIn):
    reviewer = as_user(three.window)
    kind = "process=enterprise_registration"
    for query, expected, chips in (
        ("q=申请人2", ["2"], ["申请人2"]),
        ("q=机械&held=free&due=week", [], ["机械", "待签收", "本周内"]),
        ("priority=normal&group=window:430100", ["1", "2", "3"], ["普通", "长沙市窗口"]),
        (f"{kind}&step=review", ["1", "2", "3"], ["企业注册认证"]),
        (f"{kind}&f.registered_capital.min=100&f.size_class=small", ["2"], ["小型", "≥ 100"]),
        (f"{kind}&f.founded_on.min=2020-01-01", [], ["≥ 2020-01-01"]),
        ("f.registered_capital.min=100", ["1", "2", "3"], []),  # without its kind a field means nothing
        ("region=430100&urged=1", [], ["长沙市", "是"]),
    ):  # fmt: skip
        page = reviewer.get(f"/inbox?{query}").text
        if "due" not in query:
            assert names(page) == expected, query
        for chip in chips:
            assert re.search(rf'class="chip"[^>]*>.*?</span> {chip}', page), (query, chip)
    page = reviewer.get("/inbox?q=机械&held=free&sort=due").text
    assert 'href="/inbox?held=free&amp;sort=due"' in page  # the chip of the search takes only itself away
    assert "<mark>机械</mark>" in page


def test_marks_escape_what_people_wrote():
    said = "<script>alert('标题')</script> 标题 & 机械"
    assert marked(said, "标题") == (
        "&lt;script&gt;alert(&#39;<mark>标题</mark>&#39;)&lt;/script&gt; <mark>标题</mark> &amp; 机械"
    )
    assert str(marked("长" * 300 + "模糊", "模糊")).endswith("<mark>模糊</mark>")
    assert marked("<b>", "nothing") == "&lt;b&gt;"


def test_the_four_lists_show_what_they_should(three: Story, as_user: SignIn):
    (first, second, _) = three.to_do(three.window)
    three.decide(three.window, first.task_id, "return", opinion="执照模糊")
    reviewer = as_user(three.window)
    assert names(reviewer.get("/inbox/done").text) == ["1"]
    page = reviewer.get("/inbox/done?q=模糊").text
    assert names(page) == ["1"]
    assert "执照<mark>模糊</mark>" in page
    owner = as_user(second.case.applicant_id)
    assert names(owner.get("/inbox/started").text) == ["2"]
    assert "暂无抄送" in owner.get("/inbox/copied").text
    assert "还没有发起的申请" in reviewer.get("/inbox/started").text


def test_who_oversees_finds_every_case_by_what_was_said(three: Story, as_user: SignIn):
    (first, *_) = three.to_do(three.window)
    three.decide(three.window, first.task_id, "return", opinion="执照模糊")
    operator = as_user(three.operator)
    assert names(operator.get("/inbox/all").text) == ["3", "2", "1"]
    assert names(operator.get("/inbox/all?q=申请人1 模糊").text) == ["1"]
    returned = operator.get("/inbox/all?state=returned&region=430100").text
    assert names(returned) == ["1"]
    assert "补正并重新提交" not in returned, "only who applied can correct it"
    assert re.search(r'data-label="下一步"><div>\s*<div>[^<]+<div[^>]*>[^<]+</div>', returned)
    assert names(operator.get("/inbox/all?state=approved").text) == []
    assert as_user(three.window).get("/inbox/all").status_code == 404


def test_pages_lead_back_as_well(three: Story, as_user: SignIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lists, "ROWS", 2)
    reviewer = as_user(three.window)
    for sort in ("oldest", "applicant"):
        first = reviewer.get(f"/inbox?sort={sort}").text
        (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
        second = reviewer.get(following.replace("&amp;", "&")).text
        (earlier,) = re.findall(r'rel="prev" href="([^"]+)"', second)
        assert names(reviewer.get(earlier.replace("&amp;", "&")).text) == names(first) == ["1", "2"]
    assert reviewer.get("/inbox?before=nowhere").status_code == 404


def test_a_filter_is_kept_shared_and_begins_the_inbox(three: Story, as_user: SignIn):
    lead(three)
    reviewer, colleague = as_user(three.window), as_user(three.colleague)
    form = reviewer.get("/inbox/filters?q=申请人2&sort=due").text
    assert 'name="query:q" value="申请人2"' in form
    kept = {"query:q": "申请人2", "query:sort": "due", "name": "看二号", "group": WINDOW, "default": "1"}
    answer = reviewer.post("/inbox/filters", data=kept | {"name": ""})
    assert answer.status_code == 422
    assert "请填写筛选名称" in answer.text
    assert reviewer.post("/inbox/filters", data=kept).status_code == 302
    start = reviewer.get("/inbox")
    assert start.status_code == 302
    page = reviewer.get(start.headers["Location"]).text
    assert names(page) == ["2"]
    assert re.search(r'kept-filter active"[^>]*>.*?看二号 <span class="page-tab-count">1<', page, re.DOTALL)
    assert names(reviewer.get("/inbox?all=1").text) == ["1", "2", "3"]
    shown = colleague.get("/inbox").text
    assert "看二号" in shown
    assert "删除“看二号”" not in colleague.get("/inbox/filters").text
    (filter_id,) = set(re.findall(r'action="/inbox/filters/([^"]+)"', reviewer.get("/inbox/filters").text))
    assert colleague.post(f"/inbox/filters/{filter_id}", data={"what": "forget"}).status_code == 403
    assert (
        as_user(three.elsewhere).post(f"/inbox/filters/{filter_id}", data={"what": "up"}).status_code == 404
    )
    assert reviewer.post(f"/inbox/filters/{filter_id}", data={"what": "forget"}).status_code == 302
    assert reviewer.get("/inbox").status_code == 200


def test_many_tasks_are_claimed_approved_and_handed_over_without_a_script(three: Story, as_user: SignIn):
    tasks = [item.task_id for item in three.to_do(three.window)]
    three.act(three.colleague, assignment.claim, tasks[1])
    reviewer = as_user(three.window)
    answer = reviewer.post("/inbox/bulk/run", data={"task": tasks, "action": "claim"}).text
    assert "已办理 2 个任务" in answer
    assert "周窗口 已于 2026-03-02 11:00 签收" in answer or "周窗口" in answer
    page = reviewer.post("/inbox/bulk", data={"task": tasks[:1], "action": "approve"}).text
    assert "通过 1 个任务" in page
    told = reviewer.post(
        "/inbox/bulk/run",
        data={"task": tasks, "action": "approve", "opinion": "资料齐全"},
        headers={"Accept": "application/json"},
    ).json
    assert [one["done"] for one in told["results"]] == [True, False, True]
    assert told["results"][0]["number"] == "QY-2026-000001"
    answer = reviewer.post("/inbox/bulk/run", data={"task": tasks, "action": "transfer"})
    assert answer.status_code == 422
    assert "请选择接手人" in answer.text
    assert reviewer.post("/inbox/bulk/run", data={"task": tasks, "action": "explode"}).status_code == 404
    assert "请先选择任务" in reviewer.post("/inbox/bulk", follow_redirects=True).text


def test_what_is_left_out_of_many_costs_as_many_statements_as_of_few(
    story: Story, as_user: SignIn, statements: list[str]
):
    for number in range(1, 31):
        story.submit(story.applicant(), story.data(number))
    tasks = [item.task_id for item in story.read(story.window, to_do, limit=50).items]
    decided, claimed = tasks[0], tasks[1:30:3]
    for task_id in claimed:
        story.act(story.colleague, assignment.claim, task_id)
    story.decide(story.window, decided, "approve", opinion="同意")
    reviewer = as_user(story.window)

    def asked(chosen: list[str]) -> tuple[int, str]:
        data = {"task": chosen, "action": "approve"}
        reviewer.post("/inbox/bulk", data=data)
        statements.clear()
        told = reviewer.post("/inbox/bulk", data=data).text
        return len(statements), told

    few, page = asked(tasks[:3])
    assert "所选任务中有 2 个" in page
    many, page = asked([*tasks, "nowhere"])
    assert "所选任务中有 12 个" in page
    assert page.count("周窗口 已于 2026-03-02 10:00 签收此任务。") == len(claimed)
    assert "任务已不存在" in page
    assert many == few


def test_a_lead_looks_at_numbers_and_hands_tasks_around(three: Story, as_user: SignIn):
    lead(three)
    (first, *_) = three.to_do(three.window)
    three.act(three.colleague, assignment.claim, first.task_id)
    reviewer = as_user(three.window)
    assert reviewer.get("/inbox/team").headers["Location"] == f"/inbox/team/{WINDOW}"
    page = reviewer.get(f"/inbox/team/{WINDOW}").text
    assert re.search(r'team-value">3</span> 在办任务', page)
    (held,) = re.findall(r'<a href="([^"]+held=[^"]+)">周窗口</a>', page)
    tasks = reviewer.get(held.replace("&amp;", "&")).text
    assert names(tasks) == ["1"]
    form = reviewer.post("/inbox/bulk", data={"task": first.task_id, "action": "transfer"}).text
    assert "陈窗口</option>" in form
    moved = {"task": first.task_id, "action": "transfer", "to": three.window, "reason": "同事休假"}
    assert "已办理 1 个任务" in reviewer.post("/inbox/bulk/run", data=moved).text
    assert three.to_do(three.window)[0].mine
    assert as_user(three.colleague).get(f"/inbox/team/{WINDOW}").status_code == 404
    assert as_user(three.colleague).get("/inbox/team").status_code == 404


PROCESS = "enterprise_registration"


def test_lists_cost_a_known_number_of_statements(three: Story, as_user: SignIn, statements: list[str]):
    lead(three)
    (first, second, third) = three.to_do(three.window)
    three.act(three.window, deciding.decide, first.task_id, Decision("approve", "同意"))
    three.act(three.colleague, assignment.claim, third.task_id)
    reviewer = as_user(three.window)
    for name in ("甲", "乙"):
        reviewer.post("/inbox/filters", data={"query:q": name, "name": name})
    addresses = (
        "/inbox", "/inbox?q=机械&sort=applicant", "/inbox?sort=applicant", "/inbox/done?q=同意",
        f"/inbox?process={PROCESS}&sort=-f.registered_capital",
        "/inbox/started", "/inbox/copied", f"/inbox/team/{WINDOW}", f"/inbox/team/{WINDOW}/tasks",
    )  # fmt: skip

    def cost(address: str) -> int:
        reviewer.get(address)
        statements.clear()
        assert reviewer.get(address).status_code == 200
        return len(statements)

    few = {address: cost(address) for address in addresses}
    overseer = as_user(three.operator)
    overseer.get("/inbox/all")
    statements.clear()
    overseer.get("/inbox/all?q=机械")
    few_of_all = len(statements)
    three.act(three.window, deciding.decide, second.task_id, Decision("approve", "同意"))
    for number in range(4, 9):
        three.submit(three.applicant(), three.data(number))
        reviewer.post("/inbox/filters", data={"query:q": f"{number}", "name": f"{number}"})
    many = {address: cost(address) for address in addresses}
    assert many == few
    statements.clear()
    overseer.get("/inbox/all?q=机械")
    assert len(statements) == few_of_all
    assert max(many.values()) < 40
