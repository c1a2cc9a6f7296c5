import pytest

from engine.errors import DefinitionInvalid
from tests.engine.spiff.rig import Rig, program


def booked() -> Rig:
    rig = Rig("compensation", {"city": "长沙"})
    rig.work("book_hotel", {"number": 7})
    rig.work("book_flight")
    rig.work("book_train")
    assert rig.waiting() == ["task:check"]
    return rig


def test_nothing_is_undone_when_all_is_well() -> None:
    rig = booked()
    rig.complete("check", {"verdict": "good"})
    assert rig.ended()


def test_everything_is_undone_in_reverse_order_with_what_it_knew() -> None:
    rig = booked()
    rig.complete("check", {"verdict": "bad", "city": "上海"})
    assert rig.waiting() == ["task:cancel_train"]
    rig.complete("cancel_train")
    rig.complete("cancel_flight")
    assert rig.waiting() == ["job:cancel_hotel"]
    assert rig.open["job"][rig.token("job", "cancel_hotel")].variables["place"] == "长沙"
    rig.work("cancel_hotel")
    assert rig.ended()


def test_one_activity_is_undone_and_only_once() -> None:
    rig = booked()
    rig.complete("check", {"verdict": "travel"})
    rig.complete("cancel_train")
    rig.complete("cancel_flight")
    assert rig.waiting() == ["task:check"]
    rig.complete("check", {"verdict": "travel"})
    assert rig.waiting() == ["task:check"]
    rig.complete("check", {"verdict": "bad"})
    assert rig.waiting() == ["job:cancel_hotel"]


def test_what_has_not_finished_is_not_undone() -> None:
    rig = Rig("compensation", {"city": "长沙"})
    rig.work("book_hotel", {"number": 7})
    rig.execution.terminate()
    rig.take()
    assert rig.ended()


def test_a_cancelled_transaction_is_undone_and_leaves_by_its_boundary() -> None:
    rig = Rig("transaction")
    rig.work("book_hotel")
    assert rig.waiting() == ["task:confirm", "task:other"]
    rig.complete("confirm", {"confirmed": False})
    assert rig.waiting() == ["job:cancel_hotel"]
    rig.work("cancel_hotel")
    assert rig.waiting() == ["task:apologise"]
    rig.complete("apologise")
    assert rig.ended()


def test_a_transaction_that_succeeds_goes_on() -> None:
    rig = Rig("transaction")
    rig.complete("other")
    rig.work("book_hotel")
    rig.complete("confirm", {"confirmed": True})
    assert rig.waiting() == ["task:after"]
    rig.complete("after")
    assert rig.state == "completed"


def test_an_error_leaves_a_transaction_without_undoing() -> None:
    rig = Rig("transaction")
    rig.fail("book_hotel", "NO_ROOM")
    assert rig.waiting() == ["task:repair"]
    rig.complete("repair")
    assert rig.ended()


def test_each_run_of_a_multi_instance_is_undone() -> None:
    rig = Rig("compensation_in_multi_instance", {"rows": [1, 2, 3]})
    for _ in range(3):
        rig.work("pay")
    rig.complete("check")
    undone = []
    for _ in range(3):
        token = rig.token("job", "refund")
        undone.append(int(rig.open["job"][token].variables["row"]))
        rig.work("refund")
    assert rig.ended()
    assert undone == [3, 2, 1]


def travelled() -> Rig:
    rig = Rig("compensation_event_subprocess", {"cities": ["长沙", "株洲"]})
    for _ in range(2):
        rig.complete("hotel")
        rig.complete("flight")
    assert rig.waiting() == ["task:decide"]
    return rig


def test_a_subprocess_undoes_itself_as_its_event_subprocess_says() -> None:
    """Each run is undone by its own handler, the last first, and that decides what inside is undone."""
    rig = travelled()
    rig.complete("decide", {"undo": True})
    for city in ("株洲", "长沙"):
        assert rig.waiting() == ["task:ask"]
        assert rig.open["task"][rig.token("task", "ask")].assignee == city
        rig.complete("ask")
        assert rig.waiting() == ["task:cancel_hotel"]
        rig.complete("cancel_hotel")
        rig.complete("tell")
    assert rig.waiting() == ["task:after"]
    rig.complete("after")
    assert rig.ended()


def test_an_event_subprocess_that_undoes_is_not_needed_where_all_is_well() -> None:
    rig = travelled()
    rig.complete("decide")
    assert rig.ended()


def test_a_process_has_nobody_around_it_who_would_undo_it() -> None:
    with pytest.raises(DefinitionInvalid) as refused:
        program("refused/event_subprocess_compensation")
    assert [problem.code for problem in refused.value.problems] == ["bpmn.wrong_place"]


def test_a_handler_that_an_event_stops_does_not_stop_the_undoing() -> None:
    rig = Rig("compensation_handler_stopped")
    rig.complete("hotel")
    rig.complete("seat")
    rig.fail("cancel_seat", "ANY")
    assert rig.waiting() == ["job:cancel_hotel", "task:write"]
    rig.fail("cancel_hotel", "CLOSED")
    assert rig.waiting() == ["task:after", "task:call", "task:write"]
    for element in ("after", "write", "call"):
        rig.complete(element)
    assert rig.ended()


def test_a_cancelled_transaction_stops_what_is_nested_and_undoes_all_its_runs() -> None:
    rig = Rig("transaction_nested", {"cities": ["长沙", "上海"]})
    rig.complete("hotel")
    rig.complete("hotel")
    rig.complete("seat")
    rig.complete("confirm")
    undone = []
    while rig.waiting() != ["task:apologise"]:
        assert len(rig.waiting()) == 1
        (task,) = rig.open["task"].values()
        undone.append((task.element_id, task.assignee))
        rig.complete(task.element_id)
    assert undone == [("cancel_hotel", "上海"), ("cancel_seat", "长沙"), ("cancel_hotel", "长沙")]
    rig.complete("apologise")
    assert rig.ended()


def test_scopes_are_undone_in_the_reverse_order_of_their_ends_and_not_of_their_beginnings() -> None:
    rig = Rig("compensation_of_parallel_scopes")
    rig.complete("book_2")
    rig.complete("book_1")
    assert rig.waiting() == ["task:cancel_1"]
    rig.complete("cancel_1")
    rig.complete("cancel_2")
    assert rig.ended()


def test_a_call_is_undone_by_its_handler_which_may_be_a_call_itself() -> None:
    rig = Rig("compensation_of_call", {"city": "长沙"})
    rig.returned("book", {"number": 7})
    rig.complete("check", {"number": 8})
    assert rig.waiting() == ["call:cancel"]
    assert rig.open["call"][rig.token("call", "cancel")].process_id == "cancelling"
    rig.returned("cancel")
    assert rig.ended()
