"""Kept filters, one command on many tasks, and what the lead of a group sees and does."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.administration import users as administration
from workflows.approvals.actions import bulk
from workflows.approvals.inbox import lists, saved_filters
from workflows.approvals.models import CaseEvent
from workflows.approvals.tasks import assignment
from workflows.approvals.team import team_lead
from workflows.approvals.values import Filters
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.ground.work import Work
from workflows.people.identity import groups

WINDOW = "window:430100"


def several(story: Story, clock: FixedClock, count: int, **passed: float) -> list[str]:
    for number in range(1, count + 1):
        story.submit(story.applicant(), story.data(number))
        clock.pass_time(**(passed or {"hours": 1}))
    return [item.task_id for item in story.to_do(story.window)]


def make_lead(story: Story) -> None:
    with story.platform.begin() as work:
        groups.set_leads(work, story.window, frozenset({WINDOW}))


class Begin:
    """Opens transactions for one person."""

    def __init__(self, story: Story, user_id: str) -> None:
        self.story, self.user_id = story, user_id

    def __call__(self) -> AbstractContextManager[Work]:
        return self.story.platform.begin(self.user_id)


def test_a_filter_is_kept_in_order_and_begins_the_inbox(story: Story):
    def keep(name: str, **query: str) -> str:
        kept: str = story.act(story.window, saved_filters.keep, name, query)
        return kept

    late, mine = keep("逾期", due="overdue"), keep(" 我的  ", held="mine")
    story.act(story.window, saved_filters.move, mine, up=True)
    story.act(story.window, saved_filters.begin_with, late)
    shown = story.read(story.window, saved_filters.saved)
    assert [(one.name, one.query, one.is_default) for one in shown] == [
        ("我的", {"held": "mine"}, False), ("逾期", {"due": "overdue"}, True),
    ]  # fmt: skip
    assert keep("逾期", due="today") == late  # the same name: kept anew
    assert story.read(story.window, saved_filters.starting).query == {"due": "today"}
    assert story.read(story.colleague, saved_filters.saved) == []
    for name, query, at in (("", {"q": "x"}, "name"), ("x" * 41, {"q": "x"}, "name"), ("x", {}, "query")):
        with pytest.raises(Invalid) as refused:
            story.act(story.window, saved_filters.keep, name, query)
        assert [problem.field for problem in refused.value.problems] == [at]
    story.act(story.window, saved_filters.forget, late)
    assert story.read(story.window, saved_filters.starting) is None


def test_only_leads_and_operators_share_and_only_the_keeper_changes(story: Story):
    with pytest.raises(Forbidden):
        story.act(story.window, saved_filters.keep, "共享", {"due": "overdue"}, WINDOW)
    make_lead(story)
    kept = story.act(story.window, saved_filters.keep, "共享", {"due": "overdue"}, WINDOW)
    (shared,) = story.read(story.colleague, saved_filters.saved)
    assert (shared.name, shared.group, shared.may_change) == ("共享", WINDOW, False)
    story.act(story.colleague, saved_filters.begin_with, kept)
    for refused in (saved_filters.forget, lambda w, v, f: saved_filters.share(w, v, f, None)):
        with pytest.raises(Forbidden):
            story.act(story.colleague, refused, kept)
    with pytest.raises(NotFound):
        story.act(story.elsewhere, saved_filters.begin_with, kept)
    story.act(story.window, saved_filters.share, kept, None)
    assert story.read(story.colleague, saved_filters.saved) == []
    assert story.read(story.colleague, saved_filters.starting) is None
    story.act(story.operator, saved_filters.keep, "运营", {"urged": "1"}, "operator")
    with pytest.raises(Forbidden):
        story.act(story.operator, saved_filters.keep, "别组", {"urged": "1"}, WINDOW)


def test_each_task_of_many_has_its_own_result(story: Story, clock: FixedClock):
    first, second, third = several(story, clock, 3)
    story.act(story.colleague, assignment.claim, second)
    begin = Begin(story, story.window)
    outcomes = bulk.carry_out(begin, [first, second, "nonsense", third, first], assignment.claim)
    assert [(one.task_id, one.done) for one in outcomes] == [
        (first, True), (second, False), ("nonsense", False), (third, True),
    ]  # fmt: skip
    assert "周窗口" in outcomes[1].sentence("zh-CN")
    assert [one.done for one in bulk.carry_out(begin, [first], assignment.release)] == [True]
    outcomes = bulk.carry_out(begin, [first, second, third], bulk.approve("资料齐全"))
    assert [one.done for one in outcomes] == [True, False, True]
    story.run()
    assert story.read(story.window, lists.done).total == 2
    with story.platform.begin() as work:
        said = list(work.session.scalars(select(CaseEvent.opinion).where(CaseEvent.kind == "approve")))
    assert said == ["资料齐全", "资料齐全"]


def test_a_step_that_wants_a_form_is_left_out_of_approving_many(story: Story):
    who = story.applicant()
    story.submit(who)
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "return", opinion="补正")
    (correction,) = story.to_do(who.user_id)
    (outcome,) = bulk.carry_out(Begin(story, who.user_id), [correction.task_id], bulk.approve(""))
    assert "表单" in outcome.sentence("zh-CN")


def test_of_two_people_who_claim_the_same_many_each_task_has_one_winner(story: Story, clock: FixedClock):
    tasks = several(story, clock, 6)
    results: dict[str, list[bulk.BulkOutcome]] = {}
    gate = Barrier(2)

    def claim_all(user_id: str, order: list[str]) -> None:
        gate.wait()
        results[user_id] = bulk.carry_out(Begin(story, user_id), order, assignment.claim)

    people = [(story.window, tasks), (story.colleague, tasks[::-1])]
    threads = [Thread(target=claim_all, args=one) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = {user: {one.task_id for one in outcomes if one.done} for user, outcomes in results.items()}
    assert won[story.window] | won[story.colleague] == set(tasks)
    assert not won[story.window] & won[story.colleague]
    lost = [one for outcomes in results.values() for one in outcomes if not one.done]
    assert all(isinstance(one.refusal, Conflict) and "签收" in one.sentence("zh-CN") for one in lost)


def test_a_lead_sees_how_the_group_stands(story: Story, clock: FixedClock, statements: list[str]):
    tasks = several(story, clock, 3, days=2)  # Monday, Wednesday, Friday; now it is Sunday
    make_lead(story)
    story.act(story.colleague, assignment.claim, tasks[0])
    statements.clear()
    numbers = story.read(story.window, team_lead.team_numbers, WINDOW)
    few = len(statements)
    assert (numbers.active, numbers.free) == (3, 2)
    assert [(one.name, one.tasks) for one in numbers.held] == [("周窗口", 1), ("陈窗口", 0)]
    assert numbers.ageing == (1, 1, 1, 0)
    assert sum(numbers.decided.values()) == 0
    assert numbers.median is None
    story.decide(story.colleague, tasks[0], "approve")
    numbers = story.read(story.window, team_lead.team_numbers, WINDOW)
    assert numbers.decided[date(2026, 3, 8)] == 1
    assert numbers.median == timedelta(days=6)
    statements.clear()
    for number in range(4, 9):
        story.submit(story.applicant(), story.data(number))
    statements.clear()
    story.read(story.window, team_lead.team_numbers, WINDOW)
    assert len(statements) == few <= 10
    for stranger in (story.colleague, story.elsewhere, story.operator):
        for query in (team_lead.team_numbers, team_lead.team_tasks):
            with pytest.raises(NotFound):
                story.read(stranger, query, WINDOW)


def test_a_lead_finds_tasks_by_holder_and_age_and_hands_them_around(story: Story, clock: FixedClock):
    tasks = several(story, clock, 3, days=2)
    make_lead(story)
    story.act(story.colleague, assignment.claim, tasks[0])

    def found(**how: object) -> list[str]:
        return [one.task_id for one in story.read(story.window, team_lead.team_tasks, WINDOW, **how).items]

    assert found() == tasks
    assert found(filters=Filters(held=story.colleague)) == tasks[:1]
    assert found(older_than=1, younger_than=3) == tasks[1:2]
    assert found(younger_than=1) == tasks[2:]
    begin = Begin(story, story.window)
    outcomes = bulk.carry_out(begin, tasks[:2], bulk.transfer(story.window, "同事休假"))
    assert [one.done for one in outcomes] == [True, True]
    assert found(filters=Filters(held="mine")) == tasks[:2]
    for to, reason in ((story.elsewhere, "错人"), ("", "没有人"), (story.colleague, "")):
        (outcome,) = bulk.carry_out(begin, tasks[:1], bulk.transfer(to, reason))
        assert isinstance(outcome.refusal, Invalid), (to, reason)
    with pytest.raises(Forbidden):
        story.act(story.operator, team_lead.reassign, tasks[2], story.colleague, "越权")


def test_the_administration_makes_leads_of_members_only(story: Story):
    from tests.factories.people import staff, viewer

    admin = staff(story.platform, "admin", name="孔思远")

    def lead(group: str) -> None:
        with story.platform.begin(admin) as work:
            acting = viewer(story.platform, admin)
            administration.set_leads(work, acting, story.window, frozenset({group}))

    lead(WINDOW)
    assert viewer(story.platform, story.window).leads == {WINDOW}
    assert viewer(story.platform, story.colleague).leads == frozenset()
    with pytest.raises(Invalid):
        lead("operator")
    with pytest.raises(Forbidden):
        story.act(story.operator, administration.set_leads, story.window, frozenset())
