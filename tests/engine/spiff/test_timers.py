from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.spiff.expressions import Value
from engine.spiff.timers import as_time
from tests.engine.spiff.rig import NOW, Rig


def due(rig: Rig, element_id: str) -> datetime:
    return rig.open["timer"][rig.token("timer", element_id)].due_at


def test_intermediate_timers_by_date_and_duration() -> None:
    rig = Rig("timer_events")
    assert due(rig, "at_date") == datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    rig.fire("at_date")
    assert due(rig, "after") == datetime(2026, 4, 5, 1, 0, tzinfo=UTC)
    rig.fire("after")
    assert due(rig, "day") == datetime(2026, 5, 31, 16, 0, tzinfo=UTC)
    rig.fire("day")
    assert rig.ended()


def test_a_reminder_repeats_and_an_interrupting_timer_stops_the_task() -> None:
    rig = Rig("boundary_timer", {"days": 2})
    assert rig.waiting() == ["task:work", "timer:expire", "timer:remind"]
    assert due(rig, "expire") == NOW + timedelta(days=2)
    for hour in (1, 2, 3):
        assert due(rig, "remind") == NOW + timedelta(hours=hour)
        rig.fire("remind")
    assert rig.waiting() == ["job:notify"] * 3 + ["task:work", "timer:expire"]
    rig.work("notify")
    rig.fire("expire")
    assert rig.waiting() == ["job:notify", "job:notify", "task:escalated"]
    rig.complete("escalated")
    rig.work("notify")
    rig.work("notify")
    assert rig.ended()


def test_finishing_the_task_withdraws_its_timers() -> None:
    rig = Rig("boundary_timer", {"days": 2})
    rig.complete("work")
    assert rig.ended()


def test_cycles() -> None:
    rig = Rig("timer_cycles", {"step": 2})
    assert rig.waiting() == ["task:work", "timer:anew", "timer:dated", "timer:forever", "timer:until"]
    assert due(rig, "until") == datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
    assert due(rig, "dated") == datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
    for hour in range(1, 6):
        assert due(rig, "forever") == NOW + timedelta(hours=hour)
        rig.fire("forever")
    assert due(rig, "anew") == NOW + timedelta(hours=2)
    rig.fire("anew")
    assert due(rig, "anew") == NOW + timedelta(hours=4)
    rig.fire("dated")
    assert due(rig, "dated") == datetime(2026, 3, 11, 0, 0, tzinfo=UTC)
    rig.fire("dated")
    assert "timer:dated" not in rig.waiting()
    rig.complete("work")
    assert rig.ended()


def test_a_timer_expression_without_a_duration_is_an_incident_that_can_be_retried() -> None:
    rig = Rig("boundary_timer", {"days": "x y"})
    assert rig.waiting() == ["incident:work"]
    rig.set(days=1)
    rig.retry("work")
    assert rig.waiting() == ["task:work", "timer:expire", "timer:remind"]


@pytest.mark.parametrize(
    ("cycle", "due"),
    [
        ("R/PT1H", "2026-03-02T02:00:00+00:00"),
        ("R/2026-03-01T01:30:00Z/P1D", "2026-03-02T01:30:00+00:00"),
        ("R/1970-01-01T00:00:00Z/PT7S", "2026-03-02T01:00:02+00:00"),
        ("R/P1W", "2026-03-09T01:00:00+00:00"),
        ("R/P1M2DT3H", "2026-04-04T04:00:00+00:00"),
        ("R/2026-01-31T09:00/P1M1W", "2026-03-07T01:00:00+00:00"),
        ("R5/2026-02-27T01:00:00Z/P1D", "2026-03-02T01:00:00+00:00"),
        ("R/2020-01-15T08:00:00Z/P1M", "2026-03-15T08:00:00+00:00"),
        ("R/2027-01-01T00:00:00Z/P1D", "2027-01-01T00:00:00+00:00"),
    ],
)
def test_an_intermediate_cycle_waits_for_its_next_time(cycle: str, due: str) -> None:
    rig = Rig("timer_cycle_once", {"cycle": cycle})
    assert rig.open["timer"][rig.token("timer", "wait")].due_at.isoformat() == due
    rig.fire("wait")
    assert rig.waiting() == ["task:work"]


@pytest.mark.parametrize("cycle", ["R2/2026-02-27T01:00:00Z/P1D", "R0/PT1H"])
def test_an_intermediate_cycle_whose_last_time_is_over_is_an_incident(cycle: str) -> None:
    rig = Rig("timer_cycle_once", {"cycle": cycle})
    assert rig.open["incident"][rig.token("incident", "wait")].code == "cycle_over"
    rig.set(cycle="R/PT1H")
    rig.retry("wait")
    assert rig.waiting() == ["timer:wait"]


@pytest.mark.parametrize("cycle", ["R/PT0S", "R/-P1D", "R/P99999999Y", "R²/PT1H", "R/0001-01-01/P1D"])
def test_a_cycle_that_does_not_get_on_or_leaves_the_calendar_is_an_incident(cycle: str) -> None:
    rig = Rig("timer_cycle_once", {"cycle": cycle})
    assert rig.waiting() == ["incident:wait"]


def test_a_timer_out_of_the_calendar_is_an_incident() -> None:
    rig = Rig("boundary_timer", {"days": 10**11})
    assert rig.open["incident"][rig.token("incident", "work")].code == "not_a_duration"


@pytest.mark.parametrize("never", ["9999-12-31T23:59:59Z", "9999-12-31", "0001-01-01T00:00:00Z"])
def test_a_time_that_stands_for_never_can_be_shown_in_every_zone(never: str) -> None:
    moment = as_time(never, Value(never), "dueDate")
    assert moment.isoformat()[:4] == never[:4]
    for hours in (-12, 14):
        assert moment.astimezone(timezone(timedelta(hours=hours))).year == moment.year
