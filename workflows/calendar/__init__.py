"""Working days of the Chinese holiday calendar, also as functions that processes may call."""

from workflows.calendar.working_days import (
    CalendarGap,
    add_working_days,
    is_working_day,
    working_days_between,
)

__all__ = ["CalendarGap", "add_working_days", "is_working_day", "working_days_between"]
