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
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from engine import models
from engine.counts import USER_PREFIX
from engine.errors import InvalidArgument
from engine.values import Task, TaskState

if TYPE_CHECKING:
    from engine.core import Work

Select = sa.Select[Any]
Position = tuple[Any, str]
"""Where the last page ended: value of the order's column, and the id."""
Pairs = Sequence[tuple[int, str, int]]
"""Audience, process, count."""
Order = Literal["created", "-created", "due", "-due", "priority", "closed", "-closed"]

_T = models.task.c
_A = models.audience.c
_C = models.audience_count.c

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""Stands for "not due at all" in the order by due date."""
_DUE = sa.func.coalesce(_T.due_at, sa.literal_column("'9999-12-31 00:00:00+00'::timestamptz"))

_ORDERS: dict[str, tuple[Any, bool]] = {
    "created": (_T.created_at, True),
    "-created": (_T.created_at, False),
    "due": (_DUE, True),
    "-due": (_DUE, False),
    "priority": (_T.priority, False),
    "closed": (_T.closed_at, True),
    "-closed": (_T.closed_at, False),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some tasks in order; hand `after` back to get those that follow, None at the end."""

    items: tuple[Task, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """A question about tasks; each method returns a narrower one."""

    _work: Work
    _members: frozenset[str] | None = None
    _user: str | None = None
    _state: TaskState | None = None
    _process_ids: frozenset[str] | None = None
    _conditions: tuple[Any, ...] = ()
    _order: Order = "created"

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
        return self._where(_T.instance_id == instance_id)

    def case(self, root_id: str) -> TaskQuery:
        """Keep tasks of one case: an instance and all that it calls."""
        return self._where(_T.root_id == root_id)

    def element(self, element_id: str) -> TaskQuery:
        """Keep tasks of one element of a diagram."""
        return self._where(_T.element_id == element_id)

    def business_key(self, key: str) -> TaskQuery:
        """Keep tasks of instances with this business key."""
        return self._where(_T.business_key == key)

    def region(self, region: str) -> TaskQuery:
        """Keep tasks of instances of one region."""
        return self._where(_T.region == region)

    def due_before(self, moment: datetime) -> TaskQuery:
        """Keep tasks that are due before `moment` (aware)."""
        return self._where(_T.due_at < moment)

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

    def page(self, *, after: str | None = None, limit: int = 50) -> Page:
        """Return the next `limit` tasks after the cursor of the page before.

        Raises InvalidArgument: the cursor is not one of this order.
        """
        found = self._read(None if after is None else _position(after, self._order), limit + 1)
        more = len(found) > limit
        items = found[:limit]
        return Page(items, _cursor(items[-1], self._order) if more else None)

    def count(self) -> int:
        """Return how many there are, exactly; from maintained counts where only candidates are asked for."""
        work = self._work
        work.transaction.flush()
        if self._members is None:
            return self._counted(self._filtered(self._plain()))
        work.pending.counts.write()
        total = 0
        if self._asks_candidates:
            total += self._count_candidates(self._pairs())
        if self._asks_own:
            total += self._counted(self._filtered(self._own()))
        return total

    def _count_candidates(self, pairs: Pairs) -> int:
        if not self._conditions:
            return sum(count for _, _, count in pairs)
        candidates = self._candidates(pairs, None, None)
        return 0 if candidates is None else self._counted(candidates)

    @property
    def _asks_candidates(self) -> bool:
        """Whether tasks are wanted that any member of an audience may see."""
        return self._user is None or self._state in {None, "open"}

    @property
    def _asks_own(self) -> bool:
        """Whether, beside those of candidates, the user's own tasks are wanted."""
        return self._user is not None and self._state != "open"

    def _where(self, condition: Any) -> TaskQuery:
        return replace(self, _conditions=(*self._conditions, condition))

    def _read(self, position: Position | None, limit: int | None) -> tuple[Task, ...]:
        self._work.transaction.flush()
        parts = self._parts(position, limit)
        if not parts:
            return ()
        found = parts[0] if len(parts) == 1 else sa.union_all(*(sa.select(part.subquery()) for part in parts))
        rows = found.subquery("t")
        query = sa.select(rows, _A.members).join(models.audience, _A.id == rows.c.audience_id)
        query = query.order_by(*self._directed(rows.c.sort_key, rows.c.id)).limit(limit)
        return tuple(task_value(row) for row in self._work.connection.execute(query).mappings())

    def _parts(self, position: Position | None, limit: int | None) -> list[Select]:
        """Return the disjoint selects whose union answers the query, each bounded to the page."""
        if self._members is None:
            return [self._bounded(self._filtered(self._plain()), position, limit)]
        parts: list[Select] = []
        if self._asks_candidates:
            self._work.pending.counts.write()
            candidates = self._candidates(self._pairs(), position, limit)
            parts += [] if candidates is None else [candidates]
        if self._asks_own:
            parts.append(self._bounded(self._filtered(self._own()), position, limit))
        return parts

    def _plain(self) -> Select:
        query = self._base()
        query = query.where(_T.closed_at.is_(None) if self._state is None else _T.state == self._state)
        if self._user is not None:
            query = query.where((_T.closed_by if self._state == "completed" else _T.assignee) == self._user)
        return query

    def _own(self) -> Select:
        if self._state == "completed":
            return self._base().where(_T.state == "completed", _T.closed_by == self._user)
        return self._base().where(_T.state == "claimed", _T.assignee == self._user)

    def _candidates(self, pairs: Pairs, position: Position | None, limit: int | None) -> Select | None:
        """One index range per (audience, process) that has tasks, each no longer than the page."""
        present = [(audience, process) for audience, process, count in pairs if count]
        if not present:
            return None
        columns = sa.column("audience_id", sa.BigInteger), sa.column("process_id", sa.Text)
        listed = sa.values(*columns, name="pair").data(present)
        inner = self._base().where(
            _T.state == (self._state or "open"),
            _T.audience_id == listed.c.audience_id,
            _T.process_id == listed.c.process_id,
            *self._conditions,
        )
        lateral = self._bounded(inner, position, limit).lateral("part")
        return sa.select(lateral).select_from(listed.join(lateral, sa.true()))

    def _pairs(self) -> Pairs:
        """Return the audiences that the members belong to, by process, with their counts."""
        assert self._members is not None
        counted = _C.claimed_count if self._state == "claimed" else _C.open_count
        query = (
            sa.select(_C.audience_id, _C.process_id, sa.func.sum(counted))
            .join(models.audience, _A.id == _C.audience_id)
            .where(_A.members.overlap(sorted(self._members)))
            .group_by(_C.audience_id, _C.process_id)
        )
        if self._process_ids is not None:
            query = query.where(_C.process_id.in_(self._process_ids))
        return [(a, p, int(n)) for a, p, n in self._work.connection.execute(query)]

    def _base(self) -> Select:
        return sa.select(models.task, _ORDERS[self._order][0].label("sort_key"))

    def _filtered(self, query: Select) -> Select:
        query = query.where(*self._conditions)
        return query if self._process_ids is None else query.where(_T.process_id.in_(self._process_ids))

    def _bounded(self, query: Select, position: Position | None, limit: int | None) -> Select:
        """Start after the position and stop at the limit, along the order."""
        column, ascending = _ORDERS[self._order]
        if position is not None:
            here = sa.tuple_(column, _T.id)
            there = sa.tuple_(sa.literal(position[0], column.type), sa.literal(position[1]))
            query = query.where(here > there if ascending else here < there)
        if limit is None:
            return query
        return query.order_by(*self._directed(column, _T.id)).limit(limit)

    def _directed(self, column: Any, identifier: Any) -> tuple[Any, Any]:
        if _ORDERS[self._order][1]:
            return column.asc(), identifier.asc()
        return column.desc(), identifier.desc()

    def _counted(self, query: Select) -> int:
        counted = sa.select(sa.func.count()).select_from(query.subquery())
        return int(self._work.connection.execute(counted).scalar_one())


def task_value(row: Mapping[Any, Any]) -> Task:
    """Return the value of a task row that carries the `members` of its audience."""
    values = {name: row[name] for name in _TASK_COLUMNS}
    groups = frozenset(member for member in row["members"] if not member.startswith(USER_PREFIX))
    users = frozenset(member[len(USER_PREFIX) :] for member in row["members"] if member not in groups)
    return Task(**values, candidate_groups=groups, candidate_users=users)


_TASK_COLUMNS = tuple(name for name in Task.__slots__ if name not in {"candidate_groups", "candidate_users"})


def _cursor(task: Task, order: Order) -> str:
    value = getattr(task, _ATTRIBUTES[order.lstrip("-")])
    if isinstance(value, datetime):
        value = value.isoformat()
    return base64.urlsafe_b64encode(json.dumps([order, value, task.id]).encode()).decode()


def _position(cursor: str, order: Order) -> Position:
    try:
        told, value, identifier = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        told = value = identifier = None
    if told != order or not isinstance(identifier, str):
        raise InvalidArgument("Expected a cursor of this order of tasks, but got something else.")
    if order == "priority":
        return int(value), identifier
    return (datetime.fromisoformat(value) if value else FAR), identifier


_ATTRIBUTES = {"created": "created_at", "due": "due_at", "priority": "priority", "closed": "closed_at"}
