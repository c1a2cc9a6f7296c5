"""In which order tests are run: what takes long begins first, in every worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def dealt(items: Sequence[T], workers: int, takes_long: Callable[[T], bool]) -> list[T]:
    """Return `items` in an order in which each worker begins with its share of those that take long.

    `worksteal` hands each worker a run of them as they stand. If all long ones stood first, one worker would
    get them all, and the others steal from the end: the last of them began when all else was through.
    """
    long = [item for item in items if takes_long(item)]
    others = iter([item for item in items if not takes_long(item)])
    ordered: list[T] = []
    for worker in range(workers):
        share = (len(items) - len(ordered)) // (workers - worker)
        first = long[worker::workers]
        ordered += [*first, *islice(others, max(0, share - len(first)))]
    return [*ordered, *others]
