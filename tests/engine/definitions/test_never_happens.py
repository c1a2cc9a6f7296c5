"""What never happens: flows that are never taken, events that nothing throws, errors that nothing catches."""

from __future__ import annotations

import pytest

from tests.engine.definitions.diagrams import END, START, diagram, flows, task, told


def throwing(kind: str, code: str, where: str = "endEvent", node: str = "x") -> str:
    return f'<{where} id="{node}"><{kind}EventDefinition {kind}Ref="{code}"/></{where}>'


def around(inner: str, attributes: str = "") -> str:
    return f'<subProcess id="a" {attributes}><startEvent id="as"/>{inner}{flows("as x")}</subProcess>'


CODES_THROWN = (
    '<error id="one" errorCode="ONE"/><error id="two" errorCode="TWO"/>'
    '<escalation id="up" escalationCode="UP"/>'
)
JOB = (
    '<serviceTask id="NAME"><extensionElements><zeebe:taskDefinition type="mail"/></extensionElements>'
    "</serviceTask>"
)
CALL = (
    '<callActivity id="NAME"><extensionElements><zeebe:calledElement processId="elsewhere"/>'
    "</extensionElements></callActivity>"
)
HOSTS = {
    "error": {
        task("a"): "never",
        '<scriptTask id="a"><extensionElements><zeebe:script expression="=1" resultVariable="r"/>'
        "</extensionElements></scriptTask>": "never",
        around(task("x")): "never",
        around(throwing("escalation", "up")): "never",
        around(throwing("error", "two")): "never",
        JOB.replace("NAME", "a"): "",
        CALL.replace("NAME", "a"): "",
        around(JOB.replace("NAME", "x")): "",
        around(throwing("error", "one")): "",
        around(f'<subProcess id="x">{throwing("error", "one", node="y")}</subProcess>'): "",
    },
    "escalation": {
        JOB.replace("NAME", "a"): "never",
        around(throwing("error", "one")): "never",
        CALL.replace("NAME", "a"): "",
        around(throwing("escalation", "up", "intermediateThrowEvent")): "",
        task(
            "a",
            "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
            "</multiInstanceLoopCharacteristics>",
        ): "never",
    },
}


@pytest.mark.parametrize(
    ("kind", "host", "expected"),
    [(kind, host, expected) for kind, hosts in HOSTS.items() for host, expected in hosts.items()],
)
def test_an_event_at_what_never_throws_it(kind: str, host: str, expected: str) -> None:
    attached = (
        f'<boundaryEvent id="b" attachedToRef="a"><{kind}EventDefinition {kind}Ref="REF"/></boundaryEvent>'
    )
    attached = attached.replace("REF", "one" if kind == "error" else "up")
    drawn = diagram(START, host, attached, END, flows("s a", "a e", "b e"), before=CODES_THROWN)
    never = {("bpmn.never_thrown", "b")} if expected else set()
    assert {one for one in told(drawn) if one[0] == "bpmn.never_thrown"} == never


HANDLER = (
    '<subProcess id="h" triggeredByEvent="true"><startEvent id="hs"><errorEventDefinition errorRef="one"/>'
    f"</startEvent>{task('ht')}{flows('hs ht')}</subProcess>"
)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (HANDLER + throwing("error", "one") + flows("s x"), set()),
        (HANDLER + throwing("error", "two") + flows("s x"), {("never_caught", "x"), ("never_thrown", "hs")}),
        (HANDLER + task("x") + END + flows("s x", "x e"), {("never_thrown", "hs")}),
        (throwing("error", "one") + flows("s x"), {("never_caught", "x")}),
        (
            around(HANDLER + throwing("error", "one")) + END + flows("s a", "a e"),
            set(),
        ),
        (throwing("escalation", "up") + flows("s x"), set()),  # the case goes on
        (
            around('<endEvent id="x"><compensateEventDefinition/></endEvent>') + END + flows("s a", "a e"),
            {("undoes_nothing", "x")},
        ),
    ],
)
def test_what_is_thrown_and_caught_belongs_together(drawn: str, expected: set[tuple[str, str]]) -> None:
    problems = told(diagram(START, drawn, before=CODES_THROWN))
    assert problems == {(f"bpmn.{code}", element) for code, element in expected}


NEVER_TAKEN = {
    ("amount > 5 and amount < 3",): "dead x1",
    ("amount between 5 and 3",): "dead x1",
    ("amount = null and amount > 1",): "dead x1",
    ('kind = "a" and kind in ("b", "c")',): "dead x1",
    ('kind.of = "a" and not(kind.of = "a")',): "dead x1",
    ("amount != amount",): "dead x1",
    ('amount > date("2026-03-01") and amount < date("2026-02-01")',): "dead x1",
    ("1 = 1",): "hidden default",
    ("amount > 1 or true",): "hidden default",
    ("amount = amount",): "hidden default",
    ("amount > 1", "amount >= 5"): "hidden x2",
    ("amount >= 1", "amount < 1", "amount = 3"): "hidden x3",
    ('kind in ("a", "b")', 'kind = "b" and amount > 1'): "hidden x2",
    ("items", "amount > 1 and items"): "hidden x2",
    ("amount > 5", "amount >= 5"): "",
    ("amount > 1", "amount <= 1"): "",  # what is null goes the default way
    ("amount > 1 or amount <= 1",): "",
    ("amount >= 5", "amount > kind"): "",
    ("count(items) > 1", "count(items) > 2"): "",
    ('kind > "a"', 'kind = "b"', 'kind = "a"'): "hidden x2",
    ("amount <= amount",): "",
}


@pytest.mark.parametrize("conditions", NEVER_TAKEN)
def test_a_flow_that_is_never_taken(conditions: tuple[str, ...]) -> None:
    steps = [f"x{number}" for number in range(1, len(conditions) + 1)]
    ways = [f"g {step} ={condition}" for step, condition in zip(steps, conditions, strict=True)]
    drawn = diagram(
        START,
        '<exclusiveGateway id="g" default="g_default"/>',
        *map(task, (*steps, "default")),
        END,
        flows("s g", *ways, "g default", *(f"{step} e" for step in (*steps, "default"))),
    )
    kind, _, step = NEVER_TAKEN[conditions].partition(" ")
    assert told(drawn) == ({(f"bpmn.{kind}_flow", f"g_{step}")} if kind else set())
