"""What the law frees is free in every notice that is out, and known for the years before theirs is."""

from __future__ import annotations

from datetime import date

import chinese_calendar
import pytest

from workflows.ground.calendar.statutory import statutory_holidays


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_notice_frees_what_the_law_frees(year: int) -> None:
    days = statutory_holidays(year)
    assert len(days) >= 13
    assert [day for day in sorted(days) if chinese_calendar.is_workday(day)] == []


def test_2027_has_its_thirteen_days_and_those_given_for_weekends() -> None:
    assert sorted(day.strftime("%m-%d") for day in statutory_holidays(2027)) == [
        "01-01",
        "02-05", "02-06", "02-07", "02-08", "02-09", "02-10",  # Spring Festival, two days on a weekend
        "04-05",
        "05-01", "05-02", "05-03", "05-04",  # Labour Day falls on a weekend
        "06-09",
        "09-15",
        "10-01", "10-02", "10-03", "10-04", "10-05",
    ]  # fmt: skip


@pytest.mark.parametrize("year", [2030, 2033, 2050, 2099])
def test_every_year_of_the_century_has_spring_and_mid_autumn(year: int) -> None:
    months = {day.month for day in statutory_holidays(year)}
    assert {1, 4, 5, 10} <= months
    assert months & {2, 1}
    assert months & {9, 10}


def test_later_years_have_the_fixed_days() -> None:
    assert date(2150, 10, 1) in statutory_holidays(2150)
    assert len(statutory_holidays(2150)) >= 6
