"""Working days by the State Council's holiday notices (library chinesecalendar).

The library knows the years whose notice is out. Outside them Monday to Friday count as working days but for
the holidays that the law fixes, and a `CalendarGap` warning says so once for each year: a due date in the
next year is better than none.
"""

from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta
from functools import lru_cache

import chinese_calendar

from workflows.ground.calendar.statutory import statutory_holidays
from workflows.ground.clock import SHANGHAI

LONGEST_WALK_DAYS = 5_000


class CalendarGap(UserWarning):
    """No holiday notice is known for this year; weekends and the holidays of the law are counted as free."""


@lru_cache(maxsize=20_000)
def is_working_day(day: date) -> bool:
    """Return whether `day` is worked in mainland China, make-up days included."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn(day.year)
        return day.isoweekday() <= 5 and day not in statutory_holidays(day.year)


@lru_cache(maxsize=64)
def _warn(year: int) -> None:
    warnings.warn(f"Expected a holiday notice for {year}, but there is none", CalendarGap, stacklevel=3)


def add_working_days(start: datetime, days: int) -> datetime:
    """Return the same time of day in Shanghai, `days` working days after `start` (before it if negative).

    A start outside working days counts from its own day: one working day after a Saturday is Monday.

    Raises: ValueError: `start` has no time zone, or the walk would be longer than ten years and more.
    """
    if start.tzinfo is None:
        raise ValueError("Expected a moment with a time zone, but it has none")
    if abs(days) > LONGEST_WALK_DAYS // 2:
        raise ValueError(f"Expected at most {LONGEST_WALK_DAYS // 2} working days, but got {days}")
    moment = start.astimezone(SHANGHAI)
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        moment += step
        left -= is_working_day(moment.date())
    return moment.astimezone(start.tzinfo)


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and with `end`; negative the other way round.

    Raises: ValueError: the days lie further apart than the calendar can answer for.
    """
    if end < start:
        return -working_days_between(end, start)
    span = (end - start).days
    if span > LONGEST_WALK_DAYS:
        raise ValueError(f"Expected at most {LONGEST_WALK_DAYS} days, but they lie {span} apart")
    return sum(is_working_day(start + timedelta(days=offset)) for offset in range(1, span + 1))
