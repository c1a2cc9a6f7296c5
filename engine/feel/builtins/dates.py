"""Functions of dates, times and durations, and the clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel import temporal as t
from engine.feel import temporal_text as text
from engine.feel.functions import builtin
from engine.feel.numbers import whole
from engine.feel.runtime import Run
from engine.feel.values import from_python

# Inside the platform moments are UTC; what today is, people's clocks decide.
LOCAL_ZONE = ZoneInfo("Asia/Shanghai")

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@builtin("date", "year: number, month: number, day: number")
def _date_of_parts(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> t.Date | None:
    parts = [whole(part) for part in (year, month, day)]
    return None if None in parts else t.make_date(*parts)  # type: ignore[arg-type]


@builtin("date", "from: string|date|date and time")
def _date(_run: Run, source: Any) -> t.Date | None:
    if isinstance(source, str):
        return text.parse_date(source)
    return source.date if isinstance(source, t.DateTime) else source


@builtin("time", "hour: number, minute: number, second: number, offset?: days duration|null")
def _time_of_parts(
    _run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: t.DaysDuration | None = None
) -> t.Time | None:
    hours, minutes, nanoseconds = whole(hour), whole(minute), whole(second * t.SECOND_NS)
    if hours is None or minutes is None or nanoseconds is None or nanoseconds < 0:
        return None
    zone = None if offset is None else offset.nanoseconds // t.SECOND_NS
    return t.make_time(hours, minutes, *divmod(nanoseconds, t.SECOND_NS), zone)


@builtin("time", "from: string|date|time|date and time")
def _time(_run: Run, source: Any) -> t.Time | None:
    if isinstance(source, str):
        return text.parse_time(source)
    if isinstance(source, t.Date):
        return t.Time(0, 0, 0, 0, 0)
    return source.time if isinstance(source, t.DateTime) else source


@builtin("date and time", "from: string|date|date and time")
def _date_and_time(_run: Run, source: Any) -> t.DateTime | None:
    if isinstance(source, str):
        return text.parse_datetime(source)
    return t.DateTime(source, t.Time(0, 0, 0, 0, 0)) if isinstance(source, t.Date) else source


@builtin("date and time", "date: date|date and time, time: time")
def _date_with_time(_run: Run, date: Any, time: t.Time) -> t.DateTime:
    return t.DateTime(date.date if isinstance(date, t.DateTime) else date, time)


@builtin("date and time", "date: date|date and time, time: time, timezone: string")
def _date_with_time_in_zone(_run: Run, date: Any, time: t.Time, zone: str) -> t.DateTime | None:
    """Return what the clocks of the zone show then; a time with a zone of its own gives null (DMN 1.6)."""
    known = text.parse_zone(zone)
    if known is None or time.zone is not None:
        return None
    return t.DateTime(_day(date), replace(time, zone=known))


@builtin("date and time", "date: date and time, timezone: string")
def _date_in_zone(_run: Run, value: t.DateTime, zone: str) -> t.DateTime | None:
    known = text.parse_zone(zone)
    if known is None:
        return None
    if value.time.zone is None:  # what people's clocks show
        value = replace(value, time=replace(value.time, zone=LOCAL_ZONE.key))
    return t.datetime_of(t.instant_ns(value), known)


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number, "
    "offset?: days duration|null",
)
def _date_and_time_of_parts(run: Run, *parts: Any) -> t.DateTime | None:
    date, time = _date_of_parts(run, *parts[:3]), _time_of_parts(run, *parts[3:])
    return None if date is None or time is None else t.DateTime(date, time)


@builtin("duration", "from: string|duration")
def _duration(_run: Run, source: Any) -> Any:
    return text.parse_duration(source) if isinstance(source, str) else source


@builtin("years and months duration", "from: date|date and time, to: date|date and time")
def _years_and_months_duration(_run: Run, start: Any, end: Any) -> t.MonthsDuration | None:
    first, last = _day(start), _day(end)  # whole months from day to day; the time of day does not count
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return t.months_duration(months)


def _day(value: Any) -> t.Date:
    day: t.Date = value.date if isinstance(value, t.DateTime) else value
    return day


@builtin("day of year", "date: date|date and time")
def _day_of_year(_run: Run, value: Any) -> Decimal:
    date = _day(value)
    return Decimal(t.day_number(date) - t.day_number(t.Date(date.year, 1, 1)) + 1)


@builtin("day of week", "date: date|date and time")
def _day_of_week(_run: Run, value: Any) -> str:
    return _WEEKDAYS[(t.day_number(_day(value)) + 3) % 7]


@builtin("month of year", "date: date|date and time")
def _month_of_year(_run: Run, value: Any) -> str:
    return _MONTHS[_day(value).month - 1]


@builtin("week of year", "date: date|date and time")
def _week_of_year(_run: Run, value: Any) -> Decimal:
    # ISO 8601: the week belongs to the year of its Thursday.
    day = t.day_number(_day(value))
    thursday = day - (day + 3) % 7 + 3
    date = t.date_of(thursday)
    year = _day(value).year if date is None else date.year
    return Decimal((thursday - t.day_number(t.Date(year, 1, 1))) // 7 + 1)


@builtin("last day of month", "date: date|date and time")
def _last_day_of_month(_run: Run, value: Any) -> t.Date:
    date = _day(value)
    return t.Date(date.year, date.month, t.month_length(date.year, date.month))


@builtin("now")
def _now(run: Run) -> t.DateTime:
    moment: t.DateTime = from_python(_moment(run))
    return moment


@builtin("today")
def _today(run: Run) -> t.Date:
    day: t.Date = from_python(_moment(run).date())
    return day


def _moment(run: Run) -> dt.datetime:
    """Return the moment on the clock that people read: a moment in UTC is turned to local time."""
    if run.now is None:
        run.now = dt.datetime.now(dt.UTC)
    return run.now.astimezone(LOCAL_ZONE) if run.now.tzinfo is dt.UTC else run.now
