import pytest

from engine import events
from engine.errors import InvalidState
from tests.engine.spiff.rig import Rig


@pytest.mark.parametrize(("amount", "task"), [(5000, "big"), (100, "small"), (3, "other")])
def test_exclusive_takes_the_first_flow_that_holds(amount: int, task: str) -> None:
    rig = Rig("exclusive_gateway", {"amount": amount})
    assert rig.waiting() == [f"task:{task}"]
    rig.complete(task)
    assert rig.ended()


def test_conditions_are_told_with_their_inputs() -> None:
    rig = Rig("exclusive_gateway", {"amount": 100})
    refused = [e for e in rig.log if isinstance(e, events.FlowRefused)]
    taken = [e for e in rig.log if isinstance(e, events.FlowTaken) and e.condition]
    assert [(e.flow_id, e.value, e.inputs) for e in refused] == [("split_big", False, {"amount": 100})]
    assert [(e.flow_id, e.value, e.inputs) for e in taken] == [("split_small", True, {"amount": 100})]


def test_without_a_default_a_stuck_gateway_is_an_incident() -> None:
    rig = Rig("exclusive_gateway_without_default", {"amount": 1})
    assert rig.waiting() == ["incident:split"]
    assert rig.open["incident"][rig.token("incident", "split")].code == "no_flow"
    rig.set(amount=11)
    rig.retry("split")
    assert rig.ended()
    assert "b" in rig.entered()


def test_a_condition_that_is_not_boolean_is_an_incident() -> None:
    rig = Rig("exclusive_gateway_without_default", {"amount": "many"})
    incident = rig.open["incident"][rig.token("incident", "split")]
    assert incident.code == "condition_not_boolean"
    assert incident.message.endswith("to give true or false, but found null")


def test_parallel_waits_for_all() -> None:
    rig = Rig("parallel_gateway")
    assert rig.waiting() == ["task:a", "task:b", "task:c"]
    rig.complete("b")
    rig.complete("a")
    assert rig.waiting() == ["task:c"]
    rig.complete("c")
    assert rig.waiting() == ["task:after"]
    rig.complete("after")
    assert rig.ended()
    assert rig.entered().count("after") == 1


def test_parallel_join_in_a_loop() -> None:
    rig = Rig("parallel_join_in_loop", {"redo": True})
    for _ in range(4):
        rig.complete("a")
        rig.complete("b", {"redo": True})
    rig.complete("b", {"redo": False})
    rig.complete("a")
    assert rig.ended()
    assert rig.entered().count("again") == 5


@pytest.mark.parametrize(("x", "opened"), [(1, ["task:c"]), (2, ["task:a"]), (3, ["task:a", "task:b"])])
def test_inclusive_joins_what_it_split(x: int, opened: list[str]) -> None:
    rig = Rig("inclusive_gateway", {"x": x, "redo": True})
    for redo in (True, True, False):
        assert rig.waiting() == opened
        for task in opened:
            assert "task:after" not in rig.waiting()
            rig.complete(task.partition(":")[2])
        assert rig.waiting() == ["task:after"]
        rig.complete("after", {"redo": redo})
    assert rig.ended()
    assert rig.entered().count("after") == 3


def test_inclusive_join_waits_for_a_loop_that_can_still_reach_it() -> None:
    rig = Rig("inclusive_join_after_task_loop", {"redo": True})
    rig.complete("b")
    assert rig.waiting() == ["task:a"]
    rig.complete("a")
    assert rig.waiting() == ["task:a"]
    rig.complete("a", {"redo": False})
    assert rig.waiting() == ["task:after"]


def test_several_flows_out_of_anything_and_implicit_ends() -> None:
    rig = Rig("implicit_ends", {"extra": False})
    assert rig.waiting() == ["task:a", "task:b"]
    rig.complete("a", {"extra": True})
    assert rig.waiting() == ["task:b"]
    rig.complete("b")
    assert rig.ended()
    assert rig.entered() == ["begin", "a", "b", "c", "d"]


def test_a_process_without_start_event_starts_where_nothing_leads() -> None:
    rig = Rig("no_start_event")
    assert rig.waiting() == ["task:a", "task:b"]
    rig.complete("b")
    rig.complete("a")
    assert rig.ended()
    assert rig.entered() == ["a", "b", "c"]


def test_a_join_whose_tokens_cannot_come_says_so_and_can_be_helped() -> None:
    rig = Rig("join_that_starves", {"x": True})
    rig.complete("a")
    assert rig.waiting() == ["incident:join"]
    incident = rig.open["incident"][rig.token("incident", "join")]
    assert (incident.code, incident.params["flows"]) == ("join_starved", "b_join")
    with pytest.raises(InvalidState):
        rig.execution.retry(incident.token_id)
    rig.execution.terminate()
    rig.take()
    assert rig.ended()
