"""Draws block-structured processes, and drives them by drawn choices."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from engine.spiff import Program
from tests.engine.spiff.rig import Rig

LEAVES = ["user", "job", "script", "timer", "message", "signal_throw", "condition"]
LEAVES += ["fragile", "first_of", "call", "undoable", "undo", "escalate", "receive"]

SCOPES = ["subprocess", "guarded", "watched", "handled", "stoppable", "tried", "ticked"]

blocks: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(LEAVES).map(lambda kind: (kind,)),
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["and", "or", "xor"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.sampled_from(SCOPES), inner),
        st.tuples(st.sampled_from(["each", "each_in_turn"]), inner),
    ),
    max_leaves=8,
)

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="definitions" targetNamespace="test">
  <bpmn:message id="m" name="m"><bpmn:extensionElements>
    <zeebe:subscription correlationKey="=string(key)" /></bpmn:extensionElements></bpmn:message>
  <bpmn:signal id="s" name="s" /><bpmn:error id="e" errorCode="E" />
  <bpmn:escalation id="x" escalationCode="X" />
  <bpmn:process id="random" isExecutable="true">
"""


class Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.count = 0

    def new(self, tag: str, inner: str = "", attributes: str = "") -> str:
        self.count += 1
        name = f"e{self.count}"
        self.lines.append(f'<bpmn:{tag} id="{name}" {attributes}>{inner}</bpmn:{tag}>')
        return name

    def flow(self, source: str, target: str, condition: str = "") -> str:
        self.count += 1
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        self.lines.append(
            f'<bpmn:sequenceFlow id="f{self.count}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</bpmn:sequenceFlow>"
        )
        return f"f{self.count}"

    def script(self, variable: str, expression: str) -> str:
        return self.new(
            "scriptTask",
            f'<bpmn:extensionElements><zeebe:script expression="{expression}" resultVariable="{variable}" />'
            "</bpmn:extensionElements>",
        )

    def write(self, block: Any) -> tuple[str, str]:
        """Write a block; return where it begins and ends."""
        kind, *rest = block
        match kind:
            case "user":
                one = self.new("userTask")
            case "job":
                definition = '<zeebe:taskDefinition type="work" />'
                one = self.new(
                    "serviceTask", f"<bpmn:extensionElements>{definition}</bpmn:extensionElements>"
                )
            case "script":
                one = self.script("total", "=total + n")
            case "timer":
                one = self.new("intermediateCatchEvent", timer())
            case "message":
                one = self.new("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="m" />')
            case "signal_throw":
                one = self.new("intermediateThrowEvent", '<bpmn:signalEventDefinition signalRef="s" />')
            case "condition":
                one = self.new(
                    "intermediateCatchEvent",
                    "<bpmn:conditionalEventDefinition><bpmn:condition>=modulo(n, 2) = 0</bpmn:condition>"
                    "</bpmn:conditionalEventDefinition>",
                )
            case "receive":
                one = self.new("receiveTask", attributes='messageRef="m"')
            case "call":
                called = '<zeebe:calledElement processId="other" />'
                one = self.new("callActivity", f"<bpmn:extensionElements>{called}</bpmn:extensionElements>")
            case "escalate":
                event = '<bpmn:escalationEventDefinition escalationRef="x" />'
                one = self.new("intermediateThrowEvent", event)
            case "undo":
                one = self.new("intermediateThrowEvent", "<bpmn:compensateEventDefinition />")
            case "undoable":
                one, _ = self.write(("job",))
                event = "<bpmn:compensateEventDefinition />"
                boundary = self.new("boundaryEvent", event, f'attachedToRef="{one}"')
                handler = self.new("userTask", attributes='isForCompensation="true"')
                self.count += 1
                self.lines.append(
                    f'<bpmn:association id="a{self.count}" sourceRef="{boundary}" targetRef="{handler}" />'
                )
            case "fragile":
                one, _ = self.write(("job",))
                out = self.new("exclusiveGateway")
                boundary = self.new(
                    "boundaryEvent", "<bpmn:errorEventDefinition />", f'attachedToRef="{one}"'
                )
                self.flow(one, out)
                self.flow(boundary, out)
                return one, out
            case "first_of":
                one, out = self.new("eventBasedGateway"), self.new("exclusiveGateway")
                for inner in ("timer", "message"):
                    event, _ = self.write((inner,))
                    self.flow(one, event)
                    self.flow(event, out)
                return one, out
            case "sequence":
                ends = [self.write(inner) for inner in rest[0]]
                for (_, left), (right, _) in pairwise(ends):
                    self.flow(left, right)
                return ends[0][0], ends[-1][1]
            case "and" | "or" | "xor":
                return self.split(kind, rest[0])
            case "loop":
                return self.loop(rest[0])
            case _:
                return self.scope(kind, rest[0])
        return one, one

    def split(self, kind: str, inner: list[Any]) -> tuple[str, str]:
        tag = {"and": "parallelGateway", "or": "inclusiveGateway", "xor": "exclusiveGateway"}[kind]
        split, join = self.new(tag), self.new(tag)
        for index, block in enumerate(inner):
            begin, end = self.write(block)
            condition = "" if kind == "and" or index == 0 else f"=modulo(n, {index + 1}) = 0"
            flow = self.flow(split, begin, condition)
            if kind != "and" and index == 0:
                self.lines = [
                    line.replace(f'<bpmn:{tag} id="{split}" ', f'<bpmn:{tag} id="{split}" default="{flow}" ')
                    for line in self.lines
                ]
            self.flow(end, join)
        return split, join

    def loop(self, inner: Any) -> tuple[str, str]:
        self.count += 1
        counter = f"c{self.count}"
        reset, enter = self.script(counter, "=0"), self.new("exclusiveGateway")
        begin, end = self.write(inner)
        step = self.script(counter, f"={counter} + 1")
        again, out = self.new("exclusiveGateway"), self.new("exclusiveGateway")
        self.flow(reset, enter)
        self.flow(enter, begin)
        self.flow(end, step)
        self.flow(step, again)
        self.flow(again, enter, f"={counter} &lt; 3")
        self.flow(again, out, f"={counter} &gt;= 3")
        return reset, out

    def scope(self, kind: str, inner: Any) -> tuple[str, str]:
        outside, self.lines = self.lines, []
        begin, end = self.write(inner)
        start, choice = self.new("startEvent"), self.new("exclusiveGateway")
        self.flow(start, begin)
        self.flow(end, choice)
        self.flow(choice, self.new("endEvent"), "=modulo(n, 2) != 0" if kind == "tried" else "")
        if kind == "handled":
            self.handler('<bpmn:messageEventDefinition messageRef="m" />', "true")
        elif kind == "ticked":
            self.handler(timer(), "false")
        elif kind == "stoppable":
            stopper = self.new("userTask")
            self.flow(start, stopper)
            self.flow(stopper, self.new("endEvent", "<bpmn:terminateEventDefinition />"))
        elif kind == "tried":
            failing = self.new("endEvent", '<bpmn:errorEventDefinition errorRef="e" />')
            self.flow(choice, failing, "=modulo(n, 2) = 0")
        content, self.lines = "".join(self.lines), outside
        if kind.startswith("each"):
            sequential = str(kind == "each_in_turn").lower()
            content = (
                f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}"><bpmn:extensionElements>'
                '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="item"'
                ' outputCollection="found" outputElement="=item + n" /></bpmn:extensionElements>'
                f"</bpmn:multiInstanceLoopCharacteristics>{content}"
            )
        one = self.new("subProcess", content)
        events = {
            "guarded": timer(),
            "watched": '<bpmn:signalEventDefinition signalRef="s" />',
            "tried": '<bpmn:errorEventDefinition errorRef="e" />',
            "subprocess": '<bpmn:escalationEventDefinition escalationRef="x" />',
        }
        if kind not in events:
            return one, one
        out = self.new("exclusiveGateway")
        self.flow(one, out)
        interrupts = str(kind in ("guarded", "tried")).lower()
        attributes = f'attachedToRef="{one}" cancelActivity="{interrupts}"'
        boundary = self.new("boundaryEvent", events[kind], attributes)
        self.flow(boundary, out if interrupts == "true" else self.new("userTask"))
        return one, out

    def handler(self, event: str, interrupts: str) -> None:
        outside, self.lines = self.lines, []
        start = self.new("startEvent", event, f'isInterrupting="{interrupts}"')
        self.flow(start, self.new("userTask"))
        content, self.lines = "".join(self.lines), outside
        self.new("subProcess", content, 'triggeredByEvent="true"')


def timer() -> str:
    return (
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    )


def diagram(block: Any) -> bytes:
    writer = Writer()
    begin, end = writer.write(block)
    writer.flow(writer.new("startEvent"), begin)
    writer.flow(end, writer.new("endEvent"))
    return (HEAD + "\n".join(writer.lines) + "</bpmn:process></bpmn:definitions>").encode()


def drive(program: Program, choices: list[int], *, reload: bool) -> Rig:
    """Run to the end; at each step one of what is awaited happens."""
    rig = Rig(program, {"n": 0, "total": 0, "key": 1}, reload=reload)
    for step in range(2000):
        if rig.state != "active":
            return rig
        awaited = [
            (kind, token)
            for kind in ("task", "job", "timer", "message", "signal", "call", "incident")
            for token in rig.open[kind]
        ]
        choice = choices[step] if step < len(choices) else step
        happen(rig, awaited, choice, step)
    raise AssertionError(f"the case does not end: {rig.waiting()}")


def happen(rig: Rig, awaited: list[tuple[str, str]], choice: int, step: int) -> None:
    if choice % 11 == 10:
        rig.execution.migrate(rig.program)
        rig.take()
        return
    if not awaited or choice % 7 == 6:
        rig.set(n=step)
        return
    kind, token = awaited[choice % len(awaited)]
    match kind:
        case "task":
            rig.execution.complete(token, {"n": step})
        case "job" | "call":
            if choice % 3 == 2:
                rig.execution.throw_error(token, "E", {"n": step}, incident=False)
            else:
                del rig.open[kind][token]
                rig.execution.complete(token, {"n": step})
        case "incident":
            rig.execution.retry(token)
        case "timer":
            rig.now = rig.open["timer"].pop(token).due_at
            rig.execution.at(rig.env())
            rig.execution.fire(token)
        case _:
            rig.execution.deliver(token, {"n": step})
    rig.take()
