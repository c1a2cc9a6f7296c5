"""Who may see a task, and exact counts of open tasks without counting rows.

An *audience* is a set of candidate groups and users. Tasks name their audience; counts are kept per audience
and process. What changes is summed up in memory and written as the last statement of a transaction, in key
order (no deadlocks) and spread over slots (no queue before the one row of a busy group).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from engine import models
from engine.rows import insert, to_json
from engine.storable_text import check_keys
from engine.transaction import Transaction

USER_PREFIX = "user:"
SLOTS = 16

ADD_COUNTS = f"""
INSERT INTO engine_audience_count (audience_id, process_id, slot, open_count, claimed_count)
SELECT audience_id, process_id, mod(pg_backend_pid(), {SLOTS}), open_count, claimed_count
FROM json_to_recordset(%s::json)
  AS r(audience_id bigint, process_id text, open_count integer, claimed_count integer)
ORDER BY audience_id, process_id
ON CONFLICT (audience_id, process_id, slot) DO UPDATE
SET open_count = engine_audience_count.open_count + excluded.open_count,
    claimed_count = engine_audience_count.claimed_count + excluded.claimed_count
"""  # noqa: S608  a constant of this module


def members_of(groups: Iterable[str], users: Iterable[str]) -> tuple[str, ...]:
    """Return the sorted members of the audience of `groups` and `users`."""
    return tuple(sorted({*groups, *(USER_PREFIX + user for user in users)}))


@lru_cache(maxsize=1_000)
def audience_id(members: tuple[str, ...]) -> int:
    """Return the number of an audience: any process computes the same, so nobody has to ask."""
    check_keys(*members)
    digest = hashlib.sha256("\n".join(members).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class Audiences:
    """Audiences known to be stored, per engine; shared by threads (set operations are atomic)."""

    def __init__(self) -> None:
        self._known: set[int] = set()

    def store(self, transaction: Transaction, wanted: dict[int, tuple[str, ...]]) -> None:
        """Make sure that the audiences are stored; remembers them once the transaction is committed."""
        missing = {number: members for number, members in wanted.items() if number not in self._known}
        if not missing:
            return
        rows = [{"id": number, "members": list(members)} for number, members in sorted(missing.items())]
        insert(transaction, models.audience, rows, "ON CONFLICT DO NOTHING")
        transaction.after_commit.append(lambda: self._known.update(missing))


class Counts:
    """What this transaction adds to the counts."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._pending: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])

    def move(self, audience: int, process_id: str, before: str | None, after: str | None) -> None:
        """Note that a task went from state `before` to `after` (None: it did not exist)."""
        change = self._pending[audience, process_id]
        for state, by in ((before, -1), (after, 1)):
            if state == "open":
                change[0] += by
            elif state == "claimed":
                change[1] += by

    def write(self) -> None:
        """Add what is pending to the stored counts, for a query in this transaction."""
        rows = self.take()
        if rows:
            self._transaction.run(ADD_COUNTS, (to_json(rows),))

    def take(self) -> list[dict[str, int | str]]:
        """Return what is pending, in the order in which everybody locks, and forget it."""
        rows: list[dict[str, int | str]] = [
            {"audience_id": audience, "process_id": process, "open_count": opened, "claimed_count": claimed}
            for (audience, process), (opened, claimed) in sorted(self._pending.items())
            if opened or claimed
        ]
        self._pending.clear()
        return rows
