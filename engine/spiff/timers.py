"""When timers are due: dates, durations and cycles, written as ISO 8601 or computed with FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine import feel
from engine.spiff.expressions import LOCAL_ZONE, Environment, Value
from engine.spiff.faults import Fault, found
from engine.spiff.model import EventInfo

_ADD = feel.compile_expression("at + step")
_SUBTRACT = feel.compile_expression("at - step")
_DURATION = feel.compile_expression("duration(text)")
_TIMES = feel.compile_expression("step * firings")
_TIME = feel.compile_expression("date and time(text)")
_DATE = feel.compile_expression("date(text)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The next firing (aware UTC), how many more follow it (None: without end), and at what distance.

    `every` is an ISO 8601 duration; `anew` means that the expression is evaluated again after each firing.
    """

    due_at: datetime
    more: int | None = 0
    every: str | None = None
    anew: bool = False

    def to_row(self) -> dict[str, Any]:
        """Return the JSON form kept with the token."""
        return {"due": self.due_at.isoformat(), "more": self.more, "every": self.every, "anew": self.anew}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Schedule:
        """Return what `to_row` gave."""
        return cls(datetime.fromisoformat(row["due"]), row["more"], row["every"], row["anew"])

    def next(self) -> Schedule | None:
        """Return the schedule after this firing; missed firings catch up. None: that was the last."""
        if self.every is None or self.more == 0:
            return None
        due = _plus(self.due_at, _DURATION.evaluate({"text": self.every}))
        return Schedule(due, None if self.more is None else self.more - 1, self.every)

    def from_now_on(self, now: datetime) -> Schedule | None:
        """Return the schedule without the firings before `now`. None: all are over."""
        following: Schedule | None = self
        while following is not None and following.due_at < now and following.every is not None:
            following = following._towards(now)
        return following

    def _towards(self, now: datetime) -> Schedule | None:
        """Return the schedule after some of the firings before `now`: most of them, where there are many."""
        every = _DURATION.evaluate({"text": self.every})
        longest = (_plus(self.due_at, every) - self.due_at) * 1.1  # months are not all as long as this one
        if longest <= timedelta():  # it never comes nearer
            return Schedule(now)
        firings = max(1, int((now - self.due_at) / longest))
        if self.more is not None and firings > self.more:
            return None
        due = _plus(self.due_at, _TIMES.evaluate({"step": every, "firings": firings}))
        return Schedule(due, None if self.more is None else self.more - firings, self.every)


def schedule(timer: EventInfo, context: Mapping[str, Any], env: Environment) -> Schedule | None:
    """Evaluate a timer definition at `env.now`. None: a cycle of no repetitions.

    Raises Fault: the expression gives no date, duration or cycle.
    """
    assert timer.value is not None
    result = timer.value.evaluate(context, env)
    if timer.timer == "timeDate":
        return Schedule(as_time(result, timer.value, "timeDate"))
    if timer.timer == "timeDuration":
        every = as_duration(result)
        if every is None:
            raise Fault("not_a_duration", expression=timer.value.source, value=found(result))
        return Schedule(_plus(env.now, every))
    return _cycle(result, timer.value, env)


def as_time(result: Any, value: Value, what: str) -> datetime:
    """Return aware UTC from a date, a date-time or their ISO text. Raises Fault."""
    moment = result
    if isinstance(moment, str):
        moment = _TIME.evaluate({"text": moment}) or _DATE.evaluate({"text": moment})
    moment = feel.to_python(moment)
    if isinstance(moment, datetime):
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL_ZONE)
        return aware.astimezone(UTC)
    if isinstance(moment, date):
        return datetime.combine(moment, time(), LOCAL_ZONE).astimezone(UTC)
    raise Fault("not_a_time", what=what, expression=value.source, value=found(result))


def as_duration(result: Any) -> Any:
    """Return a FEEL duration from itself or its ISO text; None if it is neither."""
    if isinstance(result, str):
        result = _DURATION.evaluate({"text": result})
    return result if isinstance(result, feel.DaysDuration | feel.MonthsDuration) else None


def _plus(at: datetime, every: Any) -> datetime:
    moved = feel.to_python(_ADD.evaluate({"at": at, "step": every}))
    assert isinstance(moved, datetime)
    return moved.astimezone(UTC)


def _cycle(result: Any, value: Value, env: Environment) -> Schedule | None:
    """Read `R3/PT1H`, `R/start/duration`, `R3/duration/end`; a date or duration is computed anew."""
    fault = Fault("not_a_cycle", expression=value.source, value=found(result))
    if isinstance(result, feel.Date | feel.DateTime):
        return Schedule(as_time(result, value, "timeCycle"), more=None, anew=True)
    if not isinstance(result, str):
        every = as_duration(result)
        if every is None:
            raise fault
        return Schedule(_plus(env.now, every), more=None, anew=True)
    parts = result.strip().split("/")
    if not parts[0].upper().startswith("R") or len(parts) not in (2, 3):
        raise fault
    count = parts[0][1:]
    if count and not count.lstrip("-").isdigit():
        raise fault
    times = int(count) if count and int(count) >= 0 else None
    if times == 0:
        return None
    more = None if times is None else times - 1
    durations = [as_duration(part) for part in parts[1:]]
    if len(parts) == 2 and durations[0] is not None:
        return Schedule(_plus(env.now, durations[0]), more, parts[1])
    if len(parts) == 3 and durations[1] is not None:
        return Schedule(as_time(parts[1], value, "timeCycle"), more, parts[2])
    if len(parts) == 3 and durations[0] is not None:
        end = as_time(parts[2], value, "timeCycle")
        first = _SUBTRACT.evaluate({"at": end, "step": durations[0]})
        return Schedule(as_time(first, value, "timeCycle"), more, parts[1])
    raise fault
