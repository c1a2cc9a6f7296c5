"""What waits for a person, as a part of their daily digest."""

from __future__ import annotations

from typing import Any

from workflows.approvals.inbox import lists
from workflows.approvals.inbox.live_counts import to_do_of
from workflows.approvals.values import Filters, WorkItemView
from workflows.ground.clock import SHANGHAI
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.notices.digests.sections import DigestReader, DigestSection

MOST_TASKS = 10


def _content(work: Work, reader: DigestReader, base_url: str) -> dict[str, Any]:
    """The first tasks by due date, so that what is overdue comes first."""
    if not reader.waiting:
        return {"tasks": [], "overdue": 0, "inbox_url": ""}
    first = lists.to_do(work, reader.viewer, sort="due", limit=MOST_TASKS)
    late = lists.counts_of(work, reader.viewer, {"late": Filters(due="overdue")})
    return {
        "tasks": [_task(work, item, reader.locale, base_url) for item in first.items],
        "overdue": late["late"],
        "inbox_url": f"{base_url}/inbox",
    }


def _task(work: Work, item: WorkItemView, locale: Locale, base_url: str) -> dict[str, Any]:
    due = None if item.due_at is None else item.due_at.astimezone(SHANGHAI)
    return {
        "step": item.name(locale),
        "title": item.case.title(locale),
        "number": item.case.number,
        "due": "" if due is None else f"{due:%Y-%m-%d %H:%M}",
        "overdue": item.due_at is not None and item.due_at < work.now,
        "url": f"{base_url}/inbox/tasks/{item.task_id}",
    }


to_do_section = DigestSection(waiting=to_do_of, content=_content)
