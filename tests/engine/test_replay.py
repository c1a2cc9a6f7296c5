"""A case played again from its history: the same on its own version, not where another decides otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

LISTING = Path(__file__).with_name("listing.bpmn").read_bytes()


@pytest.fixture
def instance(engine, clock):
    """A case with a returned review, a reminder, an approval, a job and a message."""
    engine.handlers = {"product.publish": lambda job: {"published": True}, "notice.send": lambda job: None}
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"p.bpmn": LISTING})
        started = work.runtime.start("product_listing", variables={"region": "x", "key": "K", "amount": 1})

    def decide(decision: str) -> None:
        with engine.begin(actor="ann") as work:
            task = work.tasks.query().instance(started.id).first()
            work.tasks.claim(task.id)
            work.tasks.complete(task.id, variables={"decision": decision})

    decide("return")
    engine.run_due_jobs(clock.advance(days=1))
    engine.run_due_jobs(clock.advance(minutes=1))
    decide("approve")
    engine.run_due_jobs()
    with engine.begin(actor="bank") as work:
        work.runtime.correlate("payment_received", correlation_key="K", variables={"paid": 2.5})
    return started


def test_a_case_plays_the_same_on_its_own_version(engine, instance):
    with engine.begin() as work:
        replay = work.history.replay(instance.id)
        assert replay.same, replay.steps
        assert replay.state == work.runtime.get(instance.id).state == "completed"
        assert replay.variables == work.runtime.variables(instance.id)
        commands = [step.command for step in replay.steps]
        before = work.history.of(instance.id)
        assert work.history.of(instance.id) == before
    assert commands == [
        "start",
        "complete_task",
        "fire_timer",
        "complete_job",
        "complete_task",
        "complete_job",
        "correlate_message",
    ]


def test_another_version_shows_where_it_would_differ(engine, instance):
    stricter = LISTING.replace(b'=decision = "approve"', b'=decision = "approve" and amount &gt; 5')
    with engine.begin() as work:
        newer = work.repository.deploy({"p.bpmn": stricter})
        replay = work.history.replay(instance.id, newer.id)
        outcomes = [(step.command, step.outcome) for step in replay.steps]
    assert outcomes[:4] == [
        ("start", "same"),
        ("complete_task", "same"),
        ("fire_timer", "same"),
        ("complete_job", "same"),
    ]
    assert outcomes[4][1] == "different"
    assert [outcome for _, outcome in outcomes[5:]] == ["refused", "refused"]
    assert (replay.state, replay.elements) == ("active", ("review",))


INSPECTION = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    id="d" targetNamespace="urn:d">
  <process id="inspection" isExecutable="true">
    <startEvent id="start"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="draw"/>
    <scriptTask id="draw">
      <extensionElements>
        <zeebe:script expression="=random number()" resultVariable="drawn"/>
      </extensionElements>
    </scriptTask>
    <sequenceFlow id="f2" sourceRef="draw" targetRef="check"/>
    <userTask id="check"/>
    <sequenceFlow id="f3" sourceRef="check" targetRef="choice"/>
    <exclusiveGateway id="choice" default="spared"/>
    <sequenceFlow id="chosen" sourceRef="choice" targetRef="number">
      <conditionExpression>=random number() &lt; 0.5</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="spared" sourceRef="choice" targetRef="number"/>
    <scriptTask id="number">
      <extensionElements><zeebe:script expression="=uuid()" resultVariable="number"/></extensionElements>
    </scriptTask>
    <sequenceFlow id="f4" sourceRef="number" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>"""


def test_what_was_drawn_by_lot_is_drawn_again(engine):
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"i.bpmn": INSPECTION.encode()})
    drawn = set()
    for _ in range(6):
        with engine.begin(actor="ann") as work:
            started = work.runtime.start("inspection")
            work.tasks.complete(work.tasks.query().instance(started.id).first().id)
            values = work.runtime.variables(started.id)
            replay = work.history.replay(started.id)
            assert replay.same
            assert replay.variables == values
            assert work.history.verify(started.id) is None
        drawn.add((values["drawn"], values["number"]))
    assert len(drawn) == 6
