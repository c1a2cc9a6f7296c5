"""Lists in the order of a business field that a process declares; what has no value of it comes last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, null, or_, select, tuple_

from workflows.approvals.cases.item_queries import with_cases
from workflows.approvals.inbox.keyset import SEPARATOR, Cut
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.search.models import CaseField
from workflows.ground.errors import NotFound
from workflows.ground.work import Work

_HAS, _LACKS = "v", "n"
"""How a cursor begins: behind a row with a value, behind one without."""


@dataclass(frozen=True, slots=True)
class FieldSort:
    """Sorts by the field `name` of a process, whose `kind` is that of `FieldChoice`."""

    process_id: str
    name: str
    kind: str
    falling: bool = False

    @property
    def column(self) -> Any:
        """The column by which values of this kind are compared."""
        return {"number": CaseField.number, "date": CaseField.day}.get(self.kind, CaseField.text)

    def parse(self, text: str) -> Any:
        """Return a value that a cursor says. Raises: ValueError."""
        if self.kind == "number":
            try:
                number = Decimal(text)
            except InvalidOperation as error:
                raise ValueError(text) from error
            if not number.is_finite():
                raise ValueError(text)
            return number
        return date.fromisoformat(text) if self.kind == "date" else text

    def is_of(self, case_id: Any) -> ColumnElement[bool]:
        """Return the condition that a `CaseField` is this field of a case; of several choices the first."""
        return and_(
            CaseField.case_id == case_id,
            CaseField.process_id == self.process_id,
            CaseField.name == self.name,
            CaseField.position == 0,
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page begins or ends: at a row with this value, None for one without, and this id."""

    value: Any
    id: str


def read_page(
    work: Work, rows: Select[Any], sort: FieldSort, cut: Cut, *, own: bool
) -> tuple[Sequence[Any], str | None, str | None]:
    """Return a page of tasks with their cases, or of cases, and the cursors behind and before it.

    `own`: the rows are few beside those of everybody: their values are looked up, and nobody else's are read.
    Else they are cases, read along the index of the field. Raises: NotFound: no cursor of this order.
    """
    reading = _Reading(work, rows, sort, cut)
    rows_read = reading.of_own() if own else reading.of_all()
    shown, more = rows_read[: cut.limit], len(rows_read) > cut.limit
    if not shown:
        return shown, None, None
    if cut.before is not None:
        shown = shown[::-1]
    earlier = more if cut.before is not None else cut.after is not None
    later = cut.before is not None or more
    return (
        shown,
        reading.cursor(shown[-1]) if later else None,
        reading.cursor(shown[0]) if earlier else None,
    )


class _Reading:
    def __init__(self, work: Work, rows: Select[Any], sort: FieldSort, cut: Cut) -> None:
        self.work, self.rows, self.sort, self.cut = work, rows, sort, cut
        self.of_tasks = rows.column_descriptions[0]["entity"] is WorkItem
        self.id: Any = WorkItem.task_id if self.of_tasks else Case.id
        self.backwards = cut.before is not None
        self.falling = sort.falling != self.backwards
        cursor = cut.before if self.backwards else cut.after
        self.place = None if cursor is None else self._place(cursor)

    def cursor(self, row: Any) -> str:
        value, key = row.sorted_by, row[0].task_id if self.of_tasks else row[0].id
        said = _LACKS if value is None else f"{_HAS}{value.isoformat() if isinstance(value, date) else value}"
        return f"{said}{SEPARATOR}{key}"

    def of_own(self) -> list[Any]:
        value = select(self.sort.column).where(self.sort.is_of(Case.id)).correlate(Case).scalar_subquery()
        # the offset keeps PostgreSQL from looking a value up more than once
        looked_up = self.rows.with_only_columns(
            self.id.label("id"), value.label("value"), maintain_column_froms=True
        )
        mine = looked_up.offset(0).subquery()
        rows = self._base().join(mine, mine.c.id == self.id).add_columns(mine.c.value.label("sorted_by"))
        if self.place is not None:
            rows = rows.where(self._beyond(mine.c.value, self.place))
        lacking = mine.c.value.is_(None)
        by_value, by_id = self._along(mine.c.value), self._along(self.id)
        ordered = rows.order_by(lacking.desc() if self.backwards else lacking, by_value, by_id)
        return list(self.work.session.execute(ordered.limit(self.cut.limit + 1)))

    def of_all(self) -> list[Any]:
        """Read what has a value along the index, and what has none only where a page needs it."""
        at_end = self.place is not None and self.place.value is None
        if self.backwards:
            parts = [self._lacking, self._having] if at_end else [self._having]
        else:
            parts = [self._lacking] if at_end else [self._having, self._lacking]
        read: list[Any] = []
        for part in parts:
            if len(read) <= self.cut.limit:
                read += part(self.cut.limit + 1 - len(read))
        return read

    def _having(self, limit: int) -> list[Any]:
        column, key = self.sort.column, CaseField.case_id
        rows = self.rows.join(CaseField, self.sort.is_of(Case.id)).where(column.is_not(None))
        place = self.place
        if place is not None and place.value is not None:
            here, there = tuple_(column, key), tuple_(place.value, place.id)
            rows = rows.where(here < there if self.falling else here > there)
        ordered = rows.add_columns(column.label("sorted_by"))
        ordered = ordered.order_by(self._along(column), self._along(key)).limit(limit)
        return list(self.work.session.execute(ordered))

    def _lacking(self, limit: int) -> list[Any]:
        value = select(CaseField.case_id).where(self.sort.is_of(Case.id), self.sort.column.is_not(None))
        rows = self.rows.where(~value.correlate(Case).exists()).add_columns(null().label("sorted_by"))
        if self.place is not None and self.place.value is None:
            rows = rows.where(self.id < self.place.id if self.falling else self.id > self.place.id)
        return list(self.work.session.execute(rows.order_by(self._along(self.id)).limit(limit)))

    def _base(self) -> Select[Any]:
        if self.of_tasks:
            return with_cases()
        return select(Case)

    def _along(self, column: Any) -> Any:
        return column.desc() if self.falling else column

    def _beyond(self, value: Any, place: _Place) -> ColumnElement[bool]:
        """Return what follows a place in the direction of reading."""
        further = self.id < place.id if self.falling else self.id > place.id
        if place.value is None:
            same = and_(value.is_(None), further)
            return or_(value.is_not(None), same) if self.backwards else same
        beyond = value < place.value if self.falling else value > place.value
        reached = or_(beyond, and_(value == place.value, further))
        return reached if self.backwards else or_(reached, value.is_(None))

    def _place(self, cursor: str) -> _Place:
        said, separator, key = cursor.replace("\x00", "").rpartition(SEPARATOR)
        try:
            if not separator or said[:1] not in {_HAS, _LACKS}:
                raise ValueError(cursor)
            return _Place(self.sort.parse(said[1:]) if said[:1] == _HAS else None, key)
        except ValueError:
            raise NotFound("room.not_found") from None
