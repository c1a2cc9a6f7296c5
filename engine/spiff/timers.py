"""When timers are due: dates, durations and cycles, written as ISO 8601 or computed with FEEL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from engine import feel
from engine.spiff.expressions import LOCAL_ZONE, Environment, Value
from engine.spiff.faults import Fault, found
from engine.spiff.model import EventInfo

_ADD = feel.compile_expression("at + step")
_SUBTRACT = feel.compile_expression("at - step")
_DURATION = feel.compile_expression("duration(text)")
_TIMES = feel.compile_expression("step * firings")
_MIXED = re.compile(
    r"(?P<sign>[+-]?)P(?P<months>(?:\d{1,9}Y)?(?:\d{1,9}M)?)"
    r"(?:(?P<weeks>\d{1,9})W)?(?P<days>(?:\d{1,9}D)?(?:T(?=\d).+)?)"
)
"""A duration of ISO 8601 of which FEEL reads only parts: weeks, or months together with days."""
_COUNT = re.compile(r"[Rr](-?[0-9]{1,9})?")
_WITHOUT_SECONDS = re.compile(r"(\d{4,9}-\d\d-\d\dT\d\d:\d\d)(?!:|\d)(.*)")
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 9, tzinfo=UTC)
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
        due = _plus(self.due_at, as_duration(self.every))
        more = None if self.more is None else self.more - 1
        return None if due is None else Schedule(due, more, self.every)

    def from_now_on(self, now: datetime) -> Schedule | None:
        """Return the schedule without the firings before `now`. None: all are over."""
        following: Schedule | None = self
        while following is not None and following.due_at < now and following.every is not None:
            following = following._towards(now)
        return following

    def _towards(self, now: datetime) -> Schedule | None:
        """Return the schedule after some of the firings before `now`: most of them, where there are many."""
        every = as_duration(self.every) or ()
        first = _plus(self.due_at, every)
        if first is None:
            return None
        longest = (first - self.due_at) * 1.1  # months are not all as long as this one
        firings = max(1, int((now - self.due_at) / longest))
        if self.more is not None and firings > self.more:
            return None
        due = _plus(self.due_at, [_TIMES.evaluate({"step": step, "firings": firings}) for step in every])
        if due is None:
            return None
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
        due = _plus(env.now, as_duration(result))
        if due is None:
            raise Fault("not_a_duration", expression=timer.value.source, value=found(result))
        return Schedule(due)
    return _cycle(result, timer.value, env)


def as_time(result: Any, value: Value, what: str) -> datetime:
    """Return aware UTC from a date, a date-time or their ISO text. Raises Fault: none, or too far."""
    moment = result
    if isinstance(moment, str):
        text = _WITHOUT_SECONDS.sub(r"\1:00\2", moment.strip())
        moment = _TIME.evaluate({"text": text}) or _DATE.evaluate({"text": text})
    try:
        moment = feel.to_python(moment)
        if isinstance(moment, datetime):
            aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL_ZONE)
            return _in_every_zone(aware.astimezone(UTC))
        if isinstance(moment, date):
            return _in_every_zone(datetime.combine(moment, time(), LOCAL_ZONE).astimezone(UTC))
    except (OverflowError, ValueError):
        pass
    raise Fault("not_a_time", what=what, expression=value.source, value=found(result))


def _in_every_zone(moment: datetime) -> datetime:
    """Return the moment, or the nearest one that is in the calendar in every zone: 9999-12-31 means never."""
    return min(max(moment, _FIRST), _LAST)


def as_duration(result: Any) -> tuple[feel.DaysDuration | feel.MonthsDuration, ...] | None:
    """Return the FEEL durations that one, or its ISO text, consists of; None if it is neither."""
    steps = [result]
    if isinstance(result, str):
        steps = [_DURATION.evaluate({"text": part}) for part in _parts(result.strip())]
    if steps and all(isinstance(step, feel.DaysDuration | feel.MonthsDuration) for step in steps):
        return tuple(steps)
    return None


def _parts(text: str) -> list[str]:
    """Return the durations of FEEL that a text consists of: months apart from weeks, these as days."""
    mixed = _MIXED.fullmatch(text)
    if mixed is None:
        return [text]
    sign, months, weeks, days = mixed.groups()
    parts = (months, f"{7 * int(weeks)}D" if weeks else "", days)
    return [f"{sign.strip('+')}P{part}" for part in parts if part]


def _plus(at: datetime, steps: Sequence[feel.DaysDuration | feel.MonthsDuration] | None) -> datetime | None:
    """Return the time that lies some durations after another; None without any, or out of the calendar."""
    moved: Any = at if steps else None
    for step in steps or ():
        moved = _ADD.evaluate({"at": moved, "step": step})
    try:
        moved = feel.to_python(moved)
        return _in_every_zone(moved.astimezone(UTC)) if isinstance(moved, datetime) else None
    except (OverflowError, ValueError):
        return None


def _cycle(result: Any, value: Value, env: Environment) -> Schedule | None:
    """Read `R3/PT1H`, `R/start/duration`, `R3/duration/end`; a date or duration is computed anew."""
    fault = Fault("not_a_cycle", expression=value.source, value=found(result))
    if isinstance(result, feel.Date | feel.DateTime):
        return Schedule(as_time(result, value, "timeCycle"), more=None, anew=True)
    if not isinstance(result, str):
        due = _plus(env.now, as_duration(result))
        if due is None or due <= env.now:
            raise fault
        return Schedule(due, more=None, anew=True)
    head, *parts = result.strip().split("/")
    count = _COUNT.fullmatch(head)
    if count is None or len(parts) not in (1, 2):
        raise fault
    times = int(count.group(1) or -1)
    if times == 0:
        return None
    more = None if times < 0 else times - 1
    durations = [as_duration(part) for part in parts]
    every = parts[-1] if durations[-1] is not None else parts[0]
    following = _plus(env.now, as_duration(every))
    if following is None or following <= env.now:  # it would come again at once, and again
        raise fault
    if len(parts) == 1:
        return Schedule(following, more, every)
    if durations[1] is not None:
        return Schedule(as_time(parts[0], value, "timeCycle"), more, every)
    first: Any = as_time(parts[1], value, "timeCycle")
    for step in durations[0] or ():
        first = _SUBTRACT.evaluate({"at": first, "step": step})
    return Schedule(as_time(first, value, "timeCycle"), more, every)
