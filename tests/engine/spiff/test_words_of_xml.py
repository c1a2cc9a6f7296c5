"""Attributes are read as the schema types them, by lint and by the core alike."""

from __future__ import annotations

import pytest

from engine.definitions import lint
from engine.errors import InvalidArgument
from engine.repository import executable_processes
from engine.spiff import Program
from engine.spiff.parse import parse_diagrams
from engine.spiff.problems import ProblemList
from tests.engine.spiff.rig import Rig

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">'
LINE = (
    '<startEvent id="begin"/><task id="work"/><endEvent id="done"/>'
    '<sequenceFlow{first} sourceRef="begin" targetRef="work"/>'
    '<sequenceFlow{second} sourceRef="work" targetRef="done"/>'
)
NAMED = LINE.format(first=' id="f1"', second=' id="f2"')


def diagram(content: str, attributes: str = 'isExecutable="true"') -> dict[str, bytes]:
    return {"a.bpmn": f'{HEAD}<process id="p" {attributes}>{content}</process></definitions>'.encode()}


@pytest.mark.parametrize(
    ("attributes", "executable"),
    [
        ('isExecutable="true"', True),
        ('isExecutable="1"', True),
        ("", False),
        ('isExecutable="false"', False),
        ('isExecutable="0"', False),
    ],
)
def test_lint_and_deploy_agree_on_what_is_executable(attributes: str, *, executable: bool) -> None:
    files = diagram(NAMED, attributes)
    assert ("bpmn.no_process" in {problem.code for problem in lint(files)}) is not executable
    if executable:
        assert executable_processes(files) == {"p": "p"}
        assert Rig(Program.compile(files)).state == "completed"
    else:
        with pytest.raises(InvalidArgument):
            executable_processes(files)


@pytest.mark.parametrize(
    ("said", "interrupts"), [("0", False), ("false", False), ("1", True), ("true", True)]
)
def test_a_boundary_interrupts_as_its_attribute_says(said: str, *, interrupts: bool) -> None:
    timer = (
        f'<boundaryEvent id="late" attachedToRef="work" cancelActivity="{said}"><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )
    parsed = parse_diagrams(diagram(NAMED + timer), ProblemList())
    assert parsed.elements["late"].interrupting is interrupts


def test_a_sequential_loop_may_be_written_as_a_number() -> None:
    loop = '<multiInstanceLoopCharacteristics isSequential="1"><loopCardinality>2</loopCardinality>'
    content = NAMED.replace(
        '<task id="work"/>', f'<task id="work">{loop}</multiInstanceLoopCharacteristics></task>'
    )
    parsed = parse_diagrams(diagram(content), ProblemList())
    repeated = parsed.elements["work"].loop
    assert repeated is not None
    assert repeated.sequential


def test_flows_need_no_id() -> None:
    files = diagram(LINE.format(first="", second=""))
    assert lint(files) == []
    rig = Rig(Program.compile(files))
    assert rig.state == "completed"
    assert sorted(parse_diagrams(files, ProblemList()).flows) == ["begin_to_work", "work_to_done"]


def test_two_flows_without_id_between_the_same_ends_are_two() -> None:
    twice = LINE.format(first="", second="") + '<sequenceFlow sourceRef="begin" targetRef="work"/>'
    flows = parse_diagrams(diagram(twice), ProblemList()).flows
    assert sorted(flows) == ["begin_to_work", "begin_to_work_2", "work_to_done"]
