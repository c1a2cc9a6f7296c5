from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, update

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from web.app import create_app
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform
from workflows.notices import kinds
from workflows.notices.digests import jobs as digests
from workflows.notices.digests import sending
from workflows.notices.models import Digest, DigestItem
from workflows.notices.preferences import Preferences, save_preferences
from workflows.outbox.models import Mail
from workflows.people.identity.models import User

MONDAY_0829 = datetime(2026, 3, 2, 0, 29, tzinfo=UTC)
MONDAY_0830 = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
SATURDAY_0900 = datetime(2026, 3, 7, 1, 0, tzinfo=UTC)
BASE = "https://tongban.example"


def reachable(platform: Platform, user_id: str, address: str, **values: object) -> str:
    """Give somebody a confirmed address."""
    with platform.begin() as work:
        columns = {"email": address, "email_key": address, "email_verified_at": work.now, **values}
        work.session.execute(update(User).where(User.id == user_id).values(**columns))
    return user_id


def send(platform: Platform, after: str = "") -> str | None:
    with platform.begin() as work:
        return sending.send_page(work, BASE, after)


def mails(platform: Platform, address: str) -> list[Mail]:
    with platform.begin() as work:
        rows = select(Mail).where(Mail.to_address == address, Mail.template == "digest").order_by(Mail.id)
        return list(work.session.scalars(rows))


def forget_today(platform: Platform) -> None:
    with platform.begin() as work:
        work.session.execute(delete(Digest))


def test_what_waits_with_what_is_overdue_first(story: Story, platform: Platform, clock: FixedClock) -> None:
    clock.now = datetime(2026, 2, 9, 2, 0, tzinfo=UTC)
    for number in range(1, 13):
        story.submit(story.applicant(), story.data(number))
    clock.now = MONDAY_0830
    for number in (13, 14):
        story.submit(story.applicant(), story.data(number))
    reachable(platform, story.window, "chen@example.com")
    reachable(platform, story.colleague, "zhou@example.com", locale="en")
    story.act(story.colleague, assignment.claim, story.to_do(story.colleague)[0].task_id)
    send(platform)
    (chinese,), (english,) = mails(platform, "chen@example.com"), mails(platform, "zhou@example.com")
    assert chinese.subject.startswith("今日待办 13 项，其中逾期 ")
    assert english.subject.startswith("14 tasks to do today, 12 overdue")
    assert chinese.body.count("【已逾期】") == 10
    assert chinese.body.count(f"{BASE}/inbox/tasks/") == 10
    assert "其余 3 项请在待办中查看" in chinese.body
    assert "陈窗口，您好" in chinese.body
    assert "长沙第14机械有限公司" not in chinese.body  # not overdue, and ten are
    adapter = create_app(platform).url_map.bind("tongban.example", url_scheme="https")
    for line in chinese.body.splitlines():
        if BASE in line:
            adapter.match(line[line.index(BASE) + len(BASE) :].strip())


def test_what_was_decided_on_my_application_once(story: Story, platform: Platform, clock: FixedClock) -> None:
    owner = story.applicant()
    case = story.submit(owner)
    (task,) = story.to_do(story.window)
    story.decide(story.window, task.task_id, "approve", opinion="资料齐全")
    for approved in story.to_do(story.operator):
        story.decide(story.operator, approved.task_id, "approve", opinion="同意")
    with platform.begin() as work:
        address = work.session.get_one(User, owner.user_id).email
    assert address is not None
    send(platform)
    (mail,) = mails(platform, address)
    assert mail.subject == "今日摘要"
    assert f"\n  {BASE}/cases/{case.number}\n" in mail.body, "each line leads to what it tells of"
    assert "您的申请有以下结果" in mail.body
    clock.pass_time(days=1)
    send(platform)
    assert len(mails(platform, address)) == 1
    with platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(DigestItem)) == 0


def test_once_a_day_at_the_hour_that_was_chosen_on_working_days(
    story: Story, platform: Platform, clock: FixedClock
) -> None:
    story.submit(story.applicant())
    early, late = story.window, story.colleague
    for user_id in (early, late):
        reachable(platform, user_id, f"{user_id}@example.com")
    with platform.begin() as work:
        save_preferences(work, late, kinds.KINDS, Preferences({}), digest_minute="600")

    def sent() -> tuple[int, int]:
        return len(mails(platform, f"{early}@example.com")), len(mails(platform, f"{late}@example.com"))

    counts = []
    for moment in (MONDAY_0829, MONDAY_0830, MONDAY_0830.replace(hour=2), MONDAY_0830.replace(hour=9)):
        clock.now = moment
        send(platform)
        counts.append(sent())
    assert counts == [(0, 0), (1, 0), (1, 1), (1, 1)]
    clock.now = SATURDAY_0900
    send(platform)
    assert sent() == (1, 1)
    clock.now = MONDAY_0830.replace(day=9)
    send(platform)
    assert sent() == (2, 1)


def test_no_mail_without_news_address_or_wish(story: Story, platform: Platform) -> None:
    story.submit(story.applicant())
    idle = reachable(platform, staff(platform, "finance"), "idle@example.com")
    unwilling = reachable(platform, story.window, "no@example.com")
    with platform.begin() as work:
        save_preferences(work, unwilling, kinds.KINDS, Preferences({}, digest=False), digest_minute="510")
    reachable(platform, story.colleague, "unconfirmed@example.com", email_verified_at=None)
    send(platform)
    for address in ("idle", "no", "unconfirmed"):
        assert mails(platform, f"{address}@example.com") == []
    with platform.begin() as work:
        done = work.session.scalars(select(Digest.user_id)).all()
    assert idle in done
    assert unwilling not in done


def test_pages_of_people_and_statements_that_do_not_grow_with_the_idle(
    story: Story, platform: Platform, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PAGE_PEOPLE", 4)
    people = [
        reachable(platform, staff(platform, "finance"), f"f{number}@example.com") for number in range(10)
    ]
    statements.clear()
    last = send(platform)
    few = len(statements)
    assert last == sorted(people)[3]
    with platform.begin() as work:
        assert work.session.scalar(select(func.count()).select_from(Digest)) == 4
    forget_today(platform)
    monkeypatch.setattr(sending, "PAGE_PEOPLE", 20)
    statements.clear()
    assert send(platform) is None
    assert len(statements) == few


def test_each_run_goes_through_all_pages(
    story: Story, platform: Platform, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PAGE_PEOPLE", 2)
    story.submit(story.applicant())
    people = [story.window, story.colleague, *(staff(platform, "window:430100") for _ in range(3))]
    for user_id in people:
        reachable(platform, user_id, f"{user_id}@example.com")
    for _ in range(2):
        clock.pass_time(minutes=5, seconds=1)
        with platform.begin() as work:
            assert work.jobs.begin_periodic(digests.JOB_TYPE)
        platform.engine.run_due_jobs()
        assert all(len(mails(platform, f"{user_id}@example.com")) == 1 for user_id in people)
        with platform.begin() as work:
            assert not any(job.job_type == digests.JOB_TYPE for job in work.jobs.list())


def test_old_records_are_forgotten(platform: Platform, clock: FixedClock, story: Story) -> None:
    reachable(platform, story.window, "chen@example.com")
    send(platform)
    clock.pass_time(days=32)
    with platform.begin() as work:
        sending.forget(work)
        assert work.session.scalar(select(func.count()).select_from(Digest)) == 0
