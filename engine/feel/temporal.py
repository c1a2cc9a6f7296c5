"""FEEL's temporal values: years of up to nine digits, nanoseconds, offsets and named zones.

The standard library stops at year 9999 and at microseconds and has no years-and-months duration; DMN asks for
more. The calendar is proleptic Gregorian with a year 0. A zone is an offset in seconds, an IANA name or None.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

Zone = int | str | None

MAX_YEAR = 999_999_999
SECOND_NS = 1_000_000_000
DAY_SECONDS = 86_400
DAY_NS = DAY_SECONDS * SECOND_NS
MAX_DURATION_NS = 10**30
MAX_DURATION_MONTHS = 10**12
MAX_OFFSET_SECONDS = 18 * 3600
_EPOCH_ORDINAL = 719_163  # datetime.date(1970, 1, 1).toordinal()
_CYCLE_DAYS = 146_097  # 400 years, whole weeks
# A time of day has no date to choose summer time by: it has the zone's standard time, wherever the summer is.
_REFERENCE_DAYS = (10_957, 11_139)  # 2000-01-01, 2000-07-01


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the calendar."""

    year: int
    month: int
    day: int

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, with or without a zone."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    zone: Zone = None

    def __str__(self) -> str:
        text = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}"
        if self.nanosecond:
            text += f".{self.nanosecond:09d}".rstrip("0")
        return text + zone_text(self.zone)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day and a time of that day; the zone is the time's."""

    date: Date
    time: Time

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True)
class DaysDuration:
    """A days and time duration, in nanoseconds."""

    nanoseconds: int

    def __str__(self) -> str:
        seconds, fraction = divmod(abs(self.nanoseconds), SECOND_NS)
        days, seconds = divmod(seconds, DAY_SECONDS)
        hours, seconds = divmod(seconds, 3600)
        minutes, seconds = divmod(seconds, 60)
        clock = f"{hours}H" if hours else ""
        clock += f"{minutes}M" if minutes else ""
        if fraction:
            clock += f"{seconds}.{fraction:09d}".rstrip("0") + "S"
        elif seconds:
            clock += f"{seconds}S"
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-P" if self.nanoseconds < 0 else "P") + (text or "T0S")


@dataclass(frozen=True, slots=True)
class MonthsDuration:
    """A years and months duration, in months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-P" if self.months < 0 else "P") + (text or "0M")


def zone_text(zone: Zone) -> str:
    """Return the zone as it stands after a time: "", "Z", "+08:00" or "@Asia/Shanghai"."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    text = f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def make_date(year: int, month: int, day: int) -> Date | None:
    """Return the date, or None if there is none."""
    if not -MAX_YEAR <= year <= MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        return None
    return Date(year, month, day)


def make_time(hour: int, minute: int, second: int, nanosecond: int = 0, zone: Zone = None) -> Time | None:
    """Return the time, or None if there is none."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= nanosecond < SECOND_NS):
        return None
    if isinstance(zone, int) and not -MAX_OFFSET_SECONDS <= zone <= MAX_OFFSET_SECONDS:
        return None
    return Time(hour, minute, second, nanosecond, zone)


def day_number(date: Date) -> int:
    """Return days since 1970-01-01."""
    year = date.year - (date.month <= 2)
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (date.month + (-3 if date.month > 2 else 9)) + 2) // 5 + date.day - 1
    return (
        era * _CYCLE_DAYS + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
    )


def date_of(day: int) -> Date | None:
    """Return the date `day` days after 1970-01-01, or None beyond the calendar."""
    day += 719_468
    era, day_of_era = divmod(day, _CYCLE_DAYS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    if not -MAX_YEAR <= year <= MAX_YEAR:
        return None
    return Date(year, month, day_of_year - (153 * shifted + 2) // 5 + 1)


def add_months(date: Date, months: int) -> Date | None:
    """Return the date `months` later, on the month's last day where the day is missing."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if not -MAX_YEAR <= year <= MAX_YEAR:
        return None
    return Date(year, month + 1, min(date.day, month_length(year, month + 1)))


def time_ns(time: Time) -> int:
    """Return nanoseconds since midnight on the time's own clock."""
    return ((time.hour * 60 + time.minute) * 60 + time.second) * SECOND_NS + time.nanosecond


def time_of(nanoseconds: int, zone: Zone) -> Time:
    """Return the time `nanoseconds` after midnight; whole days are dropped."""
    seconds, nanosecond = divmod(nanoseconds % DAY_NS, SECOND_NS)
    minutes, second = divmod(seconds, 60)
    return Time(minutes // 60, minutes % 60, second, nanosecond, zone)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(name: str) -> bool:
    """Tell whether `name` is an IANA time zone; only listed names are ever opened."""
    return name in _zone_names()


def _clock(day: int, seconds: int) -> dt.datetime:
    """Return a datetime of the standard library with the same place in the 400-year cycle."""
    ordinal = day + _EPOCH_ORDINAL
    if not _CYCLE_DAYS <= ordinal <= 9 * _CYCLE_DAYS:
        ordinal = ordinal % _CYCLE_DAYS + _CYCLE_DAYS * (6 if ordinal > 0 else 1)
    midnight = dt.datetime.fromordinal(ordinal)
    return midnight + dt.timedelta(seconds=seconds)


def offset_seconds(zone: int | str, day: int, seconds: int) -> int:
    """Return the offset in force at a local day (since 1970-01-01) and second of that day."""
    if isinstance(zone, int):
        return zone
    offset = ZoneInfo(zone).utcoffset(_clock(day, seconds))
    return 0 if offset is None else int(offset.total_seconds())


def _offset_at_instant(zone: int | str, seconds: int) -> int:
    if isinstance(zone, int):
        return zone
    info = ZoneInfo(zone)
    moment = _clock(*divmod(seconds, DAY_SECONDS)).replace(tzinfo=info)
    offset = info.fromutc(moment).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def time_offset(time: Time) -> int | None:
    """Return the offset of a time of day in seconds, or None without a zone."""
    if time.zone is None:
        return None
    return min(offset_seconds(time.zone, day, time_ns(time) // SECOND_NS) for day in _REFERENCE_DAYS)


def datetime_offset(value: DateTime) -> int | None:
    """Return the offset of a date and time in seconds, or None without a zone."""
    zone = value.time.zone
    if zone is None:
        return None
    return offset_seconds(zone, day_number(value.date), time_ns(value.time) // SECOND_NS)


def clock_ns(time: Time) -> int:
    """Return nanoseconds since midnight in UTC, or on the local clock without a zone."""
    return time_ns(time) - (time_offset(time) or 0) * SECOND_NS


def instant_ns(value: DateTime) -> int:
    """Return nanoseconds since 1970-01-01T00:00Z, or on the local clock without a zone."""
    local = day_number(value.date) * DAY_NS + time_ns(value.time)
    return local - (datetime_offset(value) or 0) * SECOND_NS


def datetime_of(nanoseconds: int, zone: Zone) -> DateTime | None:
    """Return the date and time in `zone` at an instant (on the local clock without a zone)."""
    if zone is not None:
        nanoseconds += _offset_at_instant(zone, nanoseconds // SECOND_NS) * SECOND_NS
    date = date_of(nanoseconds // DAY_NS)
    return None if date is None else DateTime(date, time_of(nanoseconds, zone))


def days_duration(nanoseconds: int) -> DaysDuration | None:
    """Return the duration, or None if it is beyond measure."""
    return DaysDuration(nanoseconds) if -MAX_DURATION_NS < nanoseconds < MAX_DURATION_NS else None


def months_duration(months: int) -> MonthsDuration | None:
    """Return the duration, or None if it is beyond measure."""
    return MonthsDuration(months) if -MAX_DURATION_MONTHS < months < MAX_DURATION_MONTHS else None
