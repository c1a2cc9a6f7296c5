"""Executions that were stepped in this process last, ready for whoever locks their case next.

A case that is as it was left need not be read and put together again. Whether it is, its revision says: every
step raises it under the lock of the case, whichever process takes the step.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime
from threading import Lock

from engine.spiff import Environment, Execution

LIMIT = 64
"""Cases whose executions a process keeps; the ones used last stay."""
MAX_TOKENS = 100
"""What has more tokens than that is loaded again: few large cases would hold much memory."""

_AT_REST = Environment(datetime.min.replace(tzinfo=UTC))


class KeptExecutions:
    """The kept executions of one engine. Thread-safe: whoever takes one has it alone."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._kept: OrderedDict[str, tuple[int, Execution]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def take(self, instance_id: str, revision: int) -> Execution | None:
        """Return the execution of an instance if it is of this revision; it is kept no longer."""
        with self._lock:
            kept = self._kept.pop(instance_id, None)
        return kept[1] if kept is not None and kept[0] == revision else None

    def keep(self, instance_id: str, revision: int, execution: Execution) -> None:
        """Keep the execution of an instance as it was committed; nobody may step it any more."""
        if execution.size > MAX_TOKENS:
            return
        execution.at(_AT_REST)  # what it was stepped with belongs to a transaction that is over
        with self._lock:
            self._kept[instance_id] = revision, execution
            self._kept.move_to_end(instance_id)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
