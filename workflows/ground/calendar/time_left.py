"""How much working time is left until something is due: office hours of working days, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.ground.calendar.working_hours import office_hours
from workflows.ground.clock import SHANGHAI

WORKING_DAY = timedelta(hours=7)
LONGEST_LOOK = timedelta(days=62)
"""Nobody counts hours behind two months."""


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Working days of seven hours each, and the hours and minutes beyond them."""

    days: int
    hours: int
    minutes: int


def working_time_left(now: datetime, due: datetime) -> TimeLeft | None:
    """Return the working time from `now` until `due`; None if that is past, or more than two months away.

    Raises: ValueError: a moment has no time zone.
    """
    if now.tzinfo is None or due.tzinfo is None:
        raise ValueError("Expected moments with a time zone, but one has none")
    if due <= now or due - now > LONGEST_LOOK:
        return None
    start, end = now.astimezone(SHANGHAI), due.astimezone(SHANGHAI)
    left, day = timedelta(0), start.date()
    while day <= end.date():
        for opens, closes in office_hours(day):
            left += max(min(closes, end) - max(opens, start), timedelta(0))
        day += timedelta(days=1)
    return _spelled(left)


def _spelled(left: timedelta) -> TimeLeft:
    days, rest = divmod(left, WORKING_DAY)
    minutes = int(rest / timedelta(minutes=1))
    return TimeLeft(days, minutes // 60, minutes % 60)
