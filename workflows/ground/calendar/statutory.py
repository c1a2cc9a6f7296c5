"""The public holidays that the law itself fixes, for years whose holiday notice is not out yet.

全国年节及纪念日放假办法 (State Council order 795, in force since 2025), articles 2 and 6. The yearly notice
moves weekends around these days, which nobody can know before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
from borax.calendars.lunardate import LunarDate

FIXED_DAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
LUNAR_DAYS = ((1, 1), (1, 2), (1, 3), (5, 5), (8, 15))
LAST_LUNAR_YEAR = 2099
"""The calendars of the moon and the sun that are used here end with their century."""
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=128)
def statutory_holidays(year: int) -> frozenset[date]:
    """Return the days of a year that are free by law, with the weekdays given for those on a weekend.

    After `LAST_LUNAR_YEAR` only those of the solar calendar.
    """
    free = {date(year, month, day) for month, day in FIXED_DAYS}
    if year <= LAST_LUNAR_YEAR:
        free.update(_by_moon_and_sun(year))
    return frozenset(free.union(_given_instead(free)))


def _by_moon_and_sun(year: int) -> Iterator[date]:
    yield LunarDate(year, 1, 1).to_solar_date() - ONE_DAY
    yield from (LunarDate(year, month, day).to_solar_date() for month, day in LUNAR_DAYS)
    terms = chinese_calendar.get_solar_terms(date(year, 4, 1), date(year, 4, 10))
    yield from (day for day, name in terms if name == "清明")


def _given_instead(free: set[date]) -> Iterator[date]:
    """Yield the next weekday after each holiday on a weekend, one for each (article 6)."""
    taken = set(free)
    for holiday in sorted(free):
        if holiday.isoweekday() <= 5:
            continue
        instead = holiday
        while instead in taken or instead.isoweekday() > 5:
            instead += ONE_DAY
        taken.add(instead)
        yield instead
