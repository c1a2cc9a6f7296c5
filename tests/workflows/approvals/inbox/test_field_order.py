"""Lists in the order of a declared business field: exact pages both ways, and an index for all cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from tests.workflows.approvals.conftest import Story
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.field_order import FieldSort
from workflows.approvals.search.models import CaseField
from workflows.approvals.team import team_lead
from workflows.approvals.values import Filters
from workflows.ground.errors import NotFound
from workflows.people.identity.groups import set_leads

PROCESS = "enterprise_registration"
WINDOW = "window:430100"
CAPITALS = (500, 20, 100, 100, None, 3000, 100, None, 7.5)
Listed = Callable[..., Any]


@pytest.fixture
def nine(story: Story) -> Story:
    """Nine applications; three have the same capital, two have not said theirs."""
    for number, capital in enumerate(CAPITALS, 1):
        story.submit(story.applicant(), story.data(number, registered_capital=capital))
    with story.platform.begin() as work:
        set_leads(work, story.window, frozenset({WINDOW}))
    return story


def walk(
    story: Story, user_id: str, listed: Listed, *given: Any, **options: Any
) -> tuple[list[str], list[str]]:
    """Return what the pages of a list show, walking forwards and then back again."""
    pages = []
    page = story.read(user_id, listed, *given, Filters(process_id=PROCESS), limit=2, **options)
    pages.append(page)
    while page.after:
        page = story.read(
            user_id, listed, *given, Filters(process_id=PROCESS), limit=2, after=page.after, **options
        )
        pages.append(page)
    forwards = [number(one) for page in pages for one in page.items]
    backwards = [number(one) for one in page.items]
    while page.before:
        page = story.read(
            user_id, listed, *given, Filters(process_id=PROCESS), limit=2, before=page.before, **options
        )
        backwards = [number(one) for one in page.items] + backwards
    return forwards, backwards


def number(one: Any) -> str:
    return getattr(one, "case", one).number


@pytest.mark.parametrize("falling", [False, True])
def test_pages_are_exact_both_ways_in_every_list(nine: Story, falling: bool):
    """14.15: whatever has no value comes last, whichever way the list is sorted."""
    with nine.platform.begin() as work:
        rows = work.session.scalars(select(CaseField).where(CaseField.name == "registered_capital"))
        values = {row.case_id: float(row.number) for row in rows if row.number is not None}
    capital = {item.case.number: values.get(item.case.id, float("inf")) for item in nine.to_do(nine.window)}
    assert len(capital) == 9
    sort = FieldSort(PROCESS, "registered_capital", "number", falling)
    expected = sorted(capital.values(), key=lambda one: (one == float("inf"), -one if falling else one))
    for user_id, listed, given in (
        (nine.window, lists.to_do, ()),
        (nine.window, team_lead.team_tasks, (WINDOW,)),
        (nine.operator, lists.all_cases, ()),
    ):
        forwards, backwards = walk(nine, user_id, listed, *given, by=sort)
        assert [capital[one] for one in forwards] == expected
        assert backwards == forwards
        assert len(set(forwards)) == 9


def test_decided_and_started_lists_are_sorted_too(nine: Story):
    for item in nine.to_do(nine.window)[:3]:
        nine.decide(nine.window, item.task_id, "approve", opinion="同意")
    sort = FieldSort(PROCESS, "registered_capital", "number", falling=True)
    forwards, backwards = walk(nine, nine.window, lists.done, by=sort)
    assert forwards == backwards
    assert len(forwards) == 3
    page = nine.read(nine.window, lists.done, by=sort)
    assert [one.case.number[-1] for one in page.items] == ["1", "3", "2"]


@pytest.mark.parametrize("cursor", ["", "x", "v~", "vNaN~1", "v~~", "n", "vnone~a", "\x00"])
def test_a_cursor_that_is_none_finds_nothing(nine: Story, cursor: str):
    sort = FieldSort(PROCESS, "registered_capital", "number")
    with pytest.raises(NotFound):
        nine.read(nine.window, lists.to_do, by=sort, after=cursor)


def test_lists_of_everybody_are_read_along_the_index(nine: Story, statements: list[str]):
    sort = FieldSort(PROCESS, "registered_capital", "number")
    statements.clear()
    nine.read(nine.operator, lists.all_cases, Filters(process_id=PROCESS), by=sort, limit=2)
    few = len(statements)
    statements.clear()
    nine.read(nine.operator, lists.all_cases, Filters(process_id=PROCESS), by=sort, limit=5)
    assert len(statements) == few
    with nine.platform.begin() as work:
        work.session.execute(text("SET LOCAL enable_sort = off"))
        work.session.execute(text("SET LOCAL enable_hashjoin = off"))
        work.session.execute(text("SET LOCAL enable_mergejoin = off"))
        plan = "\n".join(
            work.session.scalars(
                text(
                    "EXPLAIN SELECT cases.id FROM cases JOIN case_fields f ON f.case_id = cases.id"
                    " AND f.process_id = :process AND f.name = 'registered_capital' AND f.position = 0"
                    " WHERE cases.process_id = :process AND f.number IS NOT NULL"
                    " ORDER BY f.number, f.case_id LIMIT 3"
                ),
                {"process": PROCESS},
            )
        )
    assert "ix_case_fields_number" in plan
    assert "Sort" not in plan
