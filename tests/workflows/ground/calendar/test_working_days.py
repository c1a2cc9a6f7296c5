from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from workflows.ground.calendar import CalendarGap, add_working_days, is_working_day, working_days_between
from workflows.ground.clock import SHANGHAI


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2025-10-01", False),  # National Day, a Wednesday
        ("2025-09-28", True),  # a Sunday worked for it
        ("2025-10-11", True),  # a Saturday worked for it
        ("2025-10-12", False),
        ("2025-10-13", True),
    ],
)
def test_holidays_and_make_up_days_follow_the_notice(day: str, worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is worked


def test_working_days_jump_over_a_holiday_and_keep_the_time_of_day() -> None:
    start = datetime(2025, 9, 30, 16, 30, tzinfo=SHANGHAI)
    assert add_working_days(start, 2) == datetime(2025, 10, 10, 16, 30, tzinfo=SHANGHAI)
    assert add_working_days(add_working_days(start, 2), -2) == start


def test_the_day_is_that_of_shanghai_whatever_zone_the_moment_has() -> None:
    late_in_utc = datetime(2025, 10, 9, 17, 0, tzinfo=UTC)  # Friday 01:00 in Shanghai
    assert add_working_days(late_in_utc, 1) == datetime(
        2025, 10, 10, 17, 0, tzinfo=UTC
    )  # the worked Saturday


def test_counting_and_adding_agree() -> None:
    start = datetime(2025, 1, 1, 9, tzinfo=SHANGHAI)
    for days in range(1, 60):
        end = add_working_days(start, days)
        assert working_days_between(start.date(), end.date()) == days
        assert working_days_between(end.date(), start.date()) == -days


def test_a_year_without_notice_takes_weekends_and_the_holidays_of_the_law_and_says_so() -> None:
    is_working_day.cache_clear()
    with pytest.warns(CalendarGap, match="2099"):
        assert is_working_day(date(2099, 1, 5)) is True
    assert is_working_day(date(2099, 1, 3)) is False
    assert is_working_day(date(2099, 1, 1)) is False
    assert is_working_day(date(2099, 1, 2)) is True  # Friday: the notice may free it, the law does not


def test_a_due_date_beyond_new_year_does_not_count_it_as_worked() -> None:
    start = datetime(2098, 12, 31, 9, tzinfo=SHANGHAI)  # Wednesday
    assert add_working_days(start, 2) == datetime(2099, 1, 5, 9, tzinfo=SHANGHAI)


def test_a_walk_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        add_working_days(datetime(2025, 1, 1, tzinfo=UTC), 10**9)
    with pytest.raises(ValueError, match="at most"):
        working_days_between(date(2025, 1, 1), date(2025, 1, 1) + timedelta(days=100_000))
    with pytest.raises(ValueError, match="time zone"):
        add_working_days(datetime(2025, 1, 1), 1)  # noqa: DTZ001
