"""What a path such as `order.amount` or `due.year` reads; only these names, never a Python attribute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel import temporal as t
from engine.feel.runtime import MISSING, Run
from engine.feel.values import Range, type_name


def _weekday(date: t.Date) -> Decimal:
    return Decimal((t.day_number(date) + 3) % 7 + 1)


def _offset(seconds: int | None) -> t.DaysDuration | None:
    return None if seconds is None else t.DaysDuration(seconds * t.SECOND_NS)


def _zone(zone: t.Zone) -> str | None:
    return zone if isinstance(zone, str) else None


def _part(duration: t.DaysDuration, unit: int, cycle: int) -> Decimal:
    amount = abs(duration.nanoseconds) // unit % cycle
    return Decimal(-amount if duration.nanoseconds < 0 else amount)


def _seconds(duration: t.DaysDuration) -> Decimal:
    amount = Decimal(abs(duration.nanoseconds) % (60 * t.SECOND_NS)) / t.SECOND_NS
    return -amount if duration.nanoseconds < 0 else amount


def _second(time: t.Time) -> Decimal:
    return (
        Decimal(time.second) + Decimal(time.nanosecond) / t.SECOND_NS
        if time.nanosecond
        else Decimal(time.second)
    )


def _month_part(duration: t.MonthsDuration, *, years: bool) -> Decimal:
    amount = abs(duration.months) // 12 if years else abs(duration.months) % 12
    return Decimal(-amount if duration.months < 0 else amount)


_DATE: dict[str, Callable[[t.Date], Any]] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": _weekday,
}
_TIME: dict[str, Callable[[t.Time], Any]] = {
    "hour": lambda v: Decimal(v.hour),
    "minute": lambda v: Decimal(v.minute),
    "second": _second,
    "timezone": lambda v: _zone(v.zone),
}
_HOUR_NS = 3600 * t.SECOND_NS
_PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    t.Date: _DATE,
    t.Time: {**_TIME, "time offset": lambda v: _offset(t.time_offset(v))},
    t.DateTime: {
        **{name: (lambda v, read=read: read(v.date)) for name, read in _DATE.items()},  # type: ignore[misc]
        **{name: (lambda v, read=read: read(v.time)) for name, read in _TIME.items()},  # type: ignore[misc]
        "time offset": lambda v: _offset(t.datetime_offset(v)),
    },
    t.DaysDuration: {
        "days": lambda v: _part(v, t.DAY_NS, 10**30),
        "hours": lambda v: _part(v, _HOUR_NS, 24),
        "minutes": lambda v: _part(v, 60 * t.SECOND_NS, 60),
        "seconds": _seconds,
    },
    t.MonthsDuration: {
        "years": lambda v: _month_part(v, years=True),
        "months": lambda v: _month_part(v, years=False),
    },
    Range: {
        "start": lambda v: v.low,
        "end": lambda v: v.high,
        "start included": lambda v: v.low_included,
        "end included": lambda v: v.high_included,
    },
}


@dataclass(frozen=True, slots=True)
class _Named:
    """A value that has the name that is sought, not yet looked into."""

    value: Any


def property_of(run: Run, value: Any, name: str) -> Any:
    """Return the property `name`; of a list, that of each item; None and a warning if there is none."""
    kind = type(value)
    if kind is dict:
        member = value.get(name, MISSING)
        if member is not MISSING:
            return member
    elif kind is list:
        run.charge_list(len(value))
        return [property_of(run, item, name) for item in value]
    elif value is None:
        return None
    else:
        read = _PROPERTIES.get(kind, {}).get(name)
        if read is not None:
            return read(value)
    run.warn("no_property", type=type_name(value), name=name)
    return None


def descendants(run: Run, value: Any, name: str) -> list[Any]:
    """Return all that is called `name` at any depth of `value`, outer before inner, without nulls."""
    named: list[Any] = []
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        run.charge(1)
        if type(one) is _Named:
            if one.value is not None:
                named.append(one.value)
            pending.append(one.value)
        elif type(one) is list:
            pending.extend(reversed(one))
        elif type(one) is dict:
            pending.extend(_Named(inner) if key == name else inner for key, inner in reversed(one.items()))
    run.charge_list(len(named))
    return named
