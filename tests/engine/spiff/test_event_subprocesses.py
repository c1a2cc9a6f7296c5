from tests.engine.spiff.rig import Rig

START = {"order": "1", "ticks": 0, "money": 0, "parties": 0}


def test_without_an_event_nothing_runs() -> None:
    rig = Rig("event_subprocess_not_triggered")
    assert rig.ended()
    assert rig.entered() == ["begin", "a", "done"]


def test_non_interrupting_runs_beside_the_main_flow_each_time() -> None:
    rig = Rig("event_subprocess", START)
    rig.message("paid", "1")
    rig.message("paid", "1")
    assert rig.waiting().count("task:read_note") == 2
    rig.complete("main")
    assert rig.state == "active"
    rig.complete("read_note")
    rig.complete("read_note")
    assert rig.ended()


def test_interrupting_stops_everything_else_in_the_scope() -> None:
    rig = Rig("event_subprocess", START)
    rig.message("paid", "1")
    rig.message("cancel", "1")
    assert rig.waiting() == ["task:clean_up"]
    rig.complete("clean_up")
    assert rig.ended()


def test_a_timer_start_does_not_keep_the_scope_open() -> None:
    rig = Rig("event_subprocess", START)
    rig.fire("hourly")
    rig.fire("hourly")
    assert rig.variables["ticks"] == 2
    assert "timer:hourly" not in rig.waiting()
    rig.complete("main")
    assert rig.ended()


def test_a_condition_starts_at_each_turn_to_true() -> None:
    rig = Rig("event_subprocess", START)
    for money in (11, 12, 5, 20):
        rig.set(money=money)
    assert rig.variables["parties"] == 2


def test_an_error_is_caught_in_its_scope_and_the_flow_goes_on_behind_it() -> None:
    rig = Rig("event_subprocess_nested")
    rig.complete("work")
    rig.fail("charge", "BROKEN")
    assert rig.waiting() == ["task:mend"]
    assert rig.variables == {"code": "BROKEN"}
    rig.complete("mend")
    assert rig.waiting() == ["task:after"]
    rig.complete("after")
    assert rig.ended()


def test_an_error_goes_outwards_until_somebody_catches_it() -> None:
    rig = Rig("event_subprocess_nested")
    rig.complete("work")
    rig.work("charge")
    assert rig.waiting() == ["task:look"]
    rig.complete("look")
    assert rig.ended()
    assert "after" not in rig.entered()


def test_a_signal_starts_one_inside_a_subprocess() -> None:
    rig = Rig("event_subprocess_nested")
    rig.signal("hurry")
    assert rig.waiting() == ["task:hurried"]
    rig.complete("hurried")
    assert rig.waiting() == ["task:after"]


def test_embedded_subprocess_has_its_own_variables() -> None:
    rig = Rig("embedded_subprocess", {"x": 4})
    rig.complete("a", {"local": 9, "wide": 1})
    rig.complete("b")
    assert rig.waiting() == ["task:after"]
    assert rig.variables == {"x": 4, "wide": 1, "result": 9}


def test_a_message_stops_a_subprocess() -> None:
    rig = Rig("embedded_subprocess", {"x": 4})
    rig.complete("a")
    rig.message("cancel", "8")
    assert rig.waiting() == ["task:stopped"]


def test_an_interrupting_boundary_stops_even_what_runs_by_itself() -> None:
    rig = Rig("boundary_interrupts_engine_steps", {"steps": 0})
    assert rig.ended()
    assert rig.variables["steps"] == 2  # the other branch was at its end before the signal was given
    assert rig.entered()[-1] == "stopped"
    assert "after_shout" not in rig.entered()


def test_a_process_whose_events_cannot_be_awaited_is_an_incident_that_can_be_retried() -> None:
    rig = Rig("event_subprocess", {**START, "order": None})
    assert rig.waiting() == ["incident:event_subprocess"]
    rig.set(order="1")
    rig.retry("event_subprocess")
    assert "task:main" in rig.waiting()
    rig.complete("main")
    assert rig.ended()


def test_events_attached_to_a_scope_outlast_what_interrupts_it_from_inside() -> None:
    rig = Rig("interrupted_scope")
    rig.signal("hurry")
    assert rig.waiting() == ["message:on_stop", "task:quick", "timer:late"]
    rig.fire("late")
    rig.message("stop", "1")
    assert rig.waiting() == ["task:reminded", "task:stopped"]
    rig.complete("stopped")
    rig.complete("reminded")
    assert rig.ended()


def test_what_ends_first_takes_the_attached_events_along() -> None:
    rig = Rig("interrupted_scope")
    rig.signal("hurry")
    rig.complete("quick")
    assert rig.ended()


def test_an_error_beside_a_scope_is_caught_by_another_of_it_until_one_has_stopped_it() -> None:
    rig = Rig("event_subprocess_siblings")
    rig.signal("note")
    assert rig.fail("write", "BROKEN")
    assert rig.waiting() == ["task:mend"]
    rig = Rig("event_subprocess_siblings")
    rig.signal("stop")
    assert not rig.fail("clear", "BROKEN")
    assert "incident:clear" in rig.waiting()
