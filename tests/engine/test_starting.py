"""A start that meets what it cannot compute says so to whoever started it."""

from __future__ import annotations

import pytest

HEAD = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">"""
COMPUTED = (
    HEAD
    + b"""
  <process id="computed" isExecutable="true">
    <startEvent id="begin"><outgoing>a</outgoing></startEvent>
    <sequenceFlow id="a" sourceRef="begin" targetRef="share"/>
    <scriptTask id="share"><extensionElements>
      <zeebe:script expression="=amount - 0" resultVariable="share"/></extensionElements>
      <incoming>a</incoming><outgoing>b</outgoing></scriptTask>
    <sequenceFlow id="b" sourceRef="share" targetRef="way"/>
    <exclusiveGateway id="way"><incoming>b</incoming><outgoing>c</outgoing></exclusiveGateway>
    <sequenceFlow id="c" sourceRef="way" targetRef="done">
      <conditionExpression>=share = 10</conditionExpression></sequenceFlow>
    <endEvent id="done"><incoming>c</incoming></endEvent>
  </process>
</definitions>"""
)
CALLING = (
    HEAD
    + b"""
  <process id="calling" isExecutable="true">
    <startEvent id="begin"><outgoing>a</outgoing></startEvent>
    <sequenceFlow id="a" sourceRef="begin" targetRef="call"/>
    <callActivity id="call"><extensionElements><zeebe:calledElement processId="computed"/></extensionElements>
      <incoming>a</incoming><outgoing>b</outgoing></callActivity>
    <sequenceFlow id="b" sourceRef="call" targetRef="done"/>
    <endEvent id="done"><incoming>b</incoming></endEvent>
  </process>
</definitions>"""
)


@pytest.fixture(autouse=True)
def deployed(engine):
    with engine.begin() as work:
        work.repository.deploy({"computed.bpmn": COMPUTED})
        work.repository.deploy({"calling.bpmn": CALLING})


def test_a_start_that_is_stopped_carries_its_incident(engine):
    with engine.begin(actor="ann") as work:
        started = work.runtime.start("computed", variables={"amount": 11})
    (incident,) = started.incidents
    assert (incident.code, incident.element_id, incident.instance_id) == ("no_flow", "way", started.id)
    assert "way" in incident.message
    assert started.state == "active", "the case is there, and can be mended"


def test_a_called_process_that_is_stopped_shows_at_its_caller(engine):
    with engine.begin(actor="ann") as work:
        started = work.runtime.start("calling", variables={"amount": 11})
        (incident,) = started.incidents
        called = work.runtime.get(incident.instance_id)
    assert (called.process_id, called.root_id, incident.element_id) == ("computed", started.id, "way")


@pytest.mark.parametrize("process_id", ["computed", "calling"])
def test_a_start_that_goes_well_carries_none(engine, process_id):
    with engine.begin(actor="ann") as work:
        stopped = work.runtime.start("computed", variables={"amount": 11})
        started = work.runtime.start(process_id, variables={"amount": 10})
    assert stopped.incidents
    assert (started.incidents, started.state) == ((), "completed")


def test_the_incident_ends_when_its_cause_is_mended(engine):
    with engine.begin(actor="ann") as work:
        started = work.runtime.start("computed", variables={"amount": 11})
    with engine.begin(actor="admin") as work:
        work.runtime.set_variables(started.id, {"share": 10})
        work.incidents.retry(started.incidents[0].id)
        assert work.incidents.of_case(started.id) == ()
        assert work.runtime.get(started.id).state == "completed"
