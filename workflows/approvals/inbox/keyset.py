"""Orders of lists, and paging by the place of the last row instead of by counting rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import DateTime, Select, func, literal_column, tuple_

from workflows.approvals.models import FAR_AWAY_SQL, Case, Copy, WorkItem
from workflows.ground.errors import NotFound

FAR_AWAY = datetime(9999, 1, 1, tzinfo=UTC)
due_or_never = func.coalesce(WorkItem.due_at, literal_column(FAR_AWAY_SQL, DateTime(timezone=True)))
"""When a task is due, as an index has it: without a day far away, so that what is not urgent comes last."""
SEPARATOR = "~"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of a list: up to `limit` rows behind the cursor `after`, or those before `before`."""

    after: str | None = None
    before: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Order:
    """Sorts by `columns`, the last of which tells any two rows apart; all of them rise or all fall.

    `place` reads a row's values of these columns, `parse` their texts in a cursor.
    """

    columns: tuple[Any, ...]
    place: Callable[[Any], tuple[Any, ...]]
    parse: tuple[Callable[[str], Any], ...]
    falling: bool = False

    def cursor(self, row: Any) -> str:
        """Return where `row` stands, for the address of the next page."""
        values = (v.isoformat() if isinstance(v, datetime) else str(v) for v in self.place(row))
        return SEPARATOR.join(values)

    def cut(self, rows: Select[Any], cut: Cut) -> Select[Any]:
        """Return a page of `rows` and one row more. Raises: NotFound: no cursor of this order."""
        falling = self.falling != (cut.before is not None)
        place = cut.before if cut.before is not None else cut.after
        if place is not None:
            here, there = tuple_(*self.columns), tuple_(*self._place(place))
            rows = rows.where(here < there if falling else here > there)
        ordered = rows.order_by(*(column.desc() if falling else column for column in self.columns))
        return ordered.limit(cut.limit + 1)

    def page(
        self, rows: Sequence[Row], cut: Cut, key: Callable[[Row], Any]
    ) -> tuple[Sequence[Row], str | None, str | None]:
        """Return the rows of a page that `cut` has read, and the cursors behind and before it."""
        shown, more = rows[: cut.limit], len(rows) > cut.limit
        if not shown:
            return shown, None, None
        if cut.before is not None:
            shown = shown[::-1]
        earlier = more if cut.before is not None else cut.after is not None
        later = cut.before is not None or more
        after = self.cursor(key(shown[-1])) if later else None
        return shown, after, self.cursor(key(shown[0])) if earlier else None

    def _place(self, cursor: str) -> tuple[Any, ...]:
        texts = cursor.rsplit(SEPARATOR, len(self.parse) - 1)  # a name before the last may hold one
        try:
            return tuple(read(text) for read, text in zip(self.parse, texts, strict=True))
        except ValueError:
            raise NotFound("room.not_found") from None


def _opened(*, falling: bool) -> Order:
    return Order(
        (WorkItem.opened_at, WorkItem.task_id),
        lambda row: (row.opened_at, row.task_id),
        (datetime.fromisoformat, str),
        falling,
    )


TO_DO: Mapping[str, Order] = {
    "oldest": _opened(falling=False),
    "newest": _opened(falling=True),
    "due": Order(
        (due_or_never, WorkItem.task_id),
        lambda row: (row.due_at or FAR_AWAY, row.task_id),
        (datetime.fromisoformat, str),
    ),
    "priority": Order(
        (-WorkItem.priority, WorkItem.opened_at, WorkItem.task_id),
        lambda row: (-row.priority, row.opened_at, row.task_id),
        (int, datetime.fromisoformat, str),
    ),
    "applicant": Order(
        (WorkItem.applicant, WorkItem.task_id), lambda row: (row.applicant, row.task_id), (str, str)
    ),
}
"""How a list of tasks can be sorted; the first is the usual way."""

DONE = Order(
    (WorkItem.closed_at, WorkItem.task_id),
    lambda row: (row.closed_at, row.task_id),
    (datetime.fromisoformat, str),
    falling=True,
)
OVERDUE = Order(
    (WorkItem.due_at, WorkItem.task_id),
    lambda row: (row.due_at, row.task_id),
    (datetime.fromisoformat, str),
)
"""The longest overdue first, for lists of which every task has a due date."""
CASES = Order(
    (Case.submitted_at, Case.id),
    lambda row: (row.submitted_at, row.id),
    (datetime.fromisoformat, str),
    falling=True,
)
COPIES = Order(
    (Copy.copied_at, Copy.id),
    lambda row: (row.copied_at, row.id),
    (datetime.fromisoformat, str),
    falling=True,
)
