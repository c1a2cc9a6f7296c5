"""All reads of the approvals domain, gathered from the modules that hold them."""

from __future__ import annotations

from workflows.approvals.cases.item_queries import case, case_by_number, latest_case, work_item, work_items
from workflows.approvals.cases.views import item_views, shown_names
from workflows.approvals.cases.visibility import facts_of, is_visible, task_facts, task_seen_by
from workflows.approvals.inbox.lists import (
    PAGE_ROWS,
    all_cases,
    counts,
    counts_of,
    done,
    happened,
    my_applications,
    to_do,
    to_do_count,
    unattended,
)
from workflows.approvals.timeline.timeline import remarks_of_round, submissions, timeline

__all__ = [
    "PAGE_ROWS",
    "all_cases",
    "case",
    "case_by_number",
    "counts",
    "counts_of",
    "done",
    "facts_of",
    "happened",
    "is_visible",
    "item_views",
    "latest_case",
    "my_applications",
    "remarks_of_round",
    "shown_names",
    "submissions",
    "task_facts",
    "task_seen_by",
    "timeline",
    "to_do",
    "to_do_count",
    "unattended",
    "work_item",
    "work_items",
]
