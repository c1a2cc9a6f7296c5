"""Tasks read along ranges of an index, one for each audience, and merged.

One condition over all audiences, or one beside it for what a person holds, makes PostgreSQL read and sort
everything that waits; a range for each reads no more of it than a page needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, func, literal, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.inbox.keyset import Cut, Order
from workflows.approvals.models import WorkItem


@dataclass(frozen=True, slots=True)
class TaskRanges:
    """The tasks of `rows` that have one of `audiences` (None: any), and those of `beside`, none of which is
    among these.

    Both select tasks; `beside` are few.
    """

    rows: Select[Any]
    audiences: Collection[int] | None = None
    beside: Select[Any] | None = None

    def page(self, order: Order, cut: Cut) -> Select[Any]:
        """Return a page of the tasks with their cases, and one row more. Raises: NotFound: no such cursor."""
        keys = [column.label(f"key_{place}") for place, column in enumerate(order.columns)]
        merged = self._merged(lambda part: _only(order.cut(part, cut), *keys))
        falling = order.falling != (cut.before is not None)
        columns = [merged.c[key.name] for key in keys]
        nearest = select(merged).order_by(*(one.desc() if falling else one for one in columns))
        best = nearest.limit(cut.limit + 1).subquery()
        return order.cut(with_cases().join(best, best.c[keys[-1].name] == WorkItem.task_id), cut)

    def some(self, limit: int) -> Select[Any]:
        """Return a row for each task, at most `limit`."""
        one = literal(1).label("one")
        return select(self._merged(lambda part: _only(part, one).limit(limit))).limit(limit)

    def _merged(self, cut: Callable[[Select[Any]], Select[Any]]) -> Subquery:
        """Return what `cut` leaves of each range."""
        if self.audiences is None:
            return cut(self.rows).subquery()
        numbers = literal(sorted(self.audiences), ARRAY(BigInteger))
        audience = func.unnest(numbers).table_valued("number").render_derived()
        part = cut(self.rows.where(WorkItem.audience_id == audience.c.number)).lateral()
        read = select(part).select_from(audience.join(part, true()))
        if self.beside is None:
            return read.subquery()
        return union_all(read, select(cut(self.beside).subquery())).subquery()


def _only(rows: Select[Any], *columns: ColumnElement[Any]) -> Select[Any]:
    return rows.with_only_columns(*columns, maintain_column_froms=True)
