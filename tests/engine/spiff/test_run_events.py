"""What a multi-instance throws as its runs end: behavior None, One and Complex."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine import events
from tests.engine.spiff.rig import Rig

THREE = {"experts": ["ann", "bob", "cy"], "title": "a"}


def test_none_throws_after_each_run_and_goes_on_when_all_are_over() -> None:
    rig = Rig("multi_instance_throws_each", THREE)
    for number in (1, 2, 3):
        rig.complete("vote", {"vote": "yes"})
        assert len(rig.open["task"]) == 3  # each vote opens a note
        assert rig.variables["numberOfCompletedInstances"] == Decimal(number)
        assert rig.variables["numberOfActiveInstances"] == Decimal(3 - number)
    assert rig.variables["votes"] == ["yes", "yes", "yes"]
    for _ in range(3):
        rig.complete("note")
    assert rig.ended()


def test_one_throws_after_the_first_run_only() -> None:
    rig = Rig("multi_instance_throws_first", THREE)
    for _ in range(3):
        rig.complete("vote", {"vote": "yes"})
    assert [event.name for event in rig.log if isinstance(event, events.SignalThrown)] == ["voted"]
    rig.complete("note")
    assert rig.ended()


def test_complex_asks_its_conditions_after_each_run() -> None:
    rig = Rig("multi_instance_throws_as_it_stands", THREE)
    rig.complete("vote", {"vote": "yes"})
    assert messages(rig) == []
    rig.complete("vote", {"vote": "yes"})
    assert messages(rig) == [("told", "a", {"numberOfInstances": 3, **done(2)})]
    rig.complete("vote", {"vote": "yes"})
    assert messages(rig)[1:] == [("told", "a", {"numberOfInstances": 3, **done(3)})]
    assert rig.ended()


def test_what_a_run_throws_can_stop_the_activity() -> None:
    rig = Rig("multi_instance_throws_as_it_stands", THREE)
    rig.complete("vote", {"vote": "no"})
    assert [task.element_id for task in rig.open["task"].values()] == ["note"]
    assert "votes" not in rig.variables
    rig.complete("note")
    assert rig.ended()


@pytest.mark.parametrize("name", ["multi_instance_throws_each", "multi_instance_throws_first"])
def test_nothing_is_thrown_where_there_is_nothing_to_run(name: str) -> None:
    rig = Rig(name, {**THREE, "experts": []})
    assert rig.ended()
    assert not any(isinstance(event, events.SignalThrown) for event in rig.log)


def test_a_condition_that_is_none_stops_the_run_until_it_can_be_asked() -> None:
    rig = Rig("multi_instance_throws_as_it_stands", {**THREE, "experts": ["ann"]})
    rig.complete("vote", {"vote": 5})
    (incident,) = rig.open["incident"].values()
    assert incident.code == "not_boolean"
    rig.set(vote="yes")
    rig.retry("vote")
    assert rig.ended()


def messages(rig: Rig) -> list[tuple[str, str, object]]:
    """Return name, key and contents of the messages that were thrown."""
    return [
        (event.name, event.correlation_key, event.variables)
        for event in rig.thrown
        if isinstance(event, events.MessageThrown)
    ]


def done(number: int) -> dict[str, int]:
    return {
        "numberOfCompletedInstances": number,
        "numberOfActiveInstances": 3 - number,
        "numberOfTerminatedInstances": 0,
    }
