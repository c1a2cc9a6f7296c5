"""What waits for many people at once: a constant number of statements however many are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from engine.counts import USER_PREFIX
from engine.unit_of_work import UnitOfWork

Member = str
"""A candidate group, or a candidate user as `member_of` writes it."""
MOST_NEWER = 100
"""Further tasks than these are not counted by `newer`; nobody reads a larger number as anything but many."""

_OPEN = """
SELECT c.audience_id, c.process_id, a.members, sum(c.open_count)::integer AS open
FROM engine_audience_count c JOIN engine_audience a ON a.id = c.audience_id
WHERE a.members && %s::text[]
GROUP BY c.audience_id, c.process_id, a.members HAVING sum(c.open_count) > 0
"""
_AUDIENCES = "SELECT id FROM engine_audience WHERE members && %s::text[] ORDER BY id"
_CLAIMED = """
SELECT assignee, count(*)::integer AS claimed FROM engine_task
WHERE state = 'claimed' AND assignee = ANY(%s) GROUP BY assignee
"""
_NEWER = """
SELECT asked.place, count(*)::integer AS newer
FROM unnest(%s::integer[], %s::bigint[], %s::text[], %s::timestamptz[])
    AS asked(place, audience_id, process_id, since)
CROSS JOIN LATERAL (
    SELECT 1 FROM engine_task t
    WHERE t.state = 'open' AND t.audience_id = asked.audience_id AND t.process_id = asked.process_id
        AND t.created_at > asked.since LIMIT %s) AS found
GROUP BY asked.place
"""
Pair = tuple[int, str]


def member_of(user: str) -> Member:
    """Return how a user stands among the members of an audience."""
    return USER_PREFIX + user


class Tally:
    """The open tasks of all audiences that some people belong to: read once, then asked for each of them."""

    def __init__(self, work: UnitOfWork, members: Collection[Member]) -> None:
        """Read the maintained counts of every audience with one of `members`; one statement."""
        self._work = work
        work.transaction.flush()
        work.pending.counts.write()
        self._open: dict[Pair, int] = {}
        self._pairs: dict[Member, set[Pair]] = defaultdict(set)
        wanted = frozenset(members)
        for row in work.transaction.rows(_OPEN, [sorted(wanted)]):
            pair = (row["audience_id"], row["process_id"])
            self._open[pair] = row["open"]
            for member in wanted.intersection(row["members"]):
                self._pairs[member].add(pair)

    def open_for(self, members: Iterable[Member]) -> int:
        """Return how many open tasks somebody with these memberships may take, exactly; no statement."""
        return sum(self._open[pair] for pair in self._pairs_of(members))

    def newer(self, asked: Sequence[tuple[Iterable[Member], datetime]]) -> list[int]:
        """Return for each (memberships, moment) how many open tasks are younger; one statement for all.

        Per audience and process no more than `MOST_NEWER` are counted.
        """
        rows = [
            (place, *pair, since)
            for place, (members, since) in enumerate(asked)
            for pair in sorted(self._pairs_of(members))
        ]
        counts = [0] * len(asked)
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            for row in self._work.transaction.rows(_NEWER, [*columns, MOST_NEWER]):
                counts[row["place"]] = row["newer"]
        return counts

    def _pairs_of(self, members: Iterable[Member]) -> set[Pair]:
        return set().union(*(self._pairs.get(member, ()) for member in members))


def audiences_of(work: UnitOfWork, members: Collection[Member]) -> tuple[int, ...]:
    """Return the numbers of all audiences with one of `members`, whatever waits there; one statement."""
    work.transaction.flush()
    return tuple(row["id"] for row in work.transaction.rows_once(_AUDIENCES, [sorted(members)]))


def claimed_by(work: UnitOfWork, users: Collection[str]) -> dict[str, int]:
    """Return how many tasks each of `users` holds; one statement."""
    work.transaction.flush()
    rows = work.transaction.rows(_CLAIMED, [sorted(users)])
    return {row["assignee"]: row["claimed"] for row in rows}
