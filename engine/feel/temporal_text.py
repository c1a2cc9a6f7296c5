"""Text to temporal values, as XML Schema writes them; what is no such text gives None."""

from __future__ import annotations

import re

from engine.feel.temporal import (
    SECOND_NS,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    Zone,
    date_of,
    day_number,
    days_duration,
    known_zone,
    make_date,
    make_time,
    months_duration,
)

_DATE = r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})"
_TIME = (
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,18}))?"
    r"([Zz]|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[A-Za-z0-9_+\-/]{1,80})?"
)
_UTC = ("Z", "z")
"""XML Schema writes the first, examples of the standard the second: `time("23:59:00z")`."""
_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")
_DATE_ONLY = re.compile(_DATE)
_TIME_ONLY = re.compile(f"T?{_TIME}")
_DATE_TIME = re.compile(f"{_DATE}T{_TIME}")
_BRACKETED = re.compile(r"(.{19,48})(?:Z|[+-][0-9]{2}:[0-9]{2})\[([A-Za-z0-9_+\-/]{1,80})\]")
"""A named zone as ISO 8601 texts of Java and Camunda have it; the zone decides, not the offset."""
_DAYS = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,18})D)?(?:T(?=[0-9])(?:([0-9]{1,18})H)?(?:([0-9]{1,18})M)?(?:([0-9]{1,18})(?:\.([0-9]{0,18}))?S)?)?"
)
_MONTHS = re.compile(r"(-?)P(?=[0-9])(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?")


def parse_date(text: str) -> Date | None:
    """Return the date that `text` denotes."""
    match = _DATE_ONLY.fullmatch(text)
    return None if match is None else _date(match.groups())


def parse_time(text: str) -> Time | None:
    """Return the time that `text` denotes."""
    match = _TIME_ONLY.fullmatch(text)
    return None if match is None else _time(match.groups())


def parse_datetime(text: str) -> DateTime | None:
    """Return the date and time that `text` denotes; a bare date is its midnight, 24:00:00 the next day's."""
    if bracketed := _BRACKETED.fullmatch(text):
        text = "@".join(bracketed.groups())
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        date = parse_date(text)
        return None if date is None else DateTime(date, Time(0, 0, 0))
    date, parts = _date(match.groups()[:3]), match.groups()[3:]
    if date is None:
        return None
    if parts[0] == "24":
        next_day = date_of(day_number(date) + 1)
        midnight = _time(("00", *parts[1:]))
        if (
            next_day is None
            or midnight is None
            or (midnight.minute, midnight.second, midnight.nanosecond) != (0, 0, 0)
        ):
            return None
        return DateTime(next_day, midnight)
    time = _time(parts)
    return None if time is None else DateTime(date, time)


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """Return the duration that `text` denotes."""
    match = _MONTHS.fullmatch(text)
    if match is not None:
        sign, years, months = match.groups()
        total = int(years or 0) * 12 + int(months or 0)
        return months_duration(-total if sign else total)
    match = _DAYS.fullmatch(text)
    if match is None:
        return None
    sign, days, hours, minutes, seconds, fraction = match.groups()
    whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    nanoseconds = whole * SECOND_NS + _nanoseconds(fraction)
    return days_duration(-nanoseconds if sign else nanoseconds)


def parse_zone(text: str) -> Zone:
    """Return the zone that `text` denotes: an IANA name, an offset, or Z. None: there is no such zone."""
    if text in _UTC or _OFFSET.fullmatch(text):
        return _zone(text)
    return text if known_zone(text) else None


def parse_temporal(text: str) -> Date | Time | DateTime | DaysDuration | MonthsDuration | None:
    """Return what the literal @"text" denotes."""
    return parse_date(text) or parse_time(text) or parse_datetime(text) or parse_duration(text)


def _date(groups: tuple[str | None, ...]) -> Date | None:
    year, month, day = groups
    return make_date(int(year or 0), int(month or 0), int(day or 0))


def _time(groups: tuple[str | None, ...]) -> Time | None:
    hour, minute, second, fraction, zone_part = groups
    zone = _zone(zone_part)
    if zone_part is not None and zone is None:
        return None
    return make_time(int(hour or 0), int(minute or 0), int(second or 0), _nanoseconds(fraction), zone)


def _nanoseconds(fraction: str | None) -> int:
    return int(fraction[:9].ljust(9, "0")) if fraction else 0


def _zone(text: str | None) -> Zone:
    if text is None:
        return None
    if text in _UTC:
        return 0
    if text.startswith("@"):
        name = text[1:]
        return name if known_zone(name) else None
    hours, minutes, *rest = (int(part) for part in text[1:].split(":"))
    if minutes > 59 or (rest and rest[0] > 59):
        return None
    total = hours * 3600 + minutes * 60 + (rest[0] if rest else 0)
    return -total if text.startswith("-") else total
