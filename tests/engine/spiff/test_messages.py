from decimal import Decimal

import pytest

from engine import events
from engine.errors import InvalidState
from tests.engine.spiff.rig import Rig


def test_messages_start_are_awaited_received_and_thrown() -> None:
    rig = Rig("messages", {"order": "P-1"}, start="ordered")
    awaited = rig.open["message"][rig.token("message", "paid")]
    assert (awaited.name, awaited.correlation_key) == ("paid", "P-1")
    rig.message("paid", "P-1", {"amount": 5, "other": 1})
    assert rig.variables == {"order": "P-1", "paid": {"amount": Decimal(5)}}
    assert rig.waiting() == ["message:cancelled", "message:receive", "timer:asked"]
    rig.fire("asked")
    rig.message("paid", "P-1", {"received": True})
    assert rig.variables["received"] is True
    assert rig.thrown == [
        events.MessageThrown("cancel", "P-1", {"number": "P-1"}, "thrown"),
        events.MessageThrown("paid", "P-1", {}, "send"),
    ]
    assert rig.waiting() == ["job:by_job"]
    rig.work("by_job")
    assert rig.ended()


def test_a_receive_task_can_be_interrupted() -> None:
    rig = Rig("messages", {"order": 7}, start="ordered")
    rig.message("paid", "7")
    rig.message("cancel", "7")
    assert rig.ended()
    assert rig.entered()[-1] == "stopped"


def test_a_message_without_key_text_is_an_incident() -> None:
    rig = Rig("messages", {"order": None}, start="ordered")
    assert rig.open["incident"][rig.token("incident", "paid")].code == "not_text"


def test_a_boundary_that_does_not_interrupt_takes_every_message() -> None:
    rig = Rig("message_boundaries", {"order": "1"})
    for _ in range(3):
        rig.message("paid", "1")
    assert rig.variables["notes"] == 3
    rig.message("cancel", "1")
    assert rig.ended()


def test_signals_reach_everyone_inside_and_are_told_outside() -> None:
    rig = Rig("signals", {"x": 1})
    assert rig.waiting() == ["signal:each", "signal:stop", "signal:wait", "task:guarded", "task:trigger"]
    rig.complete("trigger")
    assert rig.ended()
    assert rig.entered().count("noticed") == 1
    assert rig.entered()[-1] == "stopped"
    assert rig.thrown == [
        events.SignalThrown("go", {"payload": Decimal(1)}, "go"),
        events.SignalThrown("stop 1", {}, "go_again"),
    ]


def test_signals_from_outside() -> None:
    rig = Rig("signals", {"x": 1})
    rig.signal("go", {"from": "outside"})
    assert rig.variables == {"x": 1, "from": "outside"}
    assert rig.waiting() == ["signal:each", "signal:stop", "task:guarded", "task:trigger"]
    rig.signal("go")
    assert rig.entered().count("noticed") == 2


@pytest.mark.parametrize("event", ["paid", "called_off", "cancel", "changed"])
def test_the_first_event_wins(event: str) -> None:
    rig = Rig("event_based_gateway", {"order": "1", "urgent": False})
    awaited = ["message:cancel", "message:paid", "signal:called_off", "timer:late"]
    assert rig.waiting() == awaited
    rig.fire("late")
    assert rig.waiting() == awaited
    match event:
        case "called_off":
            rig.signal("off")
        case "changed":
            rig.set(urgent=True)
        case _:
            rig.message(event, "1")
    assert rig.ended()
    assert rig.entered()[-2] == event
    assert f"wait_{event}" in rig.flows()


def test_a_start_event_maps_what_its_message_brings() -> None:
    rig = Rig("message_start_mapped", {"number": 7, "secret": 1}, start="ordered")
    assert rig.variables == {"order": 7}


def test_a_receive_task_begins_a_process_with_its_message() -> None:
    rig = Rig("receive_instantiates", {"number": 7}, start="placed")
    assert rig.entered() == ["placed", "check"]
    assert rig.waiting() == ["message:withdrawn", "task:check"]
    assert rig.variables == {"number": 7}
    rig.message("order withdrawn", "7")
    assert rig.ended()


def test_a_token_put_at_such_a_task_by_hand_waits_for_the_message() -> None:
    rig = Rig("receive_instantiates", {"number": 7}, start="placed")
    rig.execution.move(rig.token("task", "check"), "placed")
    rig.take()
    assert rig.waiting() == ["message:placed"]
    rig.message("order placed", "", {"number": 8})
    assert rig.waiting() == ["message:withdrawn", "task:check"]


def test_such_a_process_has_no_other_start() -> None:
    with pytest.raises(InvalidState, match="start without trigger"):
        Rig("receive_instantiates", {})
