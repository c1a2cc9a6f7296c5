"""Extension elements of diagrams: what the reader asks for is declared, and what is declared it asks for."""

from __future__ import annotations

import pytest

from engine.spiff.extension_elements import ELEMENTS
from engine.spiff.notation import ExtensionElement
from engine.spiff.parse import parse_diagrams
from engine.spiff.problems import ProblemList

DIAGRAM = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:tongban="https://tongban.dev/schema/bpmn/1.0">
<bpmn:message id="m" name="paid"><bpmn:extensionElements>
  <zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>
<bpmn:process id="p" isExecutable="true">
<bpmn:extensionElements><zeebe:versionTag value="1"/><zeebe:properties><zeebe:property name="a" value="b"/>
  </zeebe:properties><tongban:text name="Process"/></bpmn:extensionElements>
<bpmn:startEvent id="begin"/>
<bpmn:userTask id="look"><bpmn:extensionElements><zeebe:assignmentDefinition/><zeebe:taskSchedule/>
  <zeebe:priorityDefinition/><zeebe:formDefinition/><zeebe:userTask/>
  <tongban:rights><tongban:field path="a"/></tongban:rights></bpmn:extensionElements></bpmn:userTask>
<bpmn:serviceTask id="work"><bpmn:extensionElements><zeebe:taskDefinition type="a"/><zeebe:taskHeaders>
  <zeebe:header key="a" value="b"/></zeebe:taskHeaders><zeebe:ioMapping><zeebe:input source="a" target="b"/>
  <zeebe:output source="a" target="b"/></zeebe:ioMapping></bpmn:extensionElements>
  <bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>
  <zeebe:loopCharacteristics inputCollection="=[1]"/></bpmn:extensionElements>
  </bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>
<bpmn:scriptTask id="reckon"><bpmn:extensionElements><zeebe:script expression="=1" resultVariable="one"/>
  </bpmn:extensionElements></bpmn:scriptTask>
<bpmn:businessRuleTask id="route"><bpmn:extensionElements>
  <zeebe:calledDecision decisionId="d" resultVariable="r"/></bpmn:extensionElements></bpmn:businessRuleTask>
<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="q"/>
  </bpmn:extensionElements></bpmn:callActivity>
<bpmn:receiveTask id="wait" messageRef="m"/>
<bpmn:adHocSubProcess id="free"><bpmn:extensionElements><zeebe:adHoc activeElementsCollection="=x"/>
  </bpmn:extensionElements></bpmn:adHocSubProcess>
</bpmn:process></bpmn:definitions>"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """What the reader asks of each element, while the diagram is read that has all of them."""
    pairs: set[tuple[str, str]] = set()
    read = ExtensionElement.read

    def noting(self: ExtensionElement, said: dict[str, str], attribute: str) -> str | None:
        pairs.add((self.name, attribute))
        return read(self, said, attribute)

    monkeypatch.setattr(ExtensionElement, "read", noting)
    problems = ProblemList()
    parse_diagrams({"a.bpmn": DIAGRAM.encode()}, problems)
    assert not problems.errors
    return pairs


def test_the_reader_asks_for_all_that_is_declared_and_for_nothing_else(asked: set[tuple[str, str]]) -> None:
    assert asked == {(one.name, name) for one in ELEMENTS.values() for name in one.attributes}


def test_what_is_not_declared_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        ELEMENTS["zeebe:script"].read({"language": "groovy"}, "language")


def test_without_an_attribute_its_usual_value_counts() -> None:
    assert ELEMENTS["tongban:rights"].read({}, "default") == "write"
    assert ELEMENTS["tongban:rights"].read({"default": "read"}, "default") == "read"
    assert ELEMENTS["zeebe:taskSchedule"].read({}, "dueDate") is None
