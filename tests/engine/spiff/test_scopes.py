from datetime import timedelta

from tests.engine.spiff.rig import NOW, Rig


def test_terminate_ends_only_its_own_scope() -> None:
    rig = Rig("terminate_end")
    assert rig.waiting() == ["task:a", "task:b", "task:left"]
    rig.complete("a")
    assert rig.waiting() == ["task:after", "task:left"]
    rig.complete("after")
    assert rig.ended()
    assert rig.state == "completed"


def test_a_call_is_requested_and_its_results_are_taken_over() -> None:
    rig = Rig("call_activity", {"kind": "big"})
    call = rig.open["call"][rig.token("call", "call")]
    assert (call.process_id, call.binding, call.variables) == ("child_big", "deployment", {"kind": "big"})
    rig.returned("call", {"answer": 1})
    assert rig.variables == {"kind": "big", "answer": 1}

    mapped = rig.open["call"][rig.token("call", "mapped")]
    assert mapped.variables == {"input": "big"}
    rig.returned("mapped", {"answer": 2, "other": 3})
    assert rig.variables == {"kind": "big", "answer": 1, "result": 2}

    rig.returned("silent", {"answer": 9})
    assert rig.ended()
    assert rig.variables == {"kind": "big", "answer": 1, "result": 2}


def test_a_timer_on_a_call_withdraws_it() -> None:
    rig = Rig("call_activity", {"kind": "big"})
    assert rig.open["timer"][rig.token("timer", "too_long")].due_at == NOW + timedelta(hours=1)
    rig.fire("too_long")
    assert rig.ended()


def test_cancelling_an_instance_withdraws_all() -> None:
    rig = Rig("terminate_end")
    rig.execution.terminate()
    rig.take()
    assert rig.ended()
    assert rig.state == "cancelled"


def test_a_loop_keeps_its_state_small_and_may_be_long() -> None:
    rig = Rig("loop_of_three", {"again": True}, reload=False)
    sizes = set()
    for _ in range(1700):
        rig.complete("edit")
        rig.complete("review", {"again": True})
        sizes.add((len(rig.rows), len(rig.last.upserts), len(rig.last.deletes)))
    assert sizes == {(2, 2, 1)}
    rig.load()
    rig.complete("edit")
    rig.complete("review", {"again": False})
    assert rig.ended()
    assert len(rig.entered()) == 1 + 1701 * 4 + 1
