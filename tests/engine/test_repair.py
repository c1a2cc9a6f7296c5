"""Operators mend what went wrong: move, migrate and go back, restart; processes that start by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import InvalidArgument, InvalidState

REWORK = Path(__file__).with_name("rework.bpmn").read_bytes()
RENAMED = REWORK.replace(b'"write"', b'"draft"').replace(b"writers", b"authors")
MESSAGING = Path(__file__).with_name("messaging.bpmn").read_bytes()
NIGHTLY = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
  <process id="nightly" isExecutable="true">
    <startEvent id="night"><outgoing>f</outgoing>
      <timerEventDefinition><timeCycle>R3/PT24H</timeCycle></timerEventDefinition></startEvent>
    <sequenceFlow id="f" sourceRef="night" targetRef="done"/>
    <endEvent id="done"><incoming>f</incoming></endEvent>
  </process>
</definitions>"""


@pytest.fixture
def instance(engine):
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"p.bpmn": REWORK})
        return work.runtime.start("rework", business_key="B", variables={"good": False})


def only_task(work, instance):
    (task,) = work.tasks.query().instance(instance.id).all()
    return task


def test_a_token_is_moved_by_hand(engine, instance):
    with engine.begin(actor="admin") as work:
        (here,) = work.runtime.current_elements(instance.id)
        work.runtime.move(instance.id, here.token_id, "check", "skipped on request")
        assert only_task(work, instance).element_id == "check"
        with pytest.raises(InvalidArgument, match="nowhere"):
            work.runtime.move(instance.id, only_task(work, instance).token_id, "nowhere")


def test_the_move_is_in_the_history(engine, instance):
    with engine.begin(actor="admin") as work:
        (here,) = work.runtime.current_elements(instance.id)
        work.runtime.move(instance.id, here.token_id, "check", "skipped on request")
        entry = next(e for e in work.history.of(instance.id) if e.kind == "move_token")
        assert (entry.actor, entry.data["reason"]) == ("admin", "skipped on request")
        assert work.tasks.query().candidate_groups({"writers"}).count() == 0


def test_an_incident_goes_with_the_token_that_had_it(engine):
    """Nobody can retry it any more: it would stand in the list of open incidents until the case ends."""
    with engine.begin(actor="admin") as work:
        work.repository.deploy({"p.bpmn": REWORK.replace(b"writers", b"=[1]")})
        instance = work.runtime.start("rework", variables={"good": False})
        (incident,) = work.incidents.list(instance_id=instance.id)
        work.runtime.move(instance.id, incident.token_id, "check", "nobody writes")
        assert work.incidents.list(instance_id=instance.id) == ()
        assert only_task(work, instance).element_id == "check"
        (gone,) = work.incidents.list(instance_id=instance.id, resolved_too=True)
        assert (gone.resolved_by, gone.resolved_at) == ("admin", work.now)
        cancelled = [e.element_id for e in work.history.of(instance.id) if e.kind == "element_cancelled"]
        assert cancelled == ["write"]
        assert work.history.verify(instance.id) is None


def test_an_instance_goes_to_another_version_and_back(engine, instance):
    with engine.begin(actor="bob") as work:
        claimed = work.tasks.claim(only_task(work, instance).id)
        newer = work.repository.deploy({"p.bpmn": RENAMED})
        assert work.runtime.get(instance.id).definition_id != newer.id
        unmapped = work.runtime.plan_migration(instance.definition_id, newer.id)
        (problem,) = work.runtime.migration_problems(instance.id, unmapped)
        assert (problem.code, problem.element_id) == ("element_missing", "write")
        with pytest.raises(InvalidArgument):
            work.runtime.migrate(instance.id, unmapped)
        with pytest.raises(InvalidArgument, match="nothing_like_it"):
            work.runtime.plan_migration(instance.definition_id, newer.id, {"write": "nothing_like_it"})
        plan = work.runtime.plan_migration(instance.definition_id, newer.id, {"write": "draft"})
        assert work.runtime.migration_problems(instance.id, plan) == ()
        work.runtime.migrate(instance.id, plan)
    with engine.begin(actor="bob") as work:
        task = only_task(work, instance)
        assert (task.id, task.element_id, task.definition_id) == (claimed.id, "draft", newer.id)
        assert (task.assignee, task.candidate_groups) == ("bob", {"authors"})
        assert work.runtime.get(instance.id).definition_id == newer.id
        assert work.tasks.query().candidate_groups({"authors"}).state("claimed").count() == 1
        assert work.tasks.query().candidate_groups({"writers"}).state("claimed").count() == 0
        with pytest.raises(InvalidState, match="instance of"):
            work.runtime.migrate(instance.id, plan)
        work.runtime.migrate(instance.id, plan.reversed())
        assert only_task(work, instance).element_id == "write"
        work.tasks.complete(claimed.id)
        assert only_task(work, instance).element_id == "check"
        assert work.history.verify(instance.id) is None


def test_an_ended_case_is_started_again(engine, instance):
    with engine.begin(actor="admin") as work:
        with pytest.raises(InvalidState, match="ended"):
            work.runtime.restart(instance.id)
        work.runtime.cancel(instance.id)
        again = work.runtime.restart(instance.id)
        assert (again.business_key, work.runtime.variables(again.id)) == ("B", {"good": False})


def test_a_process_starts_when_its_time_comes(engine, clock):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": NIGHTLY})
        newer = work.repository.deploy({"p.bpmn": NIGHTLY + b"<!-- 2 -->"})
    assert engine.run_due_jobs() == 0
    for _ in range(3):
        assert engine.run_due_jobs(clock.advance(hours=24)) == 1
    assert engine.run_due_jobs(clock.advance(days=9)) == 0
    with engine.begin() as work:
        rows = work.connection.exec_driver_sql("SELECT definition_id, state FROM engine_instance").all()
    assert [tuple(row) for row in rows] == [(newer.id, "completed")] * 3


def test_a_signal_waits_for_a_suspended_case(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": MESSAGING})
        shop = work.runtime.start("shop")
        work.runtime.suspend(shop.id)
        assert work.runtime.signal("closing") == (shop.id,)
    assert engine.run_due_jobs() == 0
    with engine.begin() as work:
        work.runtime.resume(shop.id)
    assert engine.run_due_jobs() == 1
    with engine.begin() as work:
        assert work.runtime.get(shop.id).state == "completed"
