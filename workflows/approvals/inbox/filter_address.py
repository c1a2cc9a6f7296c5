"""What the address of a list may say: the names of filters, and how long a value may be.

Addresses are kept as saved filters, so they are read here both before they are kept and after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

VALUE_CHARACTERS = 100
MOST_FIELDS = 12
FIELD = "f."
"""Begins the name of a business field: `f.amount.min=10&f.industry=steel`."""
SORT = "sort"
NAMES = (
    "q", "name", "applicant", "process", "state", "step", "group", "region", "cluster", "held", "due",
    "priority", "urged", "returned", "since", "until",
)  # fmt: skip
_FIELD = re.compile(r"f\.[A-Za-z_]\w{0,63}(\.\w{1,64}){0,5}", re.ASCII)


def readable(said: object) -> dict[str, str]:
    """Return the filters and the order that `said` sets, by name; whatever else it holds is left out."""
    return dict(_set(said)) if isinstance(said, Mapping) else {}


def field_names(names: object) -> list[str]:
    """Return those of `names` that can be a business field, at most `MOST_FIELDS`."""
    if not isinstance(names, Mapping):
        return []
    return [name for name in names if isinstance(name, str) and _FIELD.fullmatch(name)][:MOST_FIELDS]


def _set(said: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for name in (*NAMES, SORT, *field_names(said)):
        if isinstance(value := said.get(name), str) and (text := shortened(value)):
            yield name, text


def shortened(value: str) -> str:
    """Return a value as a list reads it: without blanks around it, and of bearable length."""
    return value.replace("\x00", "").strip()[:VALUE_CHARACTERS]
