"""Working hours: the office hours of working days, in which deadlines of hours run."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from workflows.ground.calendar.working_days import LONGEST_WALK_DAYS, is_working_day
from workflows.ground.clock import SHANGHAI

OFFICE_HOURS = ((time(9, 0), time(12, 0)), (time(13, 30), time(17, 30)))
"""When windows are open on a working day: seven hours, Shanghai's time."""


def add_working_hours(start: datetime, hours: timedelta) -> datetime:
    """Return the moment at which `hours` of office time after `start` have passed.

    Time outside office hours does not count, so what starts on a Friday evening runs from Monday at nine.

    Raises: ValueError: `start` has no time zone, `hours` is negative, or it takes longer than ten years.
    """
    if start.tzinfo is None:
        raise ValueError("Expected a moment with a time zone, but it has none")
    if hours < timedelta(0):
        raise ValueError(f"Expected a duration that is not negative, but got {hours}")
    moment, left = start.astimezone(SHANGHAI), hours
    day = moment.date()
    for _ in range(LONGEST_WALK_DAYS):
        for opens, closes in office_hours(day):
            begins = max(moment, opens)
            if begins < closes and left <= closes - begins:
                return (begins + left).astimezone(start.tzinfo)
            left -= max(closes - begins, timedelta(0))
        day += timedelta(days=1)
    raise ValueError(f"Expected at most {LONGEST_WALK_DAYS} days, but {hours} of office time take longer")


def office_hours(day: date) -> list[tuple[datetime, datetime]]:
    """Return when windows open and close on a day, in Shanghai's time; nothing on a day off."""
    if not is_working_day(day):
        return []
    return [
        (datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI))
        for opens, closes in OFFICE_HOURS
    ]
