"""The platform's own FEEL functions: what processes, decisions and forms may call beyond the language."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from stdnum.cn import uscc

from engine import feel
from workflows.ground.calendar.working_days import add_working_days, is_working_day, working_days_between
from workflows.ground.calendar.working_hours import add_working_hours
from workflows.ground.clock import SHANGHAI

# Steps of the budget for a walk over years of days, so that a loop of such walks stops in time.
_WALK = 2_000


def platform_functions() -> feel.Functions:
    """Return the functions that the platform registers with the engine."""
    functions = feel.Functions()
    functions.register("add working days", "from: date and time, n: number", cost=_WALK)(_add_to_moment)
    functions.register("add working days", "from: date, n: number", cost=_WALK)(_add_to_date)
    functions.register("add working hours", "from: date and time, n: number", cost=_WALK)(_add_hours)
    functions.register("working days between", "start: date, end: date", cost=_WALK)(working_days_between)
    functions.register("working days between", "start: date and time, end: date and time", cost=_WALK)(
        _between_moments
    )
    functions.register("is working day", "day: date")(is_working_day)
    functions.register("is working day", "day: date and time")(_is_working_moment)
    functions.register("valid credit code", "text: string")(valid_credit_code)
    return functions


def valid_credit_code(text: str) -> bool:
    """Return whether `text` is a unified social credit code with its right check digit (GB 32100)."""
    return bool(uscc.is_valid(text))


def _add_to_moment(start: datetime, days: Decimal) -> datetime:
    return add_working_days(_aware(start), int(days))


def _add_to_date(start: date, days: Decimal) -> date:
    noon = datetime(start.year, start.month, start.day, 12, tzinfo=SHANGHAI)
    return add_working_days(noon, int(days)).date()


def _add_hours(start: datetime, hours: Decimal) -> datetime:
    return add_working_hours(_aware(start), timedelta(minutes=float(hours * 60)))


def _between_moments(start: datetime, end: datetime) -> int:
    return working_days_between(_day(start), _day(end))


def _is_working_moment(moment: datetime) -> bool:
    return is_working_day(_day(moment))


def _day(moment: datetime) -> date:
    return _aware(moment).astimezone(SHANGHAI).date()


def _aware(moment: datetime) -> datetime:
    # A local date and time in a diagram is one of Shanghai.
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=SHANGHAI)
