"""What a transaction that only shows a page has read, so that no part of the page reads it again.

Whoever changes something reads anew each time: what was read before a lock may be out of date behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from engine.transaction import Slot
from workflows.ground.work import Work

T = TypeVar("T")
_ONLY_READS: Slot[bool] = Slot(lambda: False)


def only_reads(work: Work) -> None:
    """Let this transaction keep what it reads: it shows a page and changes none of it."""
    _ONLY_READS.put(work.transaction, True)


class ReadOnce(Generic[T]):
    """A place for what was read, kept to the end of a transaction that only reads; empty in all others."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Make a place that begins as `make()`."""
        self._make = make
        self._slot: Slot[T] = Slot(make)

    def of(self, work: Work) -> T:
        """Return what the transaction keeps; where it may change something, a new and empty one."""
        return self._slot.of(work.transaction) if _ONLY_READS.of(work.transaction) else self._make()
