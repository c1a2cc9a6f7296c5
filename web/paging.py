"""Keyset paging of lists: one row more than a page is read, and tells whether there is a next one."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypedDict, TypeVar

from flask import request, url_for

PAGE_ROWS = 20
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """A page of a list, what it is narrowed by, and the addresses of its neighbours."""

    rows: Sequence[Row]
    given: Mapping[str, str]
    next_url: str | None
    first_url: str | None

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set."""
        return any(self.given.values())


def address_filters(*names: str, **among: Container[str]) -> dict[str, str]:
    """Return the filters of the address by name, "" where one is not set, or is not `among` its words."""
    typed = {name: request.args.get(name, "").strip() for name in (*names, *among)}
    return {name: text if text in among.get(name, (text,)) else "" for name, text in typed.items()}


def place() -> str | None:
    """Return the cursor behind which the page begins, None at the beginning."""
    return request.args.get("after") or None


class Around(TypedDict):
    """Where a page begins or ends that can be left in both directions, and how long it is."""

    after: str | None
    before: str | None
    limit: int


def around(rows: int = PAGE_ROWS) -> Around:
    """Return where the page of the address stands: behind a cursor, before one, or at the beginning."""
    return {"after": place(), "before": request.args.get("before") or None, "limit": rows}


def listed(
    endpoint: str,
    fetched: Sequence[Row],
    filters: Mapping[str, str],
    cursor: Callable[[Row], str],
    *,
    rows: int = PAGE_ROWS,
    **values: Any,
) -> Listed[Row]:
    """Make a page of `fetched`, which holds up to `rows` + 1; `values` are further parts of the address."""
    set_filters: dict[str, Any] = {name: text for name, text in filters.items() if text} | values
    more = len(fetched) > rows
    return Listed(
        fetched[:rows],
        filters,
        url_for(endpoint, **set_filters, after=cursor(fetched[rows - 1])) if more else None,
        url_for(endpoint, **set_filters) if place() else None,
    )
