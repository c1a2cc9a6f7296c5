"""What stands in one person's digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.notices.digests.sections import DigestReader, contents
from workflows.notices.kinds import kind_of
from workflows.notices.models import DigestItem
from workflows.outbox.destinations import page_of
from workflows.outbox.templates import render

MOST_ITEMS = 20
OF_APPLICANTS = frozenset({"returned", "verdict"})


def content(
    work: Work, reader: DigestReader, items: Sequence[DigestItem], base_url: str
) -> dict[str, Any] | None:
    """Return what the template `digest` needs, or None if there is nothing to say."""
    if not (reader.waiting or items):
        return None
    decided = [item for item in items if kind_of(item.template).id in OF_APPLICANTS]
    others = [item for item in items if item not in decided]
    return {
        "name": reader.name,
        "waiting": reader.waiting,
        **contents(work, reader, base_url),
        "decided": _lines(decided, reader.locale, base_url),
        "more_decided": max(0, len(decided) - MOST_ITEMS),
        "others": _lines(others, reader.locale, base_url),
        "more_others": max(0, len(others) - MOST_ITEMS),
        "messages_url": f"{base_url}/workbench/messages",
        "preferences_url": f"{base_url}/account/notices",
    }


def _lines(items: Sequence[DigestItem], locale: Locale, base_url: str) -> list[dict[str, str]]:
    """Return each notice's title with the address of the page that it is about, empty without one."""
    return [
        {
            "title": render(item.template, item.params, locale).subject,
            "url": base_url + page if (page := _page(item)) else "",
        }
        for item in items[:MOST_ITEMS]
    ]


def _page(item: DigestItem) -> str:
    return page_of(item.template, item.params, about_case=item.case_id is not None)
