"""What is overdue is seen by leads and the operator without asking, and told to leads once a day."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import func, select, update

from tests.web.browser import overflows, violations
from tests.web.conftest import PHONE
from tests.web.inbox.test_deciding import SignIn
from tests.web.people_at_work import Browser
from tests.workflows.approvals.conftest import Story
from workflows.approvals.models import WorkItem
from workflows.approvals.team.jobs import summarise
from workflows.approvals.team.overdue import overdue_count, tell_leads
from workflows.notices.kinds import KINDS
from workflows.notices.models import Message
from workflows.notices.preferences import DIGEST_MINUTE, Preferences, save_preferences
from workflows.people.identity.groups import set_leads

WINDOW = "window:430100"
BADGE = re.compile(r'data-count="overdue"\s+data-count-now="(\d+)"')


def make_late(story: Story) -> None:
    """Let two of three tasks of the window be overdue, and its reviewer lead it."""
    for number in (1, 2, 3):
        story.submit(story.applicant(), story.data(number))
    with story.platform.begin() as work:
        set_leads(work, story.window, frozenset({WINDOW}))
        ids = work.session.scalars(select(WorkItem.task_id).order_by(WorkItem.task_id).limit(2)).all()
        late = {"due_at": work.now - timedelta(days=1)}
        work.session.execute(update(WorkItem).where(WorkItem.task_id.in_(ids)).values(late))


def test_leads_and_operators_see_without_asking_what_is_overdue(
    story: Story, as_user: SignIn, statements: list[str]
):
    """14.17: beside the menu, above the inbox and on the workbench; nobody else is told."""
    make_late(story)
    for user_id in (story.window, story.operator):
        client = as_user(user_id)
        for path in ("/inbox", "/workbench"):
            page = client.get(path).text
            assert BADGE.search(page), path
            assert "有 2 个环节已逾期。" in page
        assert BADGE.findall(page)[0] == "2"
        listed = client.get("/inbox/overdue").text
        assert len(re.findall(r"已逾期", listed)) == 2
        statements.clear()
        client.get("/inbox/overdue")
        few = len(statements)
        assert few < 20
    colleague = as_user(story.colleague)
    assert colleague.get("/inbox/overdue").status_code == 404
    for path in ("/inbox", "/workbench"):
        page = colleague.get(path).text
        assert not BADGE.search(page)
        assert "环节已逾期" not in page
    assert as_user(story.applicant().user_id).get("/inbox/overdue").status_code == 404


def test_a_lead_is_told_once_in_the_morning_and_may_switch_it_off(story: Story, as_user: SignIn):
    """14.17: one summary for all of them; where notices are chosen it can be taken away."""
    assert summarise.cron is not None
    assert "小组逾期每日汇总" in as_user(story.window).get("/account/notices").text

    def told() -> int:
        with story.platform.begin() as work:
            rows = select(func.count()).where(Message.template == "overdue_summary")
            return work.session.scalar(rows) or 0

    with story.platform.begin() as work:
        tell_leads(work)
    assert told() == 0
    make_late(story)
    with story.platform.begin() as work:
        tell_leads(work)
    assert told() == 1
    with story.platform.begin() as work:
        (message,) = work.session.scalars(select(Message).where(Message.template == "overdue_summary"))
        assert (message.user_id, message.params) == (story.window, {"tasks": 2})
        kinds = [kind for kind in KINDS if kind.id == "overdue"]
        none = Preferences({"overdue": frozenset()}, digest=False)
        save_preferences(work, story.window, kinds, none, digest_minute=str(DIGEST_MINUTE))
    with story.platform.begin() as work:
        tell_leads(work)
    assert told() == 1


def test_an_applicant_who_is_late_is_no_matter_of_the_office(story: Story):
    make_late(story)
    with story.platform.begin() as work:
        work.session.execute(update(WorkItem).values(parties_too=True))
    assert story.read(story.window, overdue_count) == 0
    assert story.read(story.colleague, overdue_count) is None


def test_who_applied_sees_in_every_list_until_when_and_what_then(story: Story, as_user: SignIn):
    """14.17: not only on the page of the case."""
    who = story.applicant()
    story.submit(who)
    client = as_user(who.user_id)
    for path in ("/workbench", "/workbench/applications"):
        page = client.get(path).text
        assert re.search(r"截止\s*<time", page) or re.search(r"截止\s*\d", page), path
        assert "2 个工作日未办理 →" in page, path


def test_applicant_lead_and_operator_see_for_whom_it_waits(story: Story, browser_of: Browser):
    """14.17 in a browser: who acts, until when, what then; late ones above the inbox and behind the menu."""
    make_late(story)
    case = story.submit(who := story.applicant(name="王建国"), story.data(4))
    page = browser_of.page
    page.set_viewport_size(PHONE)
    browser_of.become(who.user_id)
    browser_of.open(f"/cases/{case.number}")
    now = page.locator(".next-card .step.is-now").first
    expect(now).to_contain_text("长沙市窗口")
    expect(now.locator(".due")).to_be_visible()
    expect(now).to_contain_text("→")
    assert not overflows(page)
    assert not violations(page)
    for user_id in (story.window, story.operator):
        browser_of.become(user_id)
        browser_of.open("/inbox")
        banner = page.locator(".alert", has_text="有 2 个环节已逾期")
        banner.get_by_role("link").click()
        expect(page.locator("tbody .is-late")).to_have_count(2)
        assert not overflows(page)
        assert not violations(page)
