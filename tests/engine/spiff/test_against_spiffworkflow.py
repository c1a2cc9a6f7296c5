"""Plain diagrams take the same way here and in SpiffWorkflow's own BPMN layer, step by step.

Plain: sequences, exclusive and parallel gateways, tasks of people, scripts, subprocesses, loops. Both read
one drawing; only scripts and conditions are written in the language of each. After every completed task the
same tasks must be open, and every element must have been passed as often.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from itertools import pairwise
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.spiff import Program
from tests.engine.spiff.rig import Rig

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="{MODEL}" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d"
  targetNamespace="t"><bpmn:process id="plain" isExecutable="true">"""
TAIL = "</bpmn:process></bpmn:definitions>"
ROUNDS = 3

Block = Any
Ends = tuple[str, str]

blocks: st.SearchStrategy[Block] = st.recursive(
    st.sampled_from([("user",), ("script",)]),
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["and", "xor", "computed"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.sampled_from(["subprocess", "loop"]), inner),
    ),
    max_leaves=8,
)


class Drawing:
    """A diagram in one of the two languages; the same block gives the same ids in both."""

    def __init__(self, language: str) -> None:
        self.feel = language == "feel"
        self.lines: list[str] = []
        self.count = 0

    def node(self, tag: str, inner: str = "", attributes: str = "") -> str:
        self.count += 1
        name = f"n{self.count}"
        self.lines.append(f'<bpmn:{tag} id="{name}" {attributes}>{inner}</bpmn:{tag}>')
        return name

    def flow(self, source: str, target: str, condition: str = "") -> str:
        self.count += 1
        text = ""
        if condition:
            said = f"={condition}" if self.feel else condition.replace(" = ", " == ")
            text = f"<bpmn:conditionExpression>{said}</bpmn:conditionExpression>"
        name = f"f{self.count}"
        ends = f'sourceRef="{source}" targetRef="{target}"'
        self.lines.append(f'<bpmn:sequenceFlow id="{name}" {ends}>{text}</bpmn:sequenceFlow>')
        return name

    def script(self, variable: str, expression: str) -> str:
        if not self.feel:
            return self.node("scriptTask", f"<bpmn:script>{variable} = {expression}</bpmn:script>")
        read = f'<zeebe:script expression="={expression}" resultVariable="{variable}" />'
        return self.node("scriptTask", f"<bpmn:extensionElements>{read}</bpmn:extensionElements>")

    def write(self, block: Block) -> Ends:
        """Write a block; return where it begins and ends."""
        kind, *rest = block
        match kind:
            case "user":
                one = self.node("userTask")
                return one, one
            case "script":
                one = self.script("noted", "picked + 1")
                return one, one
            case "sequence":
                ends = [self.write(inner) for inner in rest[0]]
                for (_, left), (right, _) in pairwise(ends):
                    self.flow(left, right)
                return ends[0][0], ends[-1][1]
            case "and":
                split, join = self.node("parallelGateway"), self.node("parallelGateway")
                for inner in rest[0]:
                    self.branch(split, join, inner)
                return split, join
            case "subprocess":
                return self.subprocess(rest[0])
            case "loop":
                return self.loop(rest[0])
            case _:
                return self.choice(rest[0], computed=kind == "computed")

    def branch(self, split: str, join: str, inner: Block, condition: str = "") -> str:
        begin, end = self.write(inner)
        self.flow(end, join)
        return self.flow(split, begin, condition)

    def choice(self, inner: list[Block], *, computed: bool) -> Ends:
        """Draw a person who picks a branch, by the value or by what a script makes of it; last is default."""
        ask = self.node("userTask")
        variable, before = "picked", ask
        if computed:
            variable = "computed"
            before = self.script(variable, "picked * 2 - picked")
            self.flow(ask, before)
        join = self.node("exclusiveGateway")
        place = len(self.lines)
        split = self.node("exclusiveGateway")
        flows = [
            self.branch(split, join, one, f"{variable} = {number}" if number + 1 < len(inner) else "")
            for number, one in enumerate(inner)
        ]
        self.lines[place] = self.lines[place].replace(f'id="{split}"', f'id="{split}" default="{flows[-1]}"')
        self.flow(before, split)
        return ask, join

    def subprocess(self, inner: Block) -> Ends:
        outside, self.lines = self.lines, []
        begin, end = self.write(inner)
        self.flow(self.node("startEvent"), begin)
        self.flow(end, self.node("endEvent"))
        content, self.lines = "".join(self.lines), outside
        one = self.node("subProcess", content)
        return one, one

    def loop(self, inner: Block) -> Ends:
        """Draw a block that is gone through `ROUNDS` times."""
        self.count += 1
        counter = f"c{self.count}"
        reset, enter = self.script(counter, "0"), self.node("exclusiveGateway")
        begin, end = self.write(inner)
        step = self.script(counter, f"{counter} + 1")
        place = len(self.lines)
        again, out = self.node("exclusiveGateway"), self.node("exclusiveGateway")
        for source, target in ((reset, enter), (enter, begin), (end, step), (step, again)):
            self.flow(source, target)
        self.flow(again, enter, f"{counter} &lt; {ROUNDS}")
        default = self.flow(again, out)
        self.lines[place] = self.lines[place].replace(f'id="{again}"', f'id="{again}" default="{default}"')
        return reset, out


def drawn(block: Block, language: str) -> bytes:
    drawing = Drawing(language)
    begin, end = drawing.write(block)
    drawing.flow(drawing.node("startEvent"), begin)
    drawing.flow(end, drawing.node("endEvent"))
    return (HEAD + "".join(drawing.lines) + TAIL).encode()


class Runner(Protocol):
    """One of the two, as this test drives it."""

    def open(self) -> list[str]:
        """Return the elements of the open tasks, sorted."""

    def complete(self, element_id: str, picked: int) -> None:
        """Complete the oldest open task of an element."""

    def passed(self) -> Counter[str]:
        """Return how often each element has been passed."""


class Ours:
    def __init__(self, block: Block) -> None:
        program = Program.compile({"plain.bpmn": drawn(block, "feel")})
        self.rig = Rig(program, {"picked": 0}, reload=False)

    def open(self) -> list[str]:
        assert not self.rig.open["incident"], self.rig.waiting()
        return sorted(event.element_id for event in self.rig.open["task"].values())

    def complete(self, element_id: str, picked: int) -> None:
        self.rig.complete(element_id, {"picked": picked})

    def passed(self) -> Counter[str]:
        return Counter(self.rig.left()) - Counter(["plain"])


class Theirs:
    def __init__(self, block: Block) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(BytesIO(drawn(block, "python"))))
        self.workflow = BpmnWorkflow(parser.get_spec("plain"), parser.get_subprocess_specs("plain"))
        self.workflow.data["picked"] = 0
        self.workflow.task_tree.data["picked"] = 0
        self.workflow.do_engine_steps()

    def _waiting(self) -> list[Any]:
        return list(self.workflow.get_tasks(state=TaskState.READY, manual=True))

    def open(self) -> list[str]:
        return sorted(task.task_spec.bpmn_id for task in self._waiting())

    def complete(self, element_id: str, picked: int) -> None:
        task = next(task for task in self._waiting() if task.task_spec.bpmn_id == element_id)
        task.data["picked"] = picked
        task.run()
        self.workflow.do_engine_steps()

    def passed(self) -> Counter[str]:
        done = self.workflow.get_tasks(state=TaskState.COMPLETED)
        return Counter(task.task_spec.bpmn_id for task in done if task.task_spec.bpmn_id)


def same_way(block: Block, picks: list[int]) -> int:
    """Drive both to the end by the same choices; return how many tasks were completed."""
    ours, theirs = Ours(block), Theirs(block)
    for step in range(500):
        assert ours.open() == theirs.open()
        assert ours.passed() == theirs.passed()
        if not ours.open():
            assert ours.rig.state == "completed"
            assert theirs.workflow.is_completed()
            return step
        pick = picks[step % len(picks)] if picks else step
        wanted = ours.open()[pick % len(ours.open())]
        ours.complete(wanted, pick % 3)
        theirs.complete(wanted, pick % 3)
    raise AssertionError(f"Expected an end, but {ours.open()} are open.")


USER, SCRIPT = ("user",), ("script",)
FIXED = {
    "a sequence": ("sequence", [USER, SCRIPT, USER]),
    "a choice": ("xor", [USER, SCRIPT, ("sequence", [USER, USER])]),
    "a choice by what a script found": ("computed", [USER, SCRIPT, USER]),
    "branches side by side": ("and", [USER, ("sequence", [USER, SCRIPT]), SCRIPT]),
    "a subprocess": ("sequence", [USER, ("subprocess", ("sequence", [USER, SCRIPT])), USER]),
    "a loop": ("loop", ("sequence", [USER, SCRIPT])),
    "a loop in a loop": ("loop", ("loop", USER)),
    "a choice in a branch": ("and", [("xor", [USER, USER]), ("computed", [SCRIPT, USER])]),
    "branches in a subprocess": ("subprocess", ("and", [USER, ("subprocess", USER)])),
    "branches in a choice in a subprocess": ("subprocess", ("xor", [("and", [USER, USER]), SCRIPT])),
    "a choice in a loop": ("loop", ("xor", [USER, SCRIPT])),
    "a loop beside a task": ("and", [("loop", USER), USER]),
    "branches in a loop": ("loop", ("and", [USER, SCRIPT])),
    "a subprocess in a loop": ("loop", ("subprocess", ("and", [USER, USER]))),
}


@pytest.mark.parametrize("block", FIXED.values(), ids=FIXED)
@pytest.mark.parametrize("picks", [[0], [1], [2, 0, 1], [5, 3, 1, 4]], ids=str)
def test_plain_diagrams_take_the_same_way(block: Block, picks: list[int]):
    assert same_way(block, picks) > 0


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(blocks, st.lists(st.integers(0, 11), max_size=12))
def test_random_plain_diagrams_take_the_same_way(block: Block, picks: list[int]):
    same_way(block, picks)


def test_a_difference_would_be_seen(monkeypatch):
    """The comparison fails when one of the two takes another branch."""
    monkeypatch.setattr(
        Ours, "complete", lambda self, element, picked: self.rig.complete(element, {"picked": 1})
    )
    with pytest.raises(AssertionError):
        same_way(("xor", [USER, ("sequence", [USER, USER])]), [0])
