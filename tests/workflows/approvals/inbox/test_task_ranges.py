"""Filtered lists, read along ranges of an index for each audience: the same as looked for one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations, count
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.keyset import TO_DO
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.search import search_index
from workflows.approvals.tasks import assignment
from workflows.approvals.team import overdue, team_lead
from workflows.approvals.values import Filters, Page, WorkItemView
from workflows.people.identity.groups import set_leads

WINDOW, ELSEWHERE = "window:430100", "window:430200"
FAR = datetime(9999, 1, 1, tzinfo=UTC)
Row = tuple[WorkItem, Case]
Fits = Callable[[WorkItem, Case], bool]
KEYS: dict[str, Callable[[WorkItem], Any]] = {
    "oldest": lambda item: (item.opened_at, item.task_id),
    "due": lambda item: (item.due_at or FAR, item.task_id),
    "priority": lambda item: (-item.priority, item.opened_at, item.task_id),
    "applicant": lambda item: (item.applicant, item.task_id),
}


class Desk:
    """A person of two windows, who leads one of them, and what waits there."""

    def __init__(self, story: Story, clock: FixedClock, seed: int) -> None:
        self.story, self.clock, self.random = story, clock, Random(seed)
        self.reader = staff(story.platform, WINDOW, ELSEWHERE, name="两窗口")
        with story.platform.begin() as work:
            set_leads(work, self.reader, frozenset({WINDOW}))
        for number in range(1, 10):
            region = self.random.choice(["430100", "430100", "430200"])
            story.submit(story.applicant(), story.data(number, region=region))
        self._scatter()

    def _scatter(self) -> None:
        """Give the tasks times, priorities and names at random, some of them the same; let some be held."""
        hour = timedelta(hours=1)
        with self.story.platform.begin() as work:
            for item in work.session.scalars(select(WorkItem).order_by(WorkItem.task_id)):
                item.priority = self.random.choice([20, 50, 50, 80])
                item.due_at = self.random.choice([None, self.clock.now + self.random.randint(-3, 3) * hour])
                item.opened_at = self.clock.now - self.random.randint(1, 4) * hour
                item.applicant = self.random.choice(["甲公司", "乙~公司", "丙公司"])
        for item in self.story.to_do(self.reader)[:5]:
            holder = self.reader if self.random.random() < 0.5 else self.story.colleague
            if WINDOW in item.groups:
                self.story.act(holder, assignment.claim, item.task_id)
        for item in [one for one in self.story.to_do(self.reader) if one.mine][:1]:
            self.story.decide(self.reader, item.task_id, "approve")

    def rows(self, fits: Fits) -> list[Row]:
        with self.story.platform.begin() as work:
            return [(row[0], row[1]) for row in work.session.execute(with_cases()) if fits(row[0], row[1])]

    def waits(self, item: WorkItem, _case: Case) -> bool:
        if item.assignee is not None:
            return item.assignee == self.reader and item.state in {"open", "claimed"}
        return item.state == "open" and not {WINDOW, ELSEWHERE}.isdisjoint(item.groups)

    def filters(self) -> dict[str, tuple[dict[str, Any], Fits]]:
        now = self.clock.now
        return {
            "region": ({"region": "430200"}, lambda _item, case: case.region_code == "430200"),
            "overdue": ({"due": "overdue"}, lambda item, _case: (item.due_at or FAR) < now),
            "high": ({"priority": "high"}, lambda item, _case: item.priority > 50),
            "usual": ({"priority": "normal"}, lambda item, _case: item.priority == 50),
            "free": ({"held": "free"}, lambda item, _case: item.assignee is None),
            "mine": ({"held": "mine"}, lambda item, _case: item.assignee == self.reader),
            "kind": ({"process_id": "enterprise_registration"}, lambda _item, _case: True),
            "state": ({"state": "in_review"}, lambda _item, case: case.state == "in_review"),
            "group": ({"group": WINDOW}, lambda item, _case: WINDOW in item.groups),
            "word": ({"text": "第1"}, lambda _item, case: "第1" in case.title_zh),
            "rare": ({"name": "第8"}, lambda _item, case: "第8" in case.title_zh),
            "urged": ({"urged": True}, lambda _item, _case: False),
        }

    def walked(self, query: Callable[..., Any], *given: Any, **options: Any) -> list[str]:
        """Return the tasks of a list, read in small pages; the second one leads back to the first."""
        listed: list[str] = []
        after, before = None, None
        for place in count():
            page: Page[WorkItemView] = self.story.read(
                self.reader, query, *given, after=after, limit=4, **options
            )
            if place == 1:
                back = self.story.read(self.reader, query, *given, before=page.before, limit=4, **options)
                assert back.items == before
            listed += [item.task_id for item in page.items]
            if page.after is None:
                assert page.total == len(listed)
                break
            after, before = page.after, page.items
        return listed


def in_order(rows: Iterable[Row], sort: str) -> list[str]:
    key = KEYS["oldest" if sort == "newest" else sort]
    return [item.task_id for item, _ in sorted(rows, key=lambda row: key(row[0]), reverse=sort == "newest")]


@pytest.mark.parametrize(("seed", "common"), [(1, -1), (2, 1_000)])
def test_filtered_lists_are_what_brute_force_finds(
    story: Story, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, seed: int, common: int
):
    """With every word looked for as a common one, and with every word as a rare one."""
    monkeypatch.setattr(search_index, "RARE_UNTIL", common)
    desk = Desk(story, clock, seed)
    filters = desk.filters()
    pairs = [(one,) for one in filters] + desk.random.sample(list(combinations(filters, 2)), 4)
    for names in pairs:
        wanted = Filters(**{key: value for name in names for key, value in filters[name][0].items()})
        said = [filters[name][1] for name in names]
        if {"high", "usual"} <= set(names) or {"free", "mine"} <= set(names):
            continue  # one takes the place of the other
        sort = desk.random.choice(list(TO_DO))

        def fits(item: WorkItem, case: Case, said: list[Fits] = said) -> bool:
            return desk.waits(item, case) and all(one(item, case) for one in said)

        expected = in_order(desk.rows(fits), sort)
        assert desk.walked(lists.to_do, wanted, sort=sort) == expected, (names, sort)
        counted = story.read(desk.reader, lists.counts_of, {"it": wanted})
        assert counted == {"it": len(expected)}, names
    for sort in TO_DO:
        assert sorted(desk.walked(lists.to_do, sort=sort)) == sorted(in_order(desk.rows(desk.waits), sort))


def test_the_lists_of_a_lead_and_of_what_is_done_are_what_brute_force_finds(story: Story, clock: FixedClock):
    desk = Desk(story, clock, 3)

    def of_group(item: WorkItem, _case: Case) -> bool:
        return WINDOW in item.groups and item.state in {"open", "claimed"}

    def late(item: WorkItem, case: Case) -> bool:
        return of_group(item, case) and (item.due_at or FAR) < clock.now and not item.parties_too

    def high(item: WorkItem, case: Case) -> bool:
        return of_group(item, case) and item.priority > 50

    for sort in TO_DO:
        assert desk.walked(team_lead.team_tasks, WINDOW, sort=sort) == in_order(desk.rows(of_group), sort)
        wanted = Filters(priority="high")
        listed = desk.walked(team_lead.team_tasks, WINDOW, wanted, sort=sort)
        assert listed == in_order(desk.rows(high), sort)
    assert desk.walked(overdue.overdue_tasks) == in_order(desk.rows(late), "due")
    assert story.read(desk.reader, overdue.overdue_count) == len(desk.rows(late))
    desk.reader = story.operator

    def late_anywhere(item: WorkItem, _case: Case) -> bool:
        return item.state in {"open", "claimed"} and (item.due_at or FAR) < clock.now

    expected = in_order(desk.rows(late_anywhere), "due")
    assert desk.walked(overdue.overdue_tasks) == expected
    assert story.read(desk.reader, overdue.overdue_count) == len(expected)


def test_what_was_decided_is_narrowed_by_the_region_of_its_case(story: Story, clock: FixedClock):
    for number in (1, 2, 3):
        story.submit(story.applicant(), story.data(number))
        clock.pass_time(minutes=1)
    items = story.to_do(story.window)
    for item in items:
        story.decide(story.window, item.task_id, "approve")
        clock.pass_time(minutes=1)
    with story.platform.begin() as work:
        work.session.get_one(Case, items[1].case.id).region_code = "430200"
    moved = story.read(story.window, lists.done, Filters(region="430200"))
    assert [item.task_id for item in moved.items] == [items[1].task_id]
    stayed = story.read(story.window, lists.done, Filters(region="430100"), limit=1)
    assert (stayed.total, stayed.items[0].task_id) == (2, items[2].task_id)


def test_a_case_that_moves_takes_its_tasks_along(story: Story):
    case = story.submit(story.applicant())
    with story.platform.begin() as work:
        row = work.session.get_one(Case, case.id)
        row.region_code = "430200"
    with story.platform.begin() as work:
        moved = work.session.execute(select(WorkItem.region_code, WorkItem.process_id)).all()
    assert {tuple(row) for row in moved} == {("430200", "enterprise_registration")}
    assert [item.case.id for item in story.read(story.window, lists.to_do, Filters(region="430200")).items]
    assert not story.read(story.window, lists.to_do, Filters(region="430100")).items
