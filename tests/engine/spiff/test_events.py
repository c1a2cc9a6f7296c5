import pytest

from engine import events
from tests.engine.spiff.rig import Rig


def test_escalations_interrupt_or_not_and_may_go_unheard() -> None:
    rig = Rig("escalations")
    rig.complete("work")
    assert rig.waiting() == ["task:help", "task:more"]
    rig.complete("more")
    assert rig.thrown == [events.EscalationEscaped("nobody", "NOBODY", {})]
    rig.complete("last")
    assert rig.waiting() == ["task:help", "task:instead"]
    rig.complete("help")
    rig.complete("instead")
    assert rig.ended()


def test_links() -> None:
    rig = Rig("links")
    rig.complete("a")
    assert rig.waiting() == ["task:b", "task:b"]
    rig.complete("b")
    rig.complete("b")
    assert rig.ended()


def test_any_of_several_events() -> None:
    rig = Rig("multiple_events", {"order": "1"})
    assert rig.waiting() == ["message:any", "timer:any"]
    rig.fire("any")
    assert rig.waiting() == ["message:all", "signal:all"]


def test_all_of_several_events() -> None:
    rig = Rig("multiple_events", {"order": "1"})
    rig.message("paid", "1")
    rig.signal("go")
    assert rig.waiting() == ["message:all"]
    rig.message("paid", "1", {"x": 1})
    assert rig.waiting() == ["message:either", "signal:either", "task:work"]
    rig.complete("work")
    assert rig.ended()
    assert [type(event).__name__ for event in rig.thrown] == ["MessageThrown", "SignalThrown"]


def test_a_boundary_with_several_events() -> None:
    for stop in ("message", "signal"):
        rig = Rig("multiple_events", {"order": "1"})
        rig.fire("any")
        rig.message("paid", "1")
        rig.signal("go")
        if stop == "message":
            rig.message("cancel", "1")
        else:
            rig.signal("go")
        assert rig.ended()
        assert rig.entered()[-1] == "stopped"


def test_event_definitions_by_reference() -> None:
    rig = Rig("event_definition_refs")
    assert rig.waiting() == ["task:work", "timer:late"]
    rig.fire("late")
    assert rig.waiting() == ["timer:wait"]
    rig.fire("wait")
    assert rig.ended()


def test_conditions_are_asked_whenever_their_variables_change() -> None:
    rig = Rig("conditional_events", {"temperature": 20, "count": 0})
    assert rig.waiting() == []
    assert rig.state == "active"
    rig.set(other=1)
    rig.set(temperature=31)
    assert rig.waiting() == ["task:work"]
    for temperature in (41, 42, 10, 50):
        rig.set(temperature=temperature)
    assert rig.variables["count"] == 2
    rig.set(temperature=-1)
    assert rig.waiting() == ["task:cold"]


def test_a_condition_that_holds_already_does_not_wait() -> None:
    rig = Rig("conditional_events", {"temperature": 35, "count": 0})
    assert rig.waiting() == ["task:work"]


@pytest.mark.parametrize("start", ["begin", "nightly", "alarmed", "either"])
def test_a_process_may_have_several_starts(start: str) -> None:
    rig = Rig("several_triggers", {"x": 1}, start=None if start == "begin" else start)
    assert rig.entered() == [start, "merge", "by_hand", "work"]
    assert rig.waiting() == ["task:work"]
    rig.complete("work")
    assert rig.ended()


def test_escalations_start_event_subprocesses() -> None:
    rig = Rig("event_subprocess_escalation")
    rig.complete("work", {"work_done": 3})
    assert rig.waiting() == ["task:help", "task:more"]
    assert rig.variables["seen"] == 3
    rig.complete("more")
    assert rig.waiting() == ["task:take_over"]
    rig.complete("take_over")
    assert rig.ended()
    assert "after" not in rig.entered()


def test_a_condition_that_cannot_be_asked_stops_who_waits_and_not_who_set_the_variable() -> None:
    rig = Rig("conditions_that_fail", {"amount": 1})
    rig.set(amount=0)
    assert rig.waiting() == ["incident:much", "incident:paid", "task:work"]
    rig.set(amount=3)
    rig.retry("much")
    assert rig.waiting() == ["incident:paid", "task:look", "task:work"]
    rig.retry("paid")
    rig.set(amount=6)
    assert rig.waiting() == ["task:look", "task:ship", "task:work"]
    rig.set(amount=0)
    for element in ("work", "look", "ship"):
        rig.complete(element)
    assert rig.ended()
