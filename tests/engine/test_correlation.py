"""Messages, signals and called processes: what goes from one instance to another."""

from __future__ import annotations

from pathlib import Path

import pytest

BPMN = Path(__file__).with_name("messaging.bpmn").read_bytes()


@pytest.fixture(autouse=True)
def deployed(engine):
    with engine.begin() as work:
        return work.repository.deploy({"p.bpmn": BPMN})


def state(engine, instance_id: str) -> str:
    with engine.begin() as work:
        return work.runtime.get(instance_id).state


def test_a_message_starts_a_process_and_another_ends_it(engine):
    with engine.begin() as work:
        started = work.runtime.correlate("order", correlation_key="7", variables={"number": "7"})
        assert started.outcome == "started"
        assert work.runtime.get(started.instance_id).business_key == "7"
        assert work.runtime.correlate("paid", correlation_key="8").outcome == "discarded"
        assert work.runtime.correlate("paid", correlation_key="7").outcome == "delivered"
    assert state(engine, started.instance_id) == "completed"


def test_only_the_newest_version_is_started(engine, deployed):
    with engine.begin() as work:
        newer = work.repository.deploy({"p.bpmn": BPMN + b"<!-- 2 -->"})
        started = work.runtime.correlate("order", correlation_key="1", variables={"number": "1"})
        assert work.runtime.get(started.instance_id).definition_id == newer.id


def test_a_message_that_comes_first_waits_for_its_time_to_live(engine, clock):
    with engine.begin() as work:
        assert work.runtime.correlate("paid", correlation_key="7", time_to_live=60).outcome == "buffered"
        assert work.runtime.correlate("paid", correlation_key="8", time_to_live=60).outcome == "buffered"
    clock.advance(seconds=30)
    with engine.begin() as work:
        first = work.runtime.correlate("order", variables={"number": "7"}).instance_id
    clock.advance(seconds=30)
    with engine.begin() as work:
        late = work.runtime.correlate("order", variables={"number": "8"}).instance_id
        again = work.runtime.correlate("order", variables={"number": "7"}).instance_id
    assert [state(engine, instance) for instance in (first, late, again)] == ["completed", "active", "active"]


def test_a_signal_reaches_everybody(engine):
    with engine.begin() as work:
        shops = [work.runtime.start("shop").id for _ in range(3)]
    with engine.begin() as work:
        assert set(work.runtime.signal("closing", {"at": 9})) == set(shops)
        assert work.runtime.signal("closing") == ()
    assert [state(engine, shop) for shop in shops] == ["completed"] * 3


def called(work, instance_id):
    task = work.tasks.query().case(instance_id).first()
    return task, work.runtime.get(task.instance_id)


def test_a_called_process_hands_its_results_back(engine):
    with engine.begin(actor="ann") as work:
        caller = work.runtime.start("caller", business_key="B")
        task, child = called(work, caller.id)
        assert (child.parent_id, child.root_id, child.business_key) == (caller.id, caller.id, "B")
        work.tasks.complete(task.id, variables={"answer": "good"})
    assert (state(engine, caller.id), state(engine, child.id)) == ("completed", "completed")
    with engine.begin() as work:
        assert work.runtime.variables(caller.id)["answer"] == "good"
        whole = work.history.of(caller.id, called_too=True)
        assert {entry.instance_id for entry in whole} == {caller.id, child.id}
        assert work.history.verify(child.id) is None


def test_an_error_of_the_called_process_reaches_the_caller(engine):
    with engine.begin(actor="ann") as work:
        caller = work.runtime.start("caller")
        task, child = called(work, caller.id)
        work.tasks.complete(task.id, variables={"answer": "bad"})
    with engine.begin() as work:
        entered = [e.element_id for e in work.history.of(caller.id) if e.kind == "element_entered"]
        assert "c_failed" in entered
        assert work.runtime.get(caller.id).state == "completed"
        assert work.runtime.get(child.id).ended_at is not None


def test_cancelling_the_caller_cancels_the_called(engine):
    with engine.begin(actor="ann") as work:
        caller = work.runtime.start("caller")
        _, child = called(work, caller.id)
    with engine.begin(actor="ann") as work:
        work.runtime.cancel(caller.id, "no longer needed")
    assert (state(engine, caller.id), state(engine, child.id)) == ("cancelled", "cancelled")
    with engine.begin() as work:
        assert work.tasks.query().candidate_groups({"operator"}).count() == 0
