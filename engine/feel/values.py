"""FEEL's values: which Python objects they are, and how Python's own cross the border.

A FEEL value is None, bool, Decimal, str, Date, Time, DateTime, DaysDuration, MonthsDuration, Range, Function,
list or dict (with text as keys) of such values. Nothing else gets in: an unknown object is refused at the
border, and no operation of FEEL asks a Python object for an attribute by a name from the source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from engine.errors import InvalidArgument
from engine.feel import temporal as t
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.numbers import DECIMAL128
from engine.storable_text import check_text

Form = Literal["interval", "<", "<=", ">", ">=", "=", "!="]
FORMS: frozenset[str] = frozenset(get_args(Form))


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends; `form` tells `[1..5]` ("interval") from a comparison such as `(< 5)`."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool
    form: Form = "interval"

    @classmethod
    def compared(cls, form: Form, operand: Any) -> Range:
        """Return the range of a comparison with `operand`."""
        low = operand if form in {">", ">=", "=", "!="} else None
        high = operand if form in {"<", "<=", "=", "!="} else None
        return cls(low, high, form in {">=", "="}, form in {"<=", "="}, form)

    def __hash__(self) -> int:
        return hash((str(self.low), str(self.high), self.low_included, self.high_included, self.form))


class FunctionBase:
    """Something FEEL can call. `parameters` is None where any number of arguments is taken."""

    __slots__ = ()

    name: str

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """Names of the parameters."""
        return None

    @property
    def written_types(self) -> tuple[tuple[Any, ...], Any] | None:
        """Types of the parameters and of the result as FEEL writes them; None: nobody wrote any."""
        return None

    def call(self, run: Any, positional: list[Any], named: dict[str, Any] | None) -> Any:
        """Return the result; what cannot be called so gives None and a warning."""
        raise NotImplementedError


FEEL_SCALARS = frozenset(
    {type(None), bool, Decimal, str, t.Date, t.Time, t.DateTime, t.DaysDuration, t.MonthsDuration, Range}
)

FEEL_ATOMS = FEEL_SCALARS - {Decimal}  # what crosses the border as it is

_TYPE_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    t.Date: "date",
    t.Time: "time",
    t.DateTime: "date and time",
    t.DaysDuration: "days and time duration",
    t.MonthsDuration: "years and months duration",
    Range: "range",
    list: "list",
    dict: "context",
}


def type_name(value: Any) -> str:
    """Return FEEL's name for the type of a FEEL value."""
    return _TYPE_NAMES.get(type(value), "function")


class FeelContext(dict[str, Any]):
    """Data for an evaluation whose values are FEEL values already, so that nothing needs to be converted."""


_EXACT = 10**34
MAX_VALUES = 100_000
MAX_VALUE_DEPTH = 100


class Conversion:
    """Carries values over the border and counts them: lists that share lists can be small and yet endless."""

    __slots__ = ("left", "limit")

    def __init__(self, limit: int = MAX_VALUES) -> None:
        self.limit = self.left = limit

    def count(self, size: int, depth: int) -> None:
        """Note `size` more values. Raises: FeelBudgetExceeded."""
        self.left -= size
        if self.left < 0:
            raise FeelBudgetExceeded("value_size", limit=self.limit)
        if depth > MAX_VALUE_DEPTH:
            raise FeelBudgetExceeded("value_depth", limit=MAX_VALUE_DEPTH)

    def from_python(self, value: Any, depth: int = 0) -> Any:
        """Return the FEEL value of a Python value."""
        kind = type(value)
        if kind is str:
            return check_text(value)
        if kind in FEEL_SCALARS:
            return value if kind is not Decimal else _finite(_number(value))
        if kind is int or kind is float:
            return _finite(number_of(value) if kind is int else _number(Decimal(repr(value))))
        if kind is list or kind is tuple:
            self.count(len(value), depth)
            return [self.from_python(item, depth + 1) for item in value]
        if kind is dict or isinstance(value, Mapping):
            self.count(len(value), depth)
            return {_key(key): self.from_python(item, depth + 1) for key, item in value.items()}
        if isinstance(value, set | frozenset | list | tuple):
            return self.from_python(list(value), depth)
        return _from_rare(value)

    def to_python(self, value: Any, depth: int = 0) -> Any:
        """Return the Python value of a FEEL value."""
        kind = type(value)
        if kind is list:
            self.count(len(value), depth)
            return [self.to_python(item, depth + 1) for item in value]
        if kind is dict:
            self.count(len(value), depth)
            return {key: self.to_python(item, depth + 1) for key, item in value.items()}
        return _scalar_to_python(value)


def from_python(value: Any) -> Any:
    """Return the FEEL value of a Python value; lists and mappings are converted all the way down.

    int and float become Decimal; datetime, date, time, timedelta become FEEL's own.

    Raises: InvalidArgument: a value, or a key that is not text, has no counterpart in FEEL: nan, infinities;
    FeelBudgetExceeded: the data is too large or too deep.
    """
    return Conversion().from_python(value)


def number_of(value: int) -> Decimal | None:
    """Return the number of an int, rounded to 34 digits."""
    number = Decimal(value)
    return number if -_EXACT < value < _EXACT else _number(number)


def _number(value: Decimal) -> Decimal | None:
    if not value.is_finite():
        return None
    try:
        return DECIMAL128.plus(value)
    except DecimalException:
        return None


def _finite(number: Decimal | None) -> Decimal:
    """Return a number. Raises InvalidArgument: it is none that FEEL has."""
    if number is None:
        raise InvalidArgument("Expected a number that FEEL knows, but got nan, an infinity or one too large")
    return number


def _key(key: Any) -> str:
    if isinstance(key, str):
        return check_text(str(key))
    raise InvalidArgument(f"Expected text as key of a context, but got {type(key).__name__}")


def _from_rare(value: Any) -> Any:
    if isinstance(value, FunctionBase):
        return value
    if isinstance(value, dt.datetime):
        time = t.Time(value.hour, value.minute, value.second, value.microsecond * 1000, _zone_of(value))
        return t.DateTime(t.Date(value.year, value.month, value.day), time)
    if isinstance(value, dt.date):
        return t.Date(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return t.Time(value.hour, value.minute, value.second, value.microsecond * 1000, _zone_of(value))
    if isinstance(value, dt.timedelta):
        return t.DaysDuration(
            ((value.days * t.DAY_SECONDS + value.seconds) * 1_000_000 + value.microseconds) * 1000
        )
    if isinstance(value, bool | str | int | float | Decimal):  # enumerations and other subclasses
        base = next(base for base in (str, int, float, Decimal) if isinstance(value, base))
        return from_python(base(value))
    raise InvalidArgument(f"Expected a value that FEEL knows, but got {type(value).__name__}")


def _zone_of(value: dt.datetime | dt.time) -> t.Zone:
    if value.tzinfo is None:
        return None
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key is not None:
        return 0 if value.tzinfo.key == "UTC" else value.tzinfo.key
    offset = value.utcoffset()
    return None if offset is None else int(offset.total_seconds())


def to_python(value: Any) -> Any:
    """Return the nearest Python value: datetime, date, time, timedelta; the rest stays as it is.

    Years outside 1–9999 stay FEEL values; nanoseconds are cut to microseconds.

    Raises: FeelBudgetExceeded: the data is too large or too deep.
    """
    return Conversion().to_python(value)


def _scalar_to_python(value: Any) -> Any:
    kind = type(value)
    if kind is t.Date:
        return dt.date(value.year, value.month, value.day) if 1 <= value.year <= 9999 else value
    if kind is t.DateTime:
        if not 1 <= value.date.year <= 9999:
            return value
        return dt.datetime.combine(_scalar_to_python(value.date), _scalar_to_python(value.time))
    if kind is t.Time:
        return dt.time(value.hour, value.minute, value.second, value.nanosecond // 1000, _tzinfo(value.zone))
    if kind is t.DaysDuration:
        days, rest = divmod(value.nanoseconds, t.DAY_NS)
        return dt.timedelta(days, 0, rest // 1000) if abs(days) < 999_999_999 else value
    return value


def _tzinfo(zone: t.Zone) -> dt.tzinfo | None:
    if zone is None:
        return None
    if isinstance(zone, str):
        return ZoneInfo(zone)
    return dt.UTC if zone == 0 else dt.timezone(dt.timedelta(seconds=zone))
