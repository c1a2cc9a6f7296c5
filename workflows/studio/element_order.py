"""The order in which what two versions hold is shown together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def merged(older: Iterable[str], newer: Iterable[str]) -> list[str]:
    """Return all ids in the order of the newer version; what is gone stands behind what it stood behind."""
    kept = list(newer)
    there = set(kept)
    gone_behind: dict[str, list[str]] = defaultdict(list)
    last = ""
    for one in older:
        if one in there:
            last = one
        else:
            gone_behind[last].append(one)
    order = [*gone_behind[""]]
    for one in kept:
        order += [one, *gone_behind[one]]
    return order
