"""Tasks read along ranges of an index, one for each audience, and merged.

One condition over all audiences, or one beside it for what a person holds, makes PostgreSQL read and sort
everything that waits; a range for each reads no more of it than a page needs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, func, literal, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.inbox.keyset import Cut, Order
from workflows.approvals.models import WorkItem

PAGES_WALKED = 2
"""Pages of tasks that are looked through, in the order of a list, for what most of them fulfil."""


@dataclass(frozen=True, slots=True)
class TaskRanges:
    """The tasks of `rows` that have one of `audiences` (None: any), and those of `beside`, none of which is
    among these; of all these what fulfils `mostly`.

    Both select tasks; `beside` are few. `mostly` is dear to ask and likely to be true.
    """

    rows: Select[Any]
    audiences: Collection[int] | None = None
    beside: Select[Any] | None = None
    mostly: Sequence[ColumnElement[bool]] = ()

    def page(self, session: Session, order: Order, cut: Cut) -> Sequence[Any]:
        """Return a page of the tasks with their cases, and one row more. Raises: NotFound: no such cursor.

        What is dear to ask is not asked of a page of each range, but of the first tasks of all ranges.
        """
        if self.mostly and self.audiences is not None and len(self.audiences) > 1:
            rows = session.execute(self._walked(order, cut)).all()
            if len(rows) > cut.limit:
                return rows
        return session.execute(self._narrowed()._page(order, cut, cut.limit + 1)).all()

    def _walked(self, order: Order, cut: Cut) -> Select[Any]:
        """Return what fits of the first tasks: a page, or less where it is not true of most of them."""
        some = PAGES_WALKED * (cut.limit + 1)
        return self._page(order, cut, some).where(*self.mostly)

    def _narrowed(self) -> TaskRanges:
        """Return the same with what is dear asked within each range."""
        beside = None if self.beside is None else self.beside.where(*self.mostly)
        return TaskRanges(self.rows.where(*self.mostly), self.audiences, beside)

    def _page(self, order: Order, cut: Cut, nearest: int) -> Select[Any]:
        """Return a page of the `nearest` tasks."""
        keys = [column.label(f"key_{place}") for place, column in enumerate(order.columns)]
        near = replace(cut, limit=nearest - 1)
        merged = self._merged(lambda part: _only(order.cut(part, near), *keys))
        falling = order.falling != (cut.before is not None)
        columns = [merged.c[key.name] for key in keys]
        ordered = select(merged).order_by(*(one.desc() if falling else one for one in columns))
        best = ordered.limit(nearest).subquery()
        return order.cut(with_cases().join(best, best.c[keys[-1].name] == WorkItem.task_id), cut)

    def some(self, limit: int) -> Select[Any]:
        """Return a row for each task, at most `limit`."""
        one = literal(1).label("one")
        return select(self._narrowed()._merged(lambda part: _only(part, one).limit(limit))).limit(limit)

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
