"""What the platform keeps of a person, told by the rooms that keep it: for the copy that the person may have.

Each room registers its records, so that the room that makes copies knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable

from workflows.ground.messages import Locale
from workflows.ground.work import Work

ROWS_AT_ONCE = 500
Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """A column: its key in the JSON, and what people read above it."""

    key: str
    zh: str
    en: str

    def label(self, locale: Locale) -> str:
        """Return what people read."""
        return self.zh if locale == "zh-CN" else self.en


@dataclass(frozen=True, slots=True)
class PersonalRecords:
    """One kind of records of a person. `rows` yields them in the order of `columns`, with values for JSON.

    Moments are aware, amounts `Decimal` yuan. Nobody else's data, no secret and no hash is among them.
    """

    name: str
    zh: str
    en: str
    columns: tuple[RecordColumn, ...]
    rows: Callable[[Work, str, Locale], Rows]

    def title(self, locale: Locale) -> str:
        """Return what people call these records."""
        return self.zh if locale == "zh-CN" else self.en


def columns(*named: tuple[str, str, str]) -> tuple[RecordColumn, ...]:
    """Return columns of (key, Chinese, English)."""
    return tuple(RecordColumn(*one) for one in named)


def rows_of(statement: Callable[[str], Executable]) -> Callable[[Work, str, Locale], Rows]:
    """Return a function that reads the rows of `statement`, made for a person, some at a time."""

    def read(work: Work, user_id: str, _locale: Locale) -> Rows:
        streamed = statement(user_id).execution_options(yield_per=ROWS_AT_ONCE)
        return (tuple(row) for row in work.session.execute(streamed))

    return read


_registered: dict[str, Sequence[PersonalRecords]] = {}


def register(room: str, records: Sequence[PersonalRecords]) -> None:
    """Set what a room keeps of people; registering it again changes nothing."""
    _registered[room] = records


def personal_records() -> Iterator[PersonalRecords]:
    """Yield every registered kind of records."""
    for records in _registered.values():
        yield from records
