"""A standard loop: round after round while a condition holds, asked before or after, with a maximum."""

from __future__ import annotations

import pytest

from engine.definitions import lint
from engine.errors import DefinitionInvalid
from engine.spiff import Program
from tests.engine.spiff.rig import Rig

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">'
    '<process id="p" isExecutable="true"><startEvent id="begin"/>'
)
TAIL = (
    '<endEvent id="done"/><sequenceFlow id="f1" sourceRef="begin" targetRef="x"/>'
    '<sequenceFlow id="f2" sourceRef="x" targetRef="done"/></process></definitions>'
)
COUNT = '<extensionElements><zeebe:script expression="=n + 1" resultVariable="n"/></extensionElements>'
ASK = "<loopCondition>=more</loopCondition>"


def drawn(kind: str, content: str, condition: str = "", attributes: str = "") -> dict[str, bytes]:
    loop = f"<standardLoopCharacteristics {attributes}>{condition}</standardLoopCharacteristics>"
    return {"a.bpmn": f'{HEAD}<{kind} id="x">{content}{loop}</{kind}>{TAIL}'.encode()}


def rig(files: dict[str, bytes], **variables: object) -> Rig:
    return Rig(Program.compile(files), variables)


def counted(condition: str, attributes: str = "") -> object:
    played = rig(drawn("scriptTask", COUNT, f"<loopCondition>={condition}</loopCondition>", attributes), n=0)
    assert played.state == "completed"
    return played.variables["n"]


@pytest.mark.parametrize(
    ("condition", "attributes", "rounds"),
    [
        ("n &lt; 3", "", 3),
        ("n &lt; 0", "", 1),
        ("n &lt; 0", 'testBefore="true"', 0),
        ("n &lt; 3", 'testBefore="1"', 3),
        ("true", 'loopMaximum="4"', 4),
        ("n &lt; 2", 'loopMaximum="4"', 2),
        ("loopCounter &lt; 5", "", 5),
        ("loopCounter &lt; 5", 'testBefore="true"', 5),
    ],
)
def test_it_goes_on_while_its_condition_holds(condition: str, attributes: str, rounds: int) -> None:
    assert counted(condition, attributes) == rounds


def test_a_maximum_alone_is_a_number_of_rounds() -> None:
    assert rig(drawn("scriptTask", COUNT, "", 'loopMaximum="3"'), n=0).variables["n"] == 3


def test_a_person_is_asked_again_until_the_answer_ends_it() -> None:
    played = rig(drawn("userTask", "", ASK))
    for more in (True, True, False):
        assert played.waiting() == ["task:x"]
        played.complete("x", {"more": more})
    assert played.state == "completed"
    assert played.left().count("x") >= 3


def test_a_round_of_a_subprocess_knows_what_the_last_one_left() -> None:
    inside = (
        '<startEvent id="s"/><userTask id="ask"/><scriptTask id="add">'
        '<extensionElements><zeebe:script expression="=total + given" resultVariable="total"/>'
        '</extensionElements></scriptTask><endEvent id="e"/>'
        '<sequenceFlow id="g1" sourceRef="s" targetRef="ask"/>'
        '<sequenceFlow id="g2" sourceRef="ask" targetRef="add"/>'
        '<sequenceFlow id="g3" sourceRef="add" targetRef="e"/>'
    )
    played = rig(drawn("subProcess", inside, "<loopCondition>=total &lt; 10</loopCondition>"), total=0)
    for given in (4, 5, 6):
        played.complete("ask", {"given": given})
    assert played.state == "completed"
    assert played.variables["total"] == 15


def test_a_condition_that_is_no_condition_stops_with_an_incident() -> None:
    played = rig(drawn("userTask", "", ASK))
    played.complete("x", {"more": "perhaps"})
    assert [event.code for event in played.open["incident"].values()] == ["not_boolean"]


def test_a_loop_without_end_stops_with_an_incident() -> None:
    played = rig(drawn("scriptTask", COUNT, "<loopCondition>=n &gt; 0</loopCondition>"), n=0)
    assert [event.code for event in played.open["incident"].values()] == ["too_many_rounds"]
    assert played.variables["n"] == 1000


@pytest.mark.parametrize("said", ["0", "-1", "many"])
def test_a_maximum_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(DefinitionInvalid) as refused:
        Program.compile(drawn("userTask", "", ASK, f'loopMaximum="{said}"'))
    assert "bpmn.not_executed" in {problem.code for problem in refused.value.problems}


def test_a_loop_reads_what_its_own_rounds_gave() -> None:
    files = drawn("scriptTask", COUNT.replace("n + 1", "1"), "<loopCondition>=n &lt; 3</loopCondition>")
    assert lint(files) == []


def test_a_boundary_event_ends_the_whole_loop() -> None:
    boundary = (
        '<boundaryEvent id="late" attachedToRef="x"><timerEventDefinition><timeDuration>PT1H</timeDuration>'
        '</timerEventDefinition></boundaryEvent><endEvent id="gone"/>'
        '<sequenceFlow id="f3" sourceRef="late" targetRef="gone"/>'
    )
    files = {
        name: data.replace(b"<endEvent", boundary.encode() + b"<endEvent", 1)
        for name, data in drawn("userTask", "", ASK).items()
    }
    played = rig(files)
    played.complete("x", {"more": True})
    played.fire("late")
    assert played.state == "completed"
    assert played.entered()[-1] == "gone"
