"""What a transaction that only shows a page has read, so that no part of the page reads it again.

Whoever changes something reads anew each time: what was read before a lock may be out of date behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar

from engine.transaction import Slot
from workflows.ground.work import Work

T = TypeVar("T")
P = ParamSpec("P")


def only_reads(work: Work) -> None:
    """Let this transaction keep what it reads: it shows a page and changes none of it."""
    work.transaction.only_reads = True


class ReadOnce(Generic[T]):
    """A place for what was read, kept to the end of a transaction that only reads; empty in all others."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Make a place that begins as `make()`."""
        self._make = make
        self._slot: Slot[T] = Slot(make)

    def of(self, work: Work) -> T:
        """Return what the transaction keeps; where it may change something, a new and empty one."""
        return self._slot.of(work.transaction) if work.transaction.only_reads else self._make()


def read_once(ask: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
    """Make a query answer each question once in a transaction that only reads.

    Its arguments are hashable, and whoever is given the answer leaves it as it is.
    """

    @wraps(ask)
    def answer(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> T:
        question = (ask, args, tuple(sorted(kwargs.items())))
        return work.transaction.once(question, lambda: ask(work, *args, **kwargs))

    return answer
