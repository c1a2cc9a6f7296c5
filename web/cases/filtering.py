"""What the address of a list says: filters, order, place. Unreadable values count as not given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask import g, request, url_for

from web.request_values import as_day
from workflows.approvals.inbox.field_order import FieldSort
from workflows.approvals.inbox.filter_address import FIELD, NAMES, SORT, field_names, shortened
from workflows.approvals.inbox.filter_fields import FieldChoice
from workflows.approvals.values import FieldFilter, Filters
from workflows.ground.clock import midnight


def filters(choices: Iterable[FieldChoice] = ()) -> Filters:
    """Return the filters of the request; both days of a period belong to it, fields only of `choices`."""
    return read(typed_filters(), choices)


def read(said: Mapping[str, str], choices: Iterable[FieldChoice] = ()) -> Filters:
    """Return what filters mean that an address says."""
    since, until = as_day(said.get("since", "")), as_day(said.get("until", ""))
    return Filters(
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
        text=said.get("q", ""),
        name=said.get("name", ""),
        applicant=said.get("applicant", ""),
        state=said.get("state", ""),
        process_id=said.get("process", ""),
        step=said.get("step", ""),
        group=said.get("group", ""),
        region=said.get("region", ""),
        cluster=said.get("cluster", ""),
        held=said.get("held", ""),
        due=said.get("due", ""),
        priority=said.get("priority", ""),
        urged=bool(said.get("urged")),
        returned=bool(said.get("returned")),
        fields=tuple(field for choice in choices if (field := _field(said, choice)) is not None),
    )


def typed_filters() -> dict[str, str]:
    """Return what was typed into the filters, to be shown again; "" where nothing was."""
    said = request.args
    known: tuple[object, dict[str, str]] = g.get("typed_filters", (None, {}))
    if known[0] is not said:  # every link of a list repeats them
        typed = {name: shortened(said.get(name, "")) for name in (*NAMES, *field_names(said))}
        known = g.typed_filters = said, typed
    return dict(known[1])


def set_filters() -> dict[str, str]:
    """Return the filters that are set, as the address says them."""
    return {name: text for name, text in typed_filters().items() if text}


def narrowed() -> bool:
    """Tell whether any filter is set."""
    return bool(set_filters())


def list_url(endpoint: str, **changes: Any) -> str:
    """Return the address of this list with `changes`; None takes a part out, filters stay."""
    order = shortened(request.args.get(SORT, ""))
    kept = {**set_filters(), **(request.view_args or {}), **({SORT: order} if order else {})}
    return url_for(endpoint, **{k: v for k, v in {**kept, **changes}.items() if v is not None})


def order_by_field(choices: Iterable[FieldChoice]) -> FieldSort | None:
    """Return the business field that the address sorts by, None where it is none of `choices`.

    `sort=f.amount` rises, `sort=-f.amount` falls.
    """
    said = shortened(request.args.get(SORT, ""))
    name = said.removeprefix("-").removeprefix(FIELD)
    for choice in choices:
        if choice.name == name and said.removeprefix("-").startswith(FIELD):
            process = shortened(request.args.get("process", ""))
            return FieldSort(process, name, choice.kind, falling=said.startswith("-"))
    return None


def _field(said: Mapping[str, str], choice: FieldChoice) -> FieldFilter | None:
    name = f"{FIELD}{choice.name}"
    equal = said.get(name, "")
    least, most = said.get(f"{name}.min", ""), said.get(f"{name}.max", "")
    if choice.kind in {"number", "date"}:
        if least or most:
            return FieldFilter(choice.name, choice.kind, at_least=least, at_most=most)
        return None
    return FieldFilter(choice.name, choice.kind, equal=equal, begins=choice.kind == "text") if equal else None
