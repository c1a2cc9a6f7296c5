"""Null characters and broken pairs in what comes in, values that cannot be kept: refusals and incidents."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest

from engine import InvalidArgument
from engine.rows import to_json
from engine.storable_text import check_json, check_text

REWORK = Path(__file__).with_name("rework.bpmn").read_bytes()
COMPUTING = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
  <process id="computing" isExecutable="true">
    <startEvent id="begin"/>
    <sequenceFlow id="a" sourceRef="begin" targetRef="say"/>
    <userTask id="say"><extensionElements>
      <zeebe:assignmentDefinition candidateGroups="clerks"/></extensionElements></userTask>
    <sequenceFlow id="b" sourceRef="say" targetRef="compute"/>
    <scriptTask id="compute"><extensionElements>
      <zeebe:script expression="=SCRIPT" resultVariable="found"/></extensionElements></scriptTask>
    <sequenceFlow id="c" sourceRef="compute" targetRef="done"/>
    <endEvent id="done"/>
  </process>
</definitions>"""
NULL, HALF = "a\x00b", "a\ud800b"
BROKEN = pytest.mark.parametrize("text", [NULL, HALF], ids=["a null character", "half a pair"])


@pytest.fixture
def instance(engine):
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"p.bpmn": REWORK})
        return work.runtime.start("rework", business_key="B", variables={"good": False})


def only_task(work, instance):
    (task,) = work.tasks.query().instance(instance.id).all()
    return task


@BROKEN
def test_variables_are_refused_by_name(engine, instance, text):
    for variables in ({"x": text}, {"x": [{"y": text}]}, {"x": {text: 1}}, {text: 1}):
        with pytest.raises(InvalidArgument, match="text that can be stored"), engine.begin() as work:
            work.runtime.set_variables(instance.id, variables)
        with pytest.raises(InvalidArgument, match="text that can be stored"), engine.begin() as work:
            work.tasks.complete(only_task(work, instance).id, variables=variables)
        with pytest.raises(InvalidArgument, match="text that can be stored"), engine.begin() as work:
            work.runtime.start("rework", variables=variables)
    with engine.begin() as work:
        assert work.runtime.variables(instance.id) == {"good": False}
        assert only_task(work, instance).element_id == "write"
        assert work.history.verify(instance.id) is None


@BROKEN
def test_keys_opinions_names_and_reasons_are_refused(engine, instance, text):
    def refused(act):
        with (
            pytest.raises(InvalidArgument, match="text that can be stored"),
            engine.begin(actor="bob") as work,
        ):
            act(work, only_task(work, instance))

    refused(lambda work, _: work.runtime.start("rework", business_key=text))
    refused(lambda work, task: work.tasks.complete(task.id, comment=text))
    refused(lambda work, task: work.tasks.claim(task.id, assignee=text))
    refused(lambda work, task: work.tasks.change(task.id, add_users=[text]))
    refused(lambda work, _: work.runtime.cancel(instance.id, text))
    refused(lambda work, _: work.runtime.suspend(instance.id, text))
    refused(
        lambda work, _: work.runtime.correlate(
            "paid", correlation_key="k", variables={"x": text}, time_to_live=9
        )
    )
    refused(lambda work, _: work.jobs.defer("mail", {"x": text}))
    with pytest.raises(InvalidArgument, match="text that can be stored"), engine.begin(actor=text) as work:
        work.tasks.claim(only_task(work, instance).id)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("function(x) x", "a function"),
        ("[1, function(x) x]", "a function"),
        ("&quot;a\\u0000b&quot;", "null character"),
    ],
)
def test_a_value_that_cannot_be_kept_is_an_incident(engine, script, reason):
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"p.bpmn": COMPUTING.replace("SCRIPT", script).encode()})
        instance = work.runtime.start("computing")
    with engine.begin(actor="bob") as work:
        work.tasks.complete(only_task(work, instance).id)
    with engine.begin() as work:
        (incident,) = work.incidents.of_case(instance.id)
        assert (incident.code, incident.element_id) == ("not_storable", "compute")
        assert reason in incident.message
        assert work.tasks.query().instance(instance.id).state("completed").count() == 1


@pytest.mark.parametrize("text", ["", "中文", "\\u0000", "a\\\\u0000", "😀", "\n\t\x01"])
def test_text_from_keyboards_passes(text):
    assert check_text(text) == text
    assert check_json(to_json({"x": [text]}))


@BROKEN
def test_json_with_such_text_is_seen(text):
    for value in (text, {"x": text}, {text: 1}, ["\\" + text]):
        with pytest.raises(InvalidArgument):
            to_json(value)


@BROKEN
def test_a_question_with_such_text_is_refused(engine, instance, text):
    questions = [
        lambda work: work.runtime.get(text),
        lambda work: work.tasks.get(text),
        lambda work: work.tasks.query().assignee(text).all(),
        lambda work: work.tasks.query().candidate_groups({text}).count(),
        lambda work: work.repository.latest(text),
        lambda work: work.overview.instances(business_key=text),
        lambda work: work.runtime.signal(text),
    ]
    for ask in questions:
        with pytest.raises(InvalidArgument, match="text that can be stored"), engine.begin() as work:
            ask(work)


LONG = "长" * 334


def test_names_and_keys_longer_than_an_index_takes_are_refused(engine, instance):
    def refuses(command):
        with pytest.raises(InvalidArgument, match="at most 1000 bytes"), engine.begin() as work:
            command(work)

    refuses(lambda work: work.runtime.start("rework", business_key=LONG))
    refuses(lambda work: work.runtime.start("rework", region=LONG))
    refuses(lambda work: work.runtime.set_variables(instance.id, {LONG: 1}))
    refuses(lambda work: work.tasks.complete(only_task(work, instance).id, variables={LONG: 1}))
    refuses(lambda work: work.runtime.correlate("x", correlation_key=LONG, time_to_live=60))
    refuses(lambda work: work.runtime.correlate(LONG, time_to_live=60))
    refuses(lambda work: work.runtime.signal(LONG))
    with engine.begin() as work:  # the longest that is taken fits all indexes, whatever its characters
        key = "".join(chr(0x20000 + 37 * n) for n in range(250))
        started = work.runtime.start("rework", business_key=key, region=key, variables={key: key})
        work.runtime.correlate(key, correlation_key=key, time_to_live=60)
        assert work.runtime.get(started.id).business_key == key


_CHANCE = Random(1)
RANDOM = "".join(chr(_CHANCE.randrange(0x4E00, 0x9FA5)) for _ in range(3_500))
"""Text that is not made short enough for an index by compression."""


def test_what_is_too_large_for_a_column_or_an_index_is_refused_wherever_it_enters(engine, instance):
    commands = [
        lambda work: work.tasks.claim(only_task(work, instance).id, assignee=RANDOM),
        lambda work: work.tasks.change(only_task(work, instance).id, priority=10**12),
        lambda work: work.repository.deploy({f"{RANDOM}.bpmn": REWORK}),
        lambda work: work.repository.version("rework", 10**30),
    ]
    for command in commands:
        with pytest.raises(InvalidArgument, match="larger"), engine.begin(actor="ann") as work:
            command(work)


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("userTask", '<zeebe:priorityDefinition priority="99999999999"/>'),
        ("userTask", '<zeebe:priorityDefinition priority="=-10 ** 300"/>'),
        ("serviceTask", '<zeebe:taskDefinition type="a" retries="99999999999"/>'),
    ],
)
def test_a_number_that_no_column_holds_is_an_incident(engine, tag, said):
    step = f'<{tag} id="compute"><extensionElements>{said}</extensionElements></{tag}>'
    diagram = re.sub(r'<scriptTask id="compute">.*?</scriptTask>', step, COMPUTING, flags=re.DOTALL)
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"p.bpmn": diagram.encode()})
        instance = work.runtime.start("computing")
        work.tasks.complete(only_task(work, instance).id)
    with engine.begin() as work:
        (incident,) = work.incidents.of_case(instance.id)
        assert (incident.code, incident.element_id) == ("not_a_number", "compute")
