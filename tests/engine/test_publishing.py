"""Processes that are retired and revived, older versions made current, incidents gathered by cause."""

from __future__ import annotations

import pytest

from engine import InvalidState
from tests.engine.test_repair import MESSAGING, NIGHTLY, RENAMED, REWORK


def test_a_retired_process_is_not_started_and_its_running_cases_go_on(engine):
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"p.bpmn": REWORK})
        running = work.runtime.start("rework", variables={"good": True})
    with engine.begin(actor="admin") as work:
        work.repository.retire("rework", "replaced by a shorter one")
        retired = work.repository.retirement("rework")
        assert retired is not None
        assert (retired.retired_by, retired.reason) == ("admin", "replaced by a shorter one")
        with pytest.raises(InvalidState, match="retired") as refusal:
            work.runtime.start("rework")
        assert refusal.value.details["reason"] == "retired"
        with pytest.raises(InvalidState, match="in use"):
            work.repository.retire("rework")
    with engine.begin(actor="bob") as work:
        task = work.tasks.query().instance(running.id).first()
        work.tasks.complete(task.id)
    with engine.begin(actor="admin") as work:
        work.repository.revive("rework")
        assert work.repository.retirements() == {}
        assert work.runtime.start("rework").state == "active"
        with pytest.raises(InvalidState, match="retired"):
            work.repository.revive("rework")


def test_a_retired_process_starts_by_no_message_and_no_timer(engine, clock):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": MESSAGING})
        work.repository.deploy({"n.bpmn": NIGHTLY})
        work.repository.retire("ordered")
        work.repository.retire("nightly")
        assert work.runtime.correlate("order").outcome == "discarded"
    clock.advance(days=1)
    assert engine.run_due_jobs() == 0
    with engine.begin() as work:
        work.repository.revive("ordered")
        work.repository.revive("nightly")
        assert work.runtime.correlate("order").outcome == "started"
    clock.advance(days=1)
    assert engine.run_due_jobs() >= 1


def test_an_older_version_becomes_current_and_keeps_its_number(engine):
    with engine.begin(actor="ann") as work:
        first = work.repository.deploy({"p.bpmn": REWORK})
        second = work.repository.deploy({"p.bpmn": RENAMED})
        work.repository.make_current(first.id)
        assert work.repository.latest("rework").id == first.id
        assert [one.id for one in work.repository.list(latest_only=True)] == [first.id]
        assert work.runtime.start("rework").definition_id == first.id
        with pytest.raises(InvalidState, match="is current"):
            work.repository.make_current(first.id)
        assert work.repository.has({"p.bpmn": RENAMED})
        third = work.repository.deploy({"p.bpmn": RENAMED})
    assert (second.version, third.version) == (2, 3)
    with engine.begin() as work:
        assert work.repository.latest("rework").id == third.id


def test_start_events_belong_to_the_current_version(engine):
    other = MESSAGING.replace(b'<message id="Order" name="order"/>', b'<message id="Order" name="ordered"/>')
    with engine.begin() as work:
        first = work.repository.deploy({"p.bpmn": MESSAGING})
        work.repository.deploy({"p.bpmn": other})
        assert work.runtime.correlate("order").outcome == "discarded"
        work.repository.make_current(first.id)
        assert work.runtime.correlate("order").outcome == "started"
        assert work.runtime.correlate("ordered").outcome == "discarded"


def test_incidents_are_gathered_by_cause_and_read_in_pages(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": REWORK})
        for _ in range(3):
            instance = work.runtime.start("rework")
            (here,) = work.runtime.current_elements(instance.id)
            work.incidents.report(instance.id, here.token_id, here.element_id, "lost", "nobody knows")
    with engine.begin() as work:
        (cause,) = work.incidents.causes()
        assert (cause.process_id, cause.code, cause.count) == ("rework", "lost", 3)
        alike = {"process_id": "rework", "element_id": cause.element_id, "code": "lost"}
        first = work.incidents.list(**alike, limit=2)
        rest = work.incidents.list(**alike, after=first[-1].id)
        assert len({one.id for one in (*first, *rest)}) == 3
        assert work.incidents.list(process_id="rework", code="other") == ()
