"""Working days and hours of the Chinese holiday calendar, also as functions that processes may call."""

from workflows.ground.calendar.working_days import (
    CalendarGap,
    add_working_days,
    is_working_day,
    working_days_between,
)
from workflows.ground.calendar.working_hours import add_working_hours

__all__ = ["CalendarGap", "add_working_days", "add_working_hours", "is_working_day", "working_days_between"]
