"""Task queries: immutable builders that stay fast however many tasks are open.

What candidates see is read per (audience, process) from an index in the wanted order, a page from each, and
merged: never by sorting all that is open. The same list of pairs carries the maintained counts.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, Literal, LiteralString

from engine.counts import USER_PREFIX
from engine.errors import InvalidArgument
from engine.unit_of_work import UnitOfWork
from engine.values import Task, TaskState

Position = tuple[Any, str]
"""Where the last page ended: value of the order's column, and the id."""
Pairs = Sequence[tuple[int, str, int]]
"""Audience, process, count."""
Condition = tuple[LiteralString, Any]
"""A fragment of SQL with one placeholder, and its value."""
Order = Literal["created", "-created", "due", "-due", "priority", "closed", "-closed"]

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "not due at all" in the order by due date."""
_DUE: LiteralString = "coalesce(t.due_at, '9999-12-31 00:00:00+00'::timestamptz)"
_ORDERS: dict[str, tuple[LiteralString, LiteralString]] = {
    "created": ("t.created_at", "ASC"),
    "-created": ("t.created_at", "DESC"),
    "due": (_DUE, "ASC"),
    "-due": (_DUE, "DESC"),
    "priority": ("(-t.priority)", "ASC"),  # rising like the id, so that of equals the oldest comes first
    "closed": ("t.closed_at", "ASC"),
    "-closed": ("t.closed_at", "DESC"),
}
_STATES: dict[str, LiteralString] = {
    "open": "t.state = 'open'",  # literal, so that the partial indexes serve
    "claimed": "t.state = 'claimed'",
    "completed": "t.state = 'completed'",
    "cancelled": "t.state = 'cancelled'",
}
_PAIRS: LiteralString = """
SELECT c.audience_id, c.process_id, sum(c.open_count)::integer AS open,
    sum(c.claimed_count)::integer AS claimed
FROM engine_audience_count c JOIN engine_audience a ON a.id = c.audience_id
WHERE a.members && %s::text[] AND (%s::text[] IS NULL OR c.process_id = ANY(%s))
GROUP BY c.audience_id, c.process_id
"""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """Some tasks in order; hand `after` back to get those that follow, `before` those that precede.

    Each is None where nothing is.
    """

    items: tuple[Task, ...]
    after: str | None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """A question about tasks; each method returns a narrower one."""

    _work: UnitOfWork
    _members: frozenset[str] | None = None
    _user: str | None = None
    _state: TaskState | None = None
    _process_ids: frozenset[str] | None = None
    _conditions: tuple[Condition, ...] = ()
    _order: Order = "created"
    _excluded: frozenset[str] = frozenset()

    def candidate_groups(self, groups: Iterable[str]) -> TaskQuery:
        """Keep open tasks that one of `groups` may claim; with `.state("claimed")` those claimed already."""
        return replace(self, _members=frozenset(groups))

    def candidate_or_assignee(self, groups: Iterable[str], user: str) -> TaskQuery:
        """Keep what is to do for `user`: open for one of `groups` or for the user, or claimed by the user."""
        members = frozenset(groups) | {USER_PREFIX + user}
        return replace(self, _members=members, _user=user)

    def assignee(self, user: str) -> TaskQuery:
        """Keep tasks that `user` has claimed or, with `.state("completed")`, decided."""
        return replace(self, _user=user)

    def process(self, *process_ids: str) -> TaskQuery:
        """Keep tasks of these processes."""
        return replace(self, _process_ids=frozenset(process_ids))

    def state(self, state: TaskState) -> TaskQuery:
        """Keep tasks in exactly this state."""
        return replace(self, _state=state)

    def instance(self, instance_id: str) -> TaskQuery:
        """Keep tasks of one instance."""
        return self._where("t.instance_id = %s", instance_id)

    def case(self, root_id: str) -> TaskQuery:
        """Keep tasks of one case: an instance and all that it calls."""
        return self._where("t.root_id = %s", root_id)

    def element(self, element_id: str) -> TaskQuery:
        """Keep tasks of one element of a diagram."""
        return self._where("t.element_id = %s", element_id)

    def business_key(self, key: str) -> TaskQuery:
        """Keep tasks of instances with this business key."""
        return self._where("t.business_key = %s", key)

    def region(self, region: str) -> TaskQuery:
        """Keep tasks of instances of one region."""
        return self._where("t.region = %s", region)

    def due_before(self, moment: datetime) -> TaskQuery:
        """Keep tasks that are due before `moment` (aware)."""
        return self._where("t.due_at < %s", moment)

    def excluding(self, task_ids: Iterable[str]) -> TaskQuery:
        """Leave out a few tasks that the query would find otherwise; the caller knows that it would."""
        return replace(self, _excluded=frozenset(task_ids))

    @property
    def excluded(self) -> frozenset[str]:
        """The tasks that `excluding` leaves out."""
        return self._excluded

    def order_by(self, order: Order) -> TaskQuery:
        """Set the order: by creation (default), due date, priority (highest first), closing; `-` reverses."""
        if order not in _ORDERS:
            raise InvalidArgument(f"Expected one of {', '.join(_ORDERS)}, but got {order}.")
        return replace(self, _order=order)

    def first(self) -> Task | None:
        """Return the first task, or None."""
        return next(iter(self.page(limit=1).items), None)

    def all(self) -> tuple[Task, ...]:
        """Return every task."""
        return self._read(None, None)

    def page(self, *, after: str | None = None, before: str | None = None, limit: int = 50) -> TaskPage:
        """Return the next `limit` tasks after the cursor `after`, or the last before the cursor `before`.

        Raises InvalidArgument: the cursor is not one of this order.
        """
        if before is not None:
            return self._page_before(_position(before, self._order), limit)
        rows = self._read(None if after is None else _position(after, self._order), limit + 1)
        items, more = rows[:limit], len(rows) > limit
        return TaskPage(
            items,
            _cursor(items[-1], self._order) if more else None,
            _cursor(items[0], self._order) if after is not None and items else None,
        )

    def _page_before(self, position: Position, limit: int) -> TaskPage:
        rows = self._read(position, limit + 1, backwards=True)
        items, more = rows[:limit][::-1], len(rows) > limit
        return TaskPage(
            items,
            _cursor(items[-1], self._order) if items else None,
            _cursor(items[0], self._order) if more else None,
        )

    def count(self) -> int:
        """Return how many there are, exactly; from maintained counts where only candidates are asked for."""
        self._work.transaction.flush()
        if self._members is None:
            return self._counted(self._plain())
        total = 0
        if self._asks_candidates:
            pairs = self._pairs()
            total += self._counted(self._candidates(pairs)) if self._conditions else _sum(pairs)
        if self._asks_own:
            everything = self if self._conditions else replace(self, _excluded=frozenset())
            total += self._counted(everything._own())
        return total - (0 if self._conditions else len(self._excluded))

    def audiences(self) -> tuple[int, ...]:
        """Return the numbers of the audiences in which the candidates asked for have tasks."""
        self._work.transaction.flush()
        return tuple(sorted({audience for audience, _, count in self._pairs() if count}))

    @property
    def _asks_candidates(self) -> bool:
        """Whether tasks are wanted that any member of an audience may see."""
        return self._user is None or self._state in {None, "open"}

    @property
    def _asks_own(self) -> bool:
        """Whether, beside those of candidates, the user's own tasks are wanted."""
        return self._user is not None and self._state != "open"

    def _where(self, condition: LiteralString, value: Any) -> TaskQuery:
        return replace(self, _conditions=(*self._conditions, (condition, value)))

    def _read(
        self, position: Position | None, limit: int | None, *, backwards: bool = False
    ) -> tuple[Task, ...]:
        """Find ids and order first, then the rows: the wide rows are read for the page only."""
        self._work.transaction.flush()
        cut = _Cut(position, limit, _way(self._order, backwards=backwards))
        parts = self._parts(cut)
        if not parts:
            return ()
        union: LiteralString = " UNION ALL ".join(f"({part.text})" for part in parts)
        statement: LiteralString = f"""
        SELECT t.*, a.members FROM (
            SELECT id, sort_key FROM ({union}) AS found ORDER BY sort_key {cut.way}, id {cut.way} LIMIT %s) AS page
        JOIN engine_task t ON t.id = page.id JOIN engine_audience a ON a.id = t.audience_id
        ORDER BY page.sort_key {cut.way}, page.id {cut.way}
        """  # noqa: E501, S608  fragments of this module
        values = [value for part in parts for value in part.values]
        return tuple(task_value(row) for row in self._work.transaction.rows(statement, [*values, limit]))

    def _parts(self, cut: _Cut) -> list[_Part]:
        """Return the disjoint selects whose union answers the query, each bounded to the page."""
        if self._members is None:
            return [self._plain(cut)]
        parts = []
        if self._asks_candidates:
            pairs = [pair for pair in self._pairs() if pair[2]]
            parts += [self._candidates(pairs, cut)] if pairs else []
        if self._asks_own:
            parts.append(self._own(cut))
        return parts

    def _plain(self, cut: _Cut | None = None) -> _Part:
        conditions: list[Condition] = [*self._conditions, *self._of_processes()]
        if self._user is not None:
            column: LiteralString = "t.closed_by" if self._state == "completed" else "t.assignee"
            conditions.append((f"{column} = %s", self._user))
        state = "t.closed_at IS NULL" if self._state is None else _STATES[self._state]
        return self._select(state, conditions, cut)

    def _own(self, cut: _Cut | None = None) -> _Part:
        done = self._state == "completed"
        owner: Condition = ("t.closed_by = %s" if done else "t.assignee = %s", self._user)
        state = _STATES["completed" if done else "claimed"]
        conditions = [owner, *self._conditions, *self._of_processes(), *self._but_excluded()]
        return self._select(state, conditions, cut)

    def _but_excluded(self) -> list[Condition]:
        return [("t.id <> ALL(%s)", sorted(self._excluded))] if self._excluded else []

    def _candidates(self, pairs: Pairs, cut: _Cut | None = None) -> _Part:
        """One index range per (audience, process) that has tasks, each no longer than the page."""
        state = _STATES[self._state or "open"]
        bound: LiteralString = " AND t.audience_id = pair.audience_id AND t.process_id = pair.process_id"
        conditions = [*self._conditions, *self._but_excluded()]
        inner = self._select(state + bound, conditions, cut)
        text: LiteralString = f"""
        SELECT part.id, part.sort_key FROM unnest(%s::bigint[], %s::text[]) AS pair(audience_id, process_id)
        CROSS JOIN LATERAL ({inner.text}) AS part
        """  # noqa: S608  fragments of this module
        audiences, processes = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return _Part(text, (audiences, processes, *inner.values))

    def _pairs(self) -> Pairs:
        """Return the audiences that the members belong to, by process, with their counts."""
        assert self._members is not None
        self._work.pending.counts.write()
        processes = None if self._process_ids is None else sorted(self._process_ids)
        rows = self._work.transaction.rows_once(_PAIRS, [sorted(self._members), processes, processes])
        counted = "claimed" if self._state == "claimed" else "open"
        return [(row["audience_id"], row["process_id"], row[counted]) for row in rows]

    def _of_processes(self) -> list[Condition]:
        if self._process_ids is None:
            return []
        return [("t.process_id = ANY(%s)", sorted(self._process_ids))]

    def _select(self, where: LiteralString, conditions: Sequence[Condition], cut: _Cut | None) -> _Part:
        """Select ids along the order, after the position and up to the limit."""
        column = _ORDERS[self._order][0]
        values = [value for _, value in conditions]
        text: LiteralString = f"SELECT t.id, {column} AS sort_key FROM engine_task t WHERE {where}"  # noqa: S608
        for condition, _ in conditions:
            text += " AND " + condition
        if cut is not None and cut.position is not None:
            text += f" AND ({column}, t.id) {'>' if cut.way == 'ASC' else '<'} (%s, %s)"
            values += cut.position
        if cut is not None and cut.limit is not None:
            text += f" ORDER BY {column} {cut.way}, t.id {cut.way} LIMIT %s"
            values.append(cut.limit)
        return _Part(text, tuple(values))

    def _counted(self, part: _Part) -> int:
        statement: LiteralString = f"SELECT count(*) AS total FROM ({part.text}) AS counted"  # noqa: S608
        (row,) = self._work.transaction.rows_once(statement, part.values)
        return int(row["total"])


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a page begins, how long it is, and which way it is read."""

    position: Position | None
    limit: int | None
    way: LiteralString


def _way(order: Order, *, backwards: bool) -> LiteralString:
    rising = (_ORDERS[order][1] == "ASC") != backwards
    return "ASC" if rising else "DESC"


@dataclass(frozen=True, slots=True)
class _Part:
    """A select of ids with their sort keys."""

    text: LiteralString
    values: tuple[Any, ...]


def _sum(pairs: Pairs) -> int:
    return sum(count for _, _, count in pairs)


def task_value(row: Mapping[Any, Any]) -> Task:
    """Return the value of a task row that carries the `members` of its audience."""
    candidates = candidates_among(tuple(row["members"]))
    values: list[Any] = [*_BEFORE_CANDIDATES(row), *candidates, *_AFTER_CANDIDATES(row)]
    return Task(*values)


@lru_cache(maxsize=1_000)
def candidates_among(members: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the groups and the users among the members of an audience."""
    users = {member for member in members if member.startswith(USER_PREFIX)}
    return frozenset(set(members) - users), frozenset(member[len(USER_PREFIX) :] for member in users)


_CANDIDATES = Task.__slots__.index("candidate_groups")
_BEFORE_CANDIDATES = itemgetter(*Task.__slots__[:_CANDIDATES])
_AFTER_CANDIDATES = itemgetter(*Task.__slots__[_CANDIDATES + 2 :])


def _cursor(task: Task, order: Order) -> str:
    value = getattr(task, _ATTRIBUTES[order.lstrip("-")])
    if isinstance(value, datetime):
        value = value.isoformat()
    return base64.urlsafe_b64encode(json.dumps([order, value, task.id]).encode()).decode()


def _position(cursor: str, order: Order) -> Position:
    try:
        told, value, identifier = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        place = -int(value) if order == "priority" else datetime.fromisoformat(value) if value else FAR
    except (ValueError, TypeError, RecursionError):
        told, place, identifier = None, FAR, None
    if told != order or not isinstance(identifier, str):
        raise InvalidArgument("Expected a cursor of this order of tasks, but got something else.")
    return place, identifier


_ATTRIBUTES = {"created": "created_at", "due": "due_at", "priority": "priority", "closed": "closed_at"}
