"""How PostgreSQL reads filtered lists among thousands of tasks: never all of them, told by its plans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from benchmarks._inbox_filling import COMMON, PROCESS, fill, groups
from tests.asked import asked_meanwhile
from tests.explained import plans, read_of, scans_of
from tests.factories.people import staff, viewer
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.task_ranges import PAGES_WALKED
from workflows.approvals.search import search_index
from workflows.approvals.team import overdue, team_lead
from workflows.approvals.values import Filters
from workflows.bootstrap import Platform
from workflows.people.identity.groups import set_leads

TASKS = 8_000
MINE = 3 * TASKS // len(groups())
MOST_ROWS = 4 * MINE
"""What one statement may read of a table: what waits for the person, and a little of what belongs to it."""
LARGE = frozenset({"work_items", "cases", "search_entries", "engine_task"})
FILTERS = {
    "a region, by applicant": ({"region": "430300"}, "applicant"),
    "overdue": ({"due": "overdue"}, "oldest"),
    "due, by priority": ({"due": "overdue"}, "priority"),
    "important, due first": ({"priority": "high"}, "due"),
    "a common word": ({"text": COMMON}, "oldest"),
    "free, newest first": ({"held": "free"}, "newest"),
    "one kind": ({"process_id": PROCESS}, "oldest"),
    "in review": ({"state": "in_review"}, "oldest"),
}


@pytest.fixture
def reader(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> str:
    """A person in three of two hundred groups, each with its share of the tasks; leads one of them."""
    monkeypatch.setattr(search_index, "RARE_UNTIL", MINE)
    with platform.begin() as work:
        definition = work.repository.latest(PROCESS).id
    fill(platform.settings.database_url or "", definition, TASKS)
    person = staff(platform, *groups()[:3])
    with platform.begin() as work:
        set_leads(work, person, frozenset(groups()[:1]))
    return person


@pytest.fixture
def asked(platform: Platform) -> Iterator[list[tuple[str, Any]]]:
    """The statements of the platform with their parameters, as they happen."""
    with asked_meanwhile() as questions:
        yield questions


def check(platform: Platform, asked: list[tuple[str, Any]], what: str) -> None:
    """Assert that no statement read far more of a large table than is the person's."""
    statements = [one for one in asked if one[0].lstrip(" (").upper().startswith(("SELECT", "WITH"))]
    assert statements
    for statement, parameters in statements:
        for plan in plans(platform, statement, parameters):
            for table, rows in read_of(plan):
                assert table not in LARGE or rows <= MOST_ROWS, (what, table, rows, statement)


def test_no_filtered_list_reads_all_tasks(platform: Platform, reader: str, asked: list[tuple[str, Any]]):
    lead = groups()[0]
    reads: dict[str, Callable[[Any, Any], Any]] = {
        name: lambda work, who, filters=filters, sort=sort: lists.to_do(
            work, who, Filters(**filters), sort=sort
        )
        for name, (filters, sort) in FILTERS.items()
    }
    reads |= {
        f"the lead's, {name}": lambda work, who, filters=filters, sort=sort: team_lead.team_tasks(
            work, who, lead, Filters(**filters), sort=sort
        )
        for name, (filters, sort) in FILTERS.items()
    }
    reads |= {
        "counts of filters": lambda work, who: lists.counts_of(
            work, who, {name: Filters(**filters) for name, (filters, _) in FILTERS.items()}
        ),
        "numbers of a group": lambda work, who: team_lead.team_numbers(work, who, lead),
        "overdue tasks": overdue.overdue_tasks,
        "overdue count": overdue.overdue_count,
        "done": lambda work, who: lists.done(work, who, Filters(region="430300")),
    }
    for name, read in reads.items():
        who = viewer(platform, reader)
        with platform.begin(reader) as work:
            asked.clear()
            read(work, who)
            kept = list(asked)
        check(platform, kept, name)
        if name == "important, due first":
            assert "ix_work_items_important" in indexes(platform, kept)
    check_common_word(platform, asked)
    check_all_groups(platform, asked)


def check_all_groups(platform: Platform, asked: list[tuple[str, Any]]) -> None:
    """Assert that texts are read of the first tasks of all groups only, not of the first of each."""
    who = viewer(platform, staff(platform, *groups()))
    with platform.begin() as work:
        asked.clear()
        page = lists.to_do(work, who, Filters(text=COMMON))
        kept = list(asked)
    assert len(page.items) == lists.PAGE_ROWS
    (listed,) = [one for one in kept if "LATERAL" in one[0] and "count(*)" not in one[0]]
    for plan in plans(platform, *listed):
        texts = sum(rows for table, rows in read_of(plan) if table == "search_entries")
        assert texts <= PAGES_WALKED * (lists.PAGE_ROWS + 1), texts


def indexes(platform: Platform, asked: list[tuple[str, Any]]) -> set[str]:
    """Return the indexes along which statements read tables."""
    each = (scans_of(plan) for one in asked for plan in plans(platform, *one))
    return {scan["Index Name"] for scans in each for scan in scans if "Index Name" in scan}


def check_common_word(platform: Platform, asked: list[tuple[str, Any]]) -> None:
    """Assert that both plans know how common a word is: as a rare one it is looked up in all its texts."""
    with platform.begin() as work:
        asked.clear()
        search_index.one_weighed(work, Filters(text=COMMON))
        (probe,) = list(asked)
    for plan in plans(platform, *probe):
        assert [scan["Plan Rows"] > TASKS / 2 for scan in scans_of(plan)] == [True], plan
