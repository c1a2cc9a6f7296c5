from datetime import timedelta

import pytest

from engine import events
from engine.errors import InvalidArgument, InvalidState, NotFound
from engine.spiff import suggest
from tests.engine.spiff.rig import NOW, Rig, program


def move(rig: Rig, kind: str, element_id: str, target: str) -> None:
    rig.execution.move(rig.token(kind, element_id), target)
    rig.take()


def test_a_token_is_moved_and_what_it_waited_for_is_withdrawn() -> None:
    rig = Rig("boundary_timer", {"days": 2})
    move(rig, "task", "work", "escalated")
    assert rig.waiting() == ["task:escalated"]
    rig.complete("escalated")
    assert rig.ended()


def test_into_a_subprocess_and_out_again() -> None:
    rig = Rig("migration_1", {"order": "1"})
    move(rig, "task", "other", "inside_next")
    assert "task:inside_next" in rig.waiting()
    move(rig, "task", "inside_next", "join")
    assert "task:inside_next" not in rig.waiting()
    rig.work("notify")
    rig.complete("review")
    assert rig.waiting() == ["task:inside"]


@pytest.mark.parametrize("target", ["nowhere", "late", "migration"])
def test_where_no_flow_leads_nothing_is_moved(target: str) -> None:
    rig = Rig("migration_1", {"order": "1"})
    with pytest.raises(InvalidArgument):
        rig.execution.move(rig.token("task", "other"), target)
    with pytest.raises(NotFound):
        rig.execution.move("999", "other")


def test_one_run_of_a_multi_instance_is_not_moved() -> None:
    rig = Rig("multi_instance_parallel", {"experts": ["a", "b"]})
    with pytest.raises(InvalidArgument):
        rig.execution.move(rig.token("task", "vote"), "done")


def test_commands_say_what_they_expected() -> None:
    rig = Rig("boundary_timer", {"days": 2})
    with pytest.raises(InvalidState, match="timer"):
        rig.execution.complete(rig.token("timer", "expire"))
    with pytest.raises(InvalidState, match="waits for task"):
        rig.execution.fire(rig.token("task", "work"))
    with pytest.raises(InvalidState, match="incident"):
        rig.execution.retry(rig.token("task", "work"))
    with pytest.raises(NotFound):
        rig.execution.complete("77")
    with pytest.raises(NotFound):
        Rig("boundary_timer", {"days": 2}, process_id="unknown")
    with pytest.raises(NotFound):
        Rig("boundary_timer", {"days": 2}, start="work_elsewhere")


def migrate(rig: Rig, name: str, mapping: dict[str, str]) -> list[events.Event]:
    target = program(name)
    rig.execution.migrate(target, mapping)
    rig.program = target
    rig.take()
    return rig.last.events


def test_a_case_goes_to_another_version_and_back() -> None:
    rig = Rig("migration_1", {"order": "1"})
    review = rig.token("task", "review")
    told = migrate(rig, "migration_2", {"other": "another", "other_join": "extra_join"})
    rebound = [event.opened for event in told if isinstance(event, events.TaskRebound)]
    assert [(task.token_id, task.element_id) for task in rebound] == [
        (review, "review"),
        (rig.token("task", "other"), "another"),
    ]
    assert rebound[0].candidate_groups == ("new:1",)
    assert rig.waiting() == [
        "job:notify",
        "signal:hurry",
        "task:other",
        "task:review",
        "timer:late",
    ]
    assert rig.open["job"][rig.token("job", "notify")].job_type == "new"
    assert rig.open["timer"][rig.token("timer", "late")].due_at == NOW + timedelta(hours=5)
    rig.signal("hurry")

    migrate(rig, "migration_1", {"another": "other", "extra_join": "other_join"})
    assert rig.open["job"][rig.token("job", "notify")].job_type == "old"
    assert "message:paid" in rig.waiting()
    assert "signal:hurry" not in rig.waiting()
    for task in ("review", "other"):
        rig.complete(task)
    rig.work("notify")
    rig.complete("inside")
    rig.complete("inside_next")
    assert rig.ended()


def test_a_half_full_join_needs_its_flows() -> None:
    rig = Rig("migration_1", {"order": "1"})
    rig.complete("other")
    problems = rig.execution.migration_problems(program("migration_2"), {"other": "another"})
    assert [(problem.code, problem.element_id) for problem in problems] == [("flow_missing", "join")]
    with pytest.raises(InvalidArgument, match="other_join"):
        rig.execution.migrate(program("migration_2"), {"other": "another"})
    migrate(rig, "migration_2", {"other": "another", "other_join": "extra_join"})
    rig.complete("review")
    rig.work("notify")
    assert rig.waiting() == ["task:inside"]


def test_what_does_not_fit_is_said_before() -> None:
    rig = Rig("migration_1", {"order": "1"})
    target = program("migration_2")
    problems = rig.execution.migration_problems(target, {"review": "notify", "notify": "inside"})
    assert {(problem.element_id, problem.code) for problem in problems} == {
        ("review", "type_differs"),
        ("notify", "type_differs"),
        ("notify", "scope_differs"),
        ("other", "element_missing"),
    }
    assert all(problem.message("zh-CN") != problem.message("en") for problem in problems)
    assert rig.execution.migration_problems(program("sequence"))[0].code == "process_missing"
    assert "other" not in suggest(rig.program, target)
    assert suggest(rig.program, target)["review"] == "review"
