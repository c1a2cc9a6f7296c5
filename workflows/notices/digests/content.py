"""What stands in one person's digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workflows.approvals.inbox import lists
from workflows.approvals.values import Filters, WorkItemView
from workflows.ground.clock import SHANGHAI
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.notices.kinds import kind_of
from workflows.notices.models import DigestItem
from workflows.notices.templates import render
from workflows.people.viewer import Viewer

MOST_TASKS = 10
MOST_ITEMS = 20
OF_APPLICANTS = frozenset({"returned", "verdict"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose digest it is, with the number of tasks that wait."""

    viewer: Viewer
    name: str
    locale: Locale
    waiting: int


def content(work: Work, reader: Reader, items: Sequence[DigestItem], base_url: str) -> dict[str, Any] | None:
    """Return what the template `digest` needs, or None if there is nothing to say."""
    if not (reader.waiting or items):
        return None
    decided = [item for item in items if kind_of(item.template).id in OF_APPLICANTS]
    others = [item for item in items if item not in decided]
    return {
        "name": reader.name,
        "waiting": reader.waiting,
        **_tasks(work, reader, base_url),
        "decided": _lines(decided, reader.locale),
        "more_decided": max(0, len(decided) - MOST_ITEMS),
        "others": _lines(others, reader.locale),
        "more_others": max(0, len(others) - MOST_ITEMS),
        "messages_url": f"{base_url}/workbench/messages",
        "preferences_url": f"{base_url}/account/notices",
    }


def _tasks(work: Work, reader: Reader, base_url: str) -> dict[str, Any]:
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


def _lines(items: Sequence[DigestItem], locale: Locale) -> list[str]:
    return [render(item.template, item.params, locale).subject for item in items[:MOST_ITEMS]]
