"""What the address of a list says: filters, order, place. Unreadable values count as not given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request, url_for

from web.filters import SHANGHAI
from workflows.approvals.values import Filters

TEXT_LIMIT = 100
NAMES = ("since", "until", "name", "applicant", "state", "process", "held", "due")


def filters() -> Filters:
    """Return the filters of the request; both days of a period belong to it."""
    since, until = _day("since"), _day("until")
    return Filters(
        since=_midnight(since),
        until=_midnight(until + timedelta(days=1)) if until else None,
        name=_text("name"),
        applicant=_text("applicant"),
        state=_text("state"),
        process_id=_text("process"),
        held=_text("held"),
        due=_text("due"),
    )


def given() -> dict[str, str]:
    """Return what was typed into the filters, to be shown again; "" where nothing was."""
    return {name: _text(name) for name in NAMES}


def narrowed() -> bool:
    """Tell whether any filter is set."""
    return any(given().values())


def place() -> str | None:
    """Return the cursor behind which the page begins, None at the beginning."""
    return request.args.get("after") or None


def list_url(endpoint: str, **changes: Any) -> str:
    """Return the address of this list with `changes`; None takes a part out, filters stay."""
    kept: Mapping[str, Any] = {
        **{name: value for name, value in given().items() if value},
        **({"sort": request.args["sort"]} if request.args.get("sort") else {}),
    }
    return url_for(endpoint, **{k: v for k, v in {**kept, **changes}.items() if v is not None})


def _text(name: str) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:TEXT_LIMIT]


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(_text(name))
    except ValueError:
        return None
    return day if date(1970, 1, 2) <= day <= date(9000, 1, 1) else None


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), SHANGHAI)
