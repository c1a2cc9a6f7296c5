"""The order in which branches were drawn decides nothing: who will wait for a throw waits by then."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.spiff import Program
from tests.engine.spiff.rig import Rig

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">'
    '<signal id="a_signal" name="a"/><signal id="b_signal" name="b"/>'
    '<process id="p" isExecutable="true"><startEvent id="begin"/>'
)
STEPS = ["script", "task", "user", "throw a", "throw b", "catch a", "catch b"]
ENDS = ["end", "end", "end", "terminate"]

branches = st.lists(
    st.tuples(st.lists(st.sampled_from(STEPS), max_size=4), st.sampled_from(ENDS)), min_size=2, max_size=4
)


def node(step: str, one: str) -> str:
    """Return the drawing of one step."""
    match step.split():
        case ["script"]:
            read = f'<zeebe:script expression="=1" resultVariable="{one}"/>'
            return f'<scriptTask id="{one}"><extensionElements>{read}</extensionElements></scriptTask>'
        case ["throw", name]:
            event = f'<signalEventDefinition signalRef="{name}_signal"/>'
            return f'<intermediateThrowEvent id="{one}">{event}</intermediateThrowEvent>'
        case ["catch", name]:
            event = f'<signalEventDefinition signalRef="{name}_signal"/>'
            return f'<intermediateCatchEvent id="{one}">{event}</intermediateCatchEvent>'
        case ["terminate"]:
            return f'<endEvent id="{one}"><terminateEventDefinition/></endEvent>'
        case ["end"]:
            return f'<endEvent id="{one}"/>'
        case ["user"]:
            return f'<userTask id="{one}"/>'
        case _:
            return f'<task id="{one}"/>'


def drawn(branches: list[tuple[list[str], str]], order: list[int]) -> bytes:
    """Return a fork into branches, drawn in an order; ids are those of the branches."""
    lines = ['<parallelGateway id="fork"/><sequenceFlow id="first" sourceRef="begin" targetRef="fork"/>']
    for number in order:
        steps, end = branches[number]
        ids = [f"n{number}_{place}" for place in range(len(steps) + 1)]
        lines += [node(step, one) for step, one in zip([*steps, end], ids, strict=True)]
        lines += [
            f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
            for source, target in pairwise(["fork", *ids])
        ]
    return (HEAD + "".join(lines) + "</process></definitions>").encode()


def played(branches: list[tuple[list[str], str]], order: list[int]) -> dict[str, Any]:
    """Return how a case stands after each of the tasks that people complete, the first by name first."""
    rig = Rig(Program.compile({"a.bpmn": drawn(branches, order)}), {})
    stands: list[Any] = []
    for _ in range(20):
        waits = {
            kind: sorted(event.element_id for event in rig.open[kind].values()) for kind in ("task", "signal")
        }
        stands.append((rig.state, waits, dict(rig.variables) if rig.state == "active" else None))
        if not waits["task"]:
            break
        rig.complete(waits["task"][0])
    return {"stands": stands, "passed": sorted(rig.left())}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(branches)
def test_random_branches_end_alike_however_they_are_drawn(branches: list[tuple[list[str], str]]) -> None:
    first, *others = permutations(range(len(branches)))
    wanted = played(branches, list(first))
    for order in others[:5]:
        assert played(branches, list(order)) == wanted


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_signal_reaches_a_branch_that_comes_to_its_wait_later(order: list[int]) -> None:
    fork = [(["throw a"], "end"), (["task", "task", "task", "catch a"], "end")]
    assert Rig(Program.compile({"a.bpmn": drawn(fork, order)}), {}).state == "completed"


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_a_terminating_end_comes_after_what_others_do_by_themselves(order: list[int]) -> None:
    fork = [([], "terminate"), (["task", "script", "user"], "end")]
    rig = Rig(Program.compile({"a.bpmn": drawn(fork, order)}), {})
    assert rig.state == "completed"
    assert rig.entered()[-1] == "n0_0"
    assert "n1_2" in rig.entered()


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0]])
def test_a_signal_is_given_before_all_is_terminated(order: list[int]) -> None:
    fork = [([], "terminate"), (["throw a"], "end"), (["catch a", "script"], "end")]
    rig = Rig(Program.compile({"a.bpmn": drawn(fork, order)}), {})
    assert rig.state == "completed"
    assert "n2_1" in rig.left()
