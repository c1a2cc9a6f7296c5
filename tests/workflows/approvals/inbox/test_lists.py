"""Filters of section 7, pages, counts, and the number of statements behind a list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import details
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import Filters
from workflows.ground.errors import NotFound


def several(story: Story, clock: FixedClock, count: int, first: int = 0) -> list[str]:
    numbers = []
    for n in range(first, first + count):
        case = story.submit(story.applicant(name=f"申请人{n}"), story.data(n + 10))
        numbers.append(case.number)
        clock.pass_time(hours=1)
    return numbers


def test_pages_neither_repeat_nor_lose_anything(story: Story, clock: FixedClock) -> None:
    numbers = several(story, clock, 5)
    listed: list[str] = []
    after: str | None = None
    while True:
        page = story.read(story.window, lists.to_do, after=after, limit=2)
        assert page.total == 5
        listed += [item.case.number for item in page.items]
        after = page.after
        if after is None:
            break
    assert listed == numbers  # the oldest first
    newest = story.read(story.operator, lists.all_cases, limit=2)
    assert [case.number for case in newest.items] == numbers[:-3:-1]


def test_a_cursor_that_somebody_made_up_is_refused(story: Story) -> None:
    with pytest.raises(NotFound):
        story.read(story.window, lists.to_do, after="1; drop table cases")


def test_each_filter_narrows_the_list(story: Story, clock: FixedClock) -> None:
    start = clock.now
    numbers = several(story, clock, 3)
    (first, *_) = story.to_do(story.window)
    story.decide(story.window, first.task_id, "return", opinion="补正")

    def found(filters: Filters) -> list[str]:
        page = story.read(story.operator, lists.all_cases, filters)
        assert page.total == len(page.items)
        return [case.number for case in page.items]

    assert found(Filters(state="returned")) == [numbers[0]]
    assert found(Filters(since=start + timedelta(minutes=90))) == [numbers[2]]
    assert found(Filters(until=start + timedelta(minutes=30))) == [numbers[0]]
    assert found(Filters(name="第11")) == [numbers[1]]
    assert found(Filters(name=numbers[2].lower())) == [numbers[2]]
    assert found(Filters(applicant="申请人1")) == [numbers[1]]
    assert found(Filters(applicant="第12机械")) == [numbers[2]]
    assert found(Filters(process_id="provider_registration")) == []
    assert found(Filters(name="100%_")) == []


def test_done_lists_what_i_decided(story: Story, clock: FixedClock) -> None:
    several(story, clock, 2)
    for item in story.to_do(story.window):
        story.decide(story.window, item.task_id, "approve")
        clock.pass_time(minutes=1)
    page = story.read(story.window, lists.done)
    assert [item.action for item in page.items] == ["approve", "approve"]
    assert story.read(story.colleague, lists.done).total == 0


def test_counts_are_exact(story: Story, clock: FixedClock) -> None:
    who = story.applicant()
    story.submit(who)
    several(story, clock, 2)
    (first, *_) = story.to_do(story.window)
    story.act(story.window, assignment.claim, first.task_id)
    assert story.read(story.window, lists.counts).to_do == 3
    assert story.read(story.colleague, lists.counts).to_do == 2
    mine = story.read(who.user_id, lists.counts)
    assert (mine.applications, mine.by_state, mine.unread) == (1, {"in_review": 1}, 1)


def test_an_organisation_sees_the_applications_of_its_people(story: Story) -> None:
    from workflows.people.organisations.operations import join

    who, colleague = story.applicant(), story.applicant()
    case = story.submit(who)
    with story.platform.begin() as work:
        join(work, who.organisation_id, colleague.user_id, "agent")
    page = story.read(colleague.user_id, lists.my_applications)
    assert [one.id for one in page.items] == [case.id]


def test_a_longer_list_costs_no_more_statements(
    story: Story, clock: FixedClock, statements: list[str]
) -> None:
    def cost() -> dict[str, int]:
        costs = {}
        for query in (lists.to_do, lists.all_cases, lists.counts):
            statements.clear()
            story.read(story.window, query)
            costs[query.__name__] = len(statements)
        return costs

    several(story, clock, 1)
    few = cost()
    several(story, clock, 8, first=1)
    assert cost() == few
    assert max(few.values()) <= 10


def test_a_decision_costs_a_known_number_of_statements(story: Story, statements: list[str]) -> None:
    from workflows.approvals.values import Decision

    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    statements.clear()
    story.act(story.window, deciding.decide, item.task_id, Decision("approve", "同意"))
    writes = [one for one in statements if not one.lstrip().upper().startswith("SELECT")]
    assert len(statements) <= 40, statements
    assert len(writes) <= 16, writes


def test_a_case_page_costs_a_known_number_of_statements(story: Story, statements: list[str]) -> None:
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    statements.clear()
    with story.platform.begin(story.window) as work:
        from workflows.people.viewer_loader import viewer_of

        viewer = viewer_of(work)
        details.task_detail(work, viewer, item.task_id)
        timeline.timeline(work, viewer, case.id)
        details.next_steps(work, viewer, case.id)
    assert len(statements) <= 30, len(statements)
