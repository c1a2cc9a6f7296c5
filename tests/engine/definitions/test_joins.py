"""Joins that never get what they wait for, and those that do."""

from __future__ import annotations

from engine.definitions import lint
from engine.definitions.graph import Graph
from engine.definitions.token_game import TokenGame
from engine.spiff.parse import parse_diagrams
from engine.spiff.problems import ProblemList
from tests.engine.definitions.vocabulary import VOCABULARY

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
    '<process id="p" isExecutable="true">'
)
TAIL = "</process></definitions>"
CODES = {"bpmn.deadlock", "bpmn.join_never_passed"}


def nodes(**types: str) -> str:
    """Return elements by id; a type may be followed by attributes."""
    return "".join(f'<{kind} id="{one}"/>' for one, kind in types.items())


def flows(*pairs: str) -> str:
    """Return flows: `a b`, or `a b ?` for one with a condition."""
    lines = []
    for pair in pairs:
        source, target, *asked = pair.split()
        condition = "<conditionExpression>=amount &gt; 10</conditionExpression>" if asked else ""
        name = f"{source}_{target}"
        lines.append(
            f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{condition}</sequenceFlow>'
        )
    return "".join(lines)


def told(*parts: str) -> dict[str, str]:
    """Return the codes about joins by element, and nothing that the core refuses."""
    problems = lint({"a.bpmn": (HEAD + "".join(parts) + TAIL).encode()}, vocabulary=VOCABULARY)
    assert not [p for p in problems if p.severity == "error" and p.code not in CODES], problems
    return {p.element_id or "": p.code for p in problems if p.code in CODES}


SPLIT = nodes(begin="startEvent", split="parallelGateway", a="task", b="task", done="endEvent")


def test_a_parallel_split_and_join_are_fine() -> None:
    assert (
        told(
            SPLIT,
            nodes(join="parallelGateway"),
            flows("begin split", "split a", "split b", "a join", "b join", "join done"),
        )
        == {}
    )


def test_a_loop_into_a_fork_never_begins() -> None:
    codes = told(
        SPLIT,
        '<exclusiveGateway id="again" default="again_done"/>',
        nodes(join="parallelGateway"),
        flows(
            "begin split",
            "split a",
            "split b",
            "a join",
            "b join",
            "join again",
            "again done",
            "again split ?",
        ),
    )
    assert codes == {"split": "bpmn.join_never_passed"}


def test_a_loop_that_comes_back_before_the_fork_is_fine() -> None:
    assert (
        told(
            SPLIT,
            '<exclusiveGateway id="again" default="again_done"/><exclusiveGateway id="merge"/>',
            nodes(join="parallelGateway"),
            flows("begin merge", "merge split", "split a", "split b", "a join", "b join"),
            flows("join again", "again done", "again merge ?"),
        )
        == {}
    )


def test_a_way_out_of_one_branch_lets_the_other_wait() -> None:
    assert told(
        SPLIT,
        '<exclusiveGateway id="leave" default="leave_join"/>',
        nodes(join="parallelGateway", early="endEvent"),
        flows(
            "begin split",
            "split a",
            "split b",
            "a leave",
            "leave early ?",
            "leave join",
            "b join",
            "join done",
        ),
    ) == {"join": "bpmn.deadlock"}


def test_a_terminating_end_takes_who_waits_along() -> None:
    assert (
        told(
            SPLIT,
            '<exclusiveGateway id="leave" default="leave_join"/>',
            '<endEvent id="early"><terminateEventDefinition/></endEvent>',
            nodes(join="parallelGateway"),
            flows(
                "begin split",
                "split a",
                "split b",
                "a leave",
                "leave early ?",
                "leave join",
                "b join",
                "join done",
            ),
        )
        == {}
    )


def test_an_inclusive_join_waits_only_for_who_comes() -> None:
    assert (
        told(
            nodes(begin="startEvent", a="task", b="task", done="endEvent", join="inclusiveGateway"),
            '<inclusiveGateway id="split" default="split_b"/>',
            flows("begin split", "split a ?", "split b", "a join", "b join", "join done"),
        )
        == {}
    )


def test_a_boundary_event_that_leaves_lets_the_other_branch_wait() -> None:
    timer = (
        '<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    ways = flows("begin split", "split a", "split b", "a join", "b join", "join done")
    assert told(SPLIT, nodes(join="parallelGateway", gone="endEvent"), timer, ways, flows("late gone")) == {
        "join": "bpmn.deadlock"
    }
    # A join takes one token by each flow: late comers need a merge of their own before it.
    assert (
        told(
            SPLIT,
            nodes(join="parallelGateway", merge="exclusiveGateway"),
            timer,
            flows(
                "begin split",
                "split a",
                "split b",
                "a merge",
                "late merge",
                "merge join",
                "b join",
                "join done",
            ),
        )
        == {}
    )


def test_only_the_first_of_joins_that_wait_for_each_other_is_told() -> None:
    assert told(
        nodes(begin="startEvent", a="task", b="task", c="task", done="endEvent"),
        '<exclusiveGateway id="choice" default="choice_b"/>',
        nodes(split="parallelGateway", inner="parallelGateway", outer="parallelGateway"),
        flows("begin split", "split choice", "split c", "choice a ?", "choice b", "a inner", "b inner"),
        flows("inner outer", "c outer", "outer done"),
    ) == {"inner": "bpmn.join_never_passed"}


def test_a_subprocess_is_looked_at_by_itself() -> None:
    inner = (
        '<subProcess id="sub">'
        + nodes(s="startEvent", x="task", y="task", j="parallelGateway", e="endEvent")
        + '<exclusiveGateway id="g" default="g_y"/>'
        + flows("s g", "g x ?", "g y", "x j", "y j", "j e")
        + "</subProcess>"
    )
    assert told(nodes(begin="startEvent", done="endEvent"), inner, flows("begin sub", "sub done")) == {
        "j": "bpmn.join_never_passed"
    }


def test_the_sentence_tells_the_choices_that_lead_there() -> None:
    text = (
        HEAD
        + SPLIT
        + '<exclusiveGateway id="leave" default="leave_join"/>'
        + nodes(join="parallelGateway", early="endEvent")
        + flows("begin split", "split a", "split b", "a leave", "leave join", "b join", "join done")
        + '<sequenceFlow id="out" name="nothing to do" sourceRef="leave" targetRef="early">'
        + "<conditionExpression>=amount &gt; 10</conditionExpression></sequenceFlow>"
        + TAIL
    )
    (problem,) = [
        p for p in lint({"a.bpmn": text.encode()}, vocabulary=VOCABULARY) if p.code == "bpmn.deadlock"
    ]
    assert "nothing to do › join" in problem.message_en
    assert "nothing to do › join" in problem.message_zh


def test_many_branches_with_choices_are_looked_at_within_the_bound() -> None:
    """Two hundred branches of a choice each: in which order they go is not tried."""
    count = 200
    parts = [nodes(begin="startEvent", split="parallelGateway", join="parallelGateway", done="endEvent")]
    parts.append(flows("begin split", "join done"))
    for n in range(count):
        parts.append(
            f'<exclusiveGateway id="g{n}" default="g{n}_x{n}"/>' + nodes(**{f"x{n}": "task", f"y{n}": "task"})
        )
        parts.append(f'<exclusiveGateway id="m{n}"/>')
        parts.append(
            flows(f"split g{n}", f"g{n} x{n}", f"g{n} y{n} ?", f"x{n} m{n}", f"y{n} m{n}", f"m{n} join")
        )
    problems = ProblemList()
    diagram = parse_diagrams({"a.bpmn": (HEAD + "".join(parts) + TAIL).encode()}, problems)
    graph = Graph(diagram)
    played = TokenGame(graph, "p").play()
    assert played.stuck == {}
    assert played.passed == {"join"}
