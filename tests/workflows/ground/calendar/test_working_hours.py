from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workflows.ground.calendar import add_working_hours
from workflows.ground.clock import SHANGHAI


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-02T10:00", 1, "2026-03-02T11:00"),
        ("2026-03-02T11:30", 1, "2026-03-02T14:00"),  # over lunch
        ("2026-03-02T12:30", 1, "2026-03-02T14:30"),
        ("2026-03-02T16:30", 2, "2026-03-03T10:00"),  # over night
        ("2026-03-06T19:00", 1, "2026-03-09T10:00"),  # over a week-end
        ("2026-03-02T10:00", 7, "2026-03-03T10:00"),  # a day of seven hours
        ("2025-09-30T17:00", 1, "2025-10-09T09:30"),  # over National Day
        ("2026-03-02T16:00", 1.5, "2026-03-02T17:30"),
        ("2026-03-07T10:00", 0, "2026-03-09T09:00"),  # no time at all, but the office is closed
    ],
)
def test_only_office_time_counts(start: str, hours: float, expected: str) -> None:
    began = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    assert add_working_hours(began, timedelta(hours=hours)) == datetime.fromisoformat(expected).replace(
        tzinfo=SHANGHAI
    )


def test_the_zone_of_the_start_is_kept() -> None:
    end = add_working_hours(datetime(2026, 3, 2, 2, 0, tzinfo=UTC), timedelta(hours=1))
    assert (end, end.tzinfo) == (datetime(2026, 3, 2, 3, 0, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (datetime(2026, 3, 2, 2, 0), 1),  # noqa: DTZ001
        (datetime(2026, 3, 2, 2, 0, tzinfo=UTC), -1),
    ],
)
def test_what_cannot_be_counted_is_refused(start: datetime, hours: int) -> None:
    with pytest.raises(ValueError, match="Expected"):
        add_working_hours(start, timedelta(hours=hours))
