"""What `tongban import` makes of each word of another engine, and which it leaves: one small diagram each."""

from __future__ import annotations

import json

import pytest

from engine.definitions import UNKNOWN, ImportedPackage, import_package
from engine.definitions import lint as lint_of_engine
from engine.spiff import Program
from tests.engine.definitions.diagrams import END, START, diagram, flows
from tests.engine.spiff.rig import Rig

ENGINES = ("camunda", "flowable")


def step(name: str, inner: str = "", attributes: str = "") -> str:
    held = f"<extensionElements>{inner}</extensionElements>" if inner else ""
    return f'<{name} id="x" {attributes}>{held}</{name}>'


def imported(*content: str, before: str = "", ways: tuple[str, ...] = ("s x", "x e")) -> ImportedPackage:
    return import_package({"p.bpmn": diagram(START, *content, END, flows(*ways), before=before)})


def written(package: ImportedPackage) -> str:
    return package.files["p.bpmn"].decode()


def left(package: ImportedPackage) -> list[str]:
    return [note.before for note in package.notes if note.is_left]


RETRIES = "<{0}:failedJobRetryTimeCycle>{1}</{0}:failedJobRetryTimeCycle>"
PROPERTIES = '<{0}:properties><{0}:property name="a" value="1"/><{0}:property name="b"/></{0}:properties>'
LISTENER = '<{0}:executionListener event="start" class="a.B"/>'
SCRIPT = '<scriptTask id="x" scriptFormat="{1}" {0}:resultVariable="r"><script>{2}</script></scriptTask>'
REWRITTEN = {
    "tries of a job": (step("serviceTask", RETRIES.format("{0}", "R5/PT1M")), 'taskDefinition retries="5"'),
    "tries of a sent message": (step("sendTask", RETRIES.format("{0}", "R2/PT1M")), 'retries="2"'),
    "properties": (step("userTask", PROPERTIES), 'property name="a" value="1"/><zeebe:property name="b"'),
    "a script in FEEL": (SCRIPT.format("{0}", "feel", "amount + 1"), 'expression="=amount + 1"'),
    "a script in JUEL": (SCRIPT.format("{0}", "JUEL", "${{amount gt 1}}"), 'expression="=amount &gt; 1"'),
    "the result of a script": (SCRIPT.format("{0}", "feel", "1"), 'resultVariable="r"'),
    "a list": (
        step(
            "serviceTask",
            '<{0}:inputOutput><{0}:inputParameter name="l"><{0}:list><{0}:value>${{a}}</{0}:value>'
            "<{0}:value>b</{0}:value></{0}:list></{0}:inputParameter></{0}:inputOutput>",
        ),
        'source="=[a, &quot;b&quot;]" target="l"',
    ),
    "what comes out": (
        step(
            "subProcess",
            '<{0}:inputOutput><{0}:outputParameter name="sum">${{a + b}}</{0}:outputParameter>'
            "</{0}:inputOutput>",
        ),
        'output source="=a + b" target="sum"',
    ),
    "who is asked": (step("userTask", attributes='{0}:candidateUsers="a,b"'), 'candidateUsers="a,b"'),
    "an expression in a list": (
        '<manualTask id="x"><multiInstanceLoopCharacteristics {0}:collection="${{people}}" '
        '{0}:elementVariable="one"/></manualTask>',
        'inputCollection="=people" inputElement="one"',
    ),
    "a time": (
        '<intermediateCatchEvent id="x"><timerEventDefinition><timeDate>#{{due}}</timeDate>'
        "</timerEventDefinition></intermediateCatchEvent>",
        "<timeDate>=due</timeDate>",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", REWRITTEN)
def test_what_has_the_same_meaning_is_written_in_the_words_of_this_engine(kind: str, engine: str) -> None:
    before, after = REWRITTEN[kind]
    package = imported(before.format(engine))
    assert after in written(package)
    assert f"<{engine}:" not in written(package)
    assert f" {engine}:" not in written(package)
    assert left(package) == []


LEFT = {
    "tries that are no number": (
        step("serviceTask", RETRIES.format("{0}", "${{tries}}")),
        "failedJobRetryTimeCycle",
    ),
    "a script in Groovy": (SCRIPT.format("{0}", "groovy", "1 + 1"), "resultVariable"),
    "a script that calls Java": (SCRIPT.format("{0}", "juel", "${{bean.x(1)}}"), "resultVariable"),
    "a script without result": (
        '<scriptTask id="x" scriptFormat="feel"><script>1</script></scriptTask>',
        "script feel",
    ),
    "a listener": (step("userTask", LISTENER), "executionListener"),
    "a bean": (step("serviceTask", attributes='{0}:delegateExpression="${{pay}}"'), "delegateExpression"),
    "a form with a type of its own": (
        step("userTask", '<{0}:formData><{0}:formField id="a" type="money"/></{0}:formData>'),
        "formData",
    ),
    "a code beside variables of a job": (
        step("serviceTask", attributes='{0}:topic="t"') + '<boundaryEvent id="b" attachedToRef="x">'
        '<errorEventDefinition {0}:errorCodeVariable="code"/></boundaryEvent>',
        "errorCodeVariable",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", LEFT)
def test_what_is_not_clear_stays_and_is_told_and_the_lint_tells_it_too(kind: str, engine: str) -> None:
    before, name = LEFT[kind]
    package = imported(before.format(engine))
    assert name in left(package)[0]
    codes = {one.code for one in lint_of_engine(package.files) if one.severity == "error"}
    assert codes & {"bpmn.foreign", "bpmn.not_executed"}


THROWING = (
    '<subProcess id="x"><startEvent id="s2"/><endEvent id="e2"><errorEventDefinition errorRef="broken"/>'
    '</endEvent><sequenceFlow id="inner" sourceRef="s2" targetRef="e2"/></subProcess>'
)
BROKEN = '<error id="broken" errorCode="B-1"/>'


@pytest.mark.parametrize(
    "catching",
    [
        '<boundaryEvent id="b" attachedToRef="x"><errorEventDefinition camunda:errorCodeVariable="what"/>'
        '</boundaryEvent><userTask id="mend"/><sequenceFlow id="caught" sourceRef="b" targetRef="mend"/>',
        '<subProcess id="h" triggeredByEvent="true"><startEvent id="b"><errorEventDefinition '
        'errorRef="broken" '
        'camunda:errorCodeVariable="what"/></startEvent><userTask id="mend"/>'
        '<sequenceFlow id="caught" sourceRef="b" targetRef="mend"/></subProcess>',
    ],
)
def test_the_code_of_an_error_is_in_its_variable_when_the_case_runs(catching: str) -> None:
    package = imported(THROWING, catching, before=BROKEN)
    assert left(package) == []
    assert [one for one in lint_of_engine(package.files, vocabulary=UNKNOWN) if one.severity == "error"] == []
    rig = Rig(Program.compile(package.files), {})
    assert rig.waiting() == ["task:mend"]
    (task,) = rig.open["task"].values()
    assert rig.execution.variables(task.token_id)["what"] == "B-1"


PERFORMED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
  <process id="report">
    <startEvent id="begin"/><sequenceFlow id="f1" sourceRef="begin" targetRef="write"/>
    <userTask id="write"><potentialOwner><resourceAssignmentExpression>
      <formalExpression>user(ann), group(clerks), press</formalExpression>
    </resourceAssignmentExpression></potentialOwner></userTask>
    <sequenceFlow id="f2" sourceRef="write" targetRef="check"/>
    <userTask id="check"><humanPerformer><resourceAssignmentExpression>
      <formalExpression>bob</formalExpression></resourceAssignmentExpression></humanPerformer></userTask>
    <sequenceFlow id="f3" sourceRef="check" targetRef="ask"/>
    <userTask id="ask"><potentialOwner><resourceAssignmentExpression>
      <formalExpression>${people.of(it)}</formalExpression>
    </resourceAssignmentExpression></potentialOwner></userTask>
    <sequenceFlow id="f4" sourceRef="ask" targetRef="end"/><endEvent id="end"/>
  </process>
</definitions>"""


def test_a_process_that_says_nothing_is_executed_by_the_performers_that_are_named() -> None:
    imported = import_package({"a.bpmn20.xml": PERFORMED.encode()})
    text = imported.files["a.bpmn"].decode()
    assert 'isExecutable="true"' in text
    assert 'candidateUsers="ann" candidateGroups="clerks,press"' in text
    assert 'assignee="bob"' in text
    assert [(note.element_id, note.before) for note in imported.notes if note.is_left] == [
        ("ask", "potentialOwner")
    ]
    partner = PERFORMED.replace('id="report"', 'id="report" isExecutable="false"')
    assert b'isExecutable="true"' not in import_package({"a.bpmn": partner.encode()}).files["a.bpmn"]


MAPPED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
  <message id="m" name="${kind}"/><error id="e" errorCode="${found.code}"/><signal id="s" name="to ${whom}"/>
  <process id="p" isExecutable="true">
    <userTask id="fill" camunda:formKey="camunda-forms:deployment:f.form"><extensionElements>
      <camunda:inputOutput><camunda:outputParameter name="sum">${a + b}</camunda:outputParameter>
      <camunda:outputParameter name="kind">new</camunda:outputParameter></camunda:inputOutput>
    </extensionElements></userTask>
    <scriptTask id="count" scriptFormat="feel" camunda:resultVariable="n"><extensionElements>
      <camunda:inputOutput><camunda:outputParameter name="twice">${n * 2}</camunda:outputParameter>
      </camunda:inputOutput></extensionElements><script>1 + 1</script></scriptTask>
    <serviceTask id="pay" camunda:type="external" camunda:topic="pay"><extensionElements>
      <camunda:inputOutput><camunda:outputParameter name="paid">${amount}</camunda:outputParameter>
      </camunda:inputOutput></extensionElements></serviceTask>
    <callActivity id="call" calledElement="q" camunda:calledElementBinding="deployment"/>
  </process>
</definitions>"""
FORM = {
    "id": "f",
    "type": "default",
    "components": [
        {"type": "number", "key": "a"},
        {
            "type": "group",
            "components": [{"type": "number", "key": "b.c"}, {"type": "select", "key": "kind"}],
        },
    ],
}


def test_what_a_step_brings_besides_its_outputs_is_mapped_or_told() -> None:
    imported = import_package({"a.bpmn": MAPPED.encode(), "f.form": json.dumps(FORM).encode()})
    text = imported.files["a.bpmn"].decode()
    for written in ('source="=a" target="a"', 'source="=b" target="b"', 'source="=n" target="n"'):
        assert written in text
    assert 'source="=kind"' not in text
    assert [note.element_id for note in imported.notes if note.is_left] == ["s", "pay"]
    assert 'bindingType="deployment"' in text


def test_names_that_are_computed_are_rewritten_or_told() -> None:
    imported = import_package({"a.bpmn": MAPPED.encode()})
    text = imported.files["a.bpmn"].decode()
    assert 'name="=kind"' in text
    assert 'errorCode="=found.code"' in text
    assert 'name="to ${whom}"' in text
    told = [one for one in lint_of_engine(imported.files) if one.code == "bpmn.foreign"]
    assert [one.element_id for one in told] == ["s"]


EMBEDDED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
  <process id="p" isExecutable="true">
    <extensionElements>
      <zeebe:userTaskForm id="asked">{"type": "default", "components": []}</zeebe:userTaskForm>
      <zeebe:userTaskForm id="broken">{</zeebe:userTaskForm></extensionElements>
    <startEvent id="begin"/><sequenceFlow id="f1" sourceRef="begin" targetRef="ask"/>
    <userTask id="ask">
      <extensionElements><zeebe:formDefinition formKey="camunda-forms:bpmn:asked"/></extensionElements>
      <multiInstanceLoopCharacteristics><loopDataInputRef>people</loopDataInputRef>
        <loopDataOutputRef>answers</loopDataOutputRef><inputDataItem name="who"/><outputDataItem name="said"/>
      </multiInstanceLoopCharacteristics></userTask>
    <sequenceFlow id="f2" sourceRef="ask" targetRef="way"/><exclusiveGateway id="way" default="f4"/>
    <sequenceFlow id="f3" sourceRef="way" targetRef="ask">
      <conditionExpression xsi:type="tFormalExpression"
          language="http://www.omg.org/spec/FEEL/20140401">again</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f4" sourceRef="way" targetRef="end"/><endEvent id="end"/>
  </process>
</definitions>"""


def test_forms_inside_a_diagram_loops_over_data_and_conditions_that_say_feel_are_rewritten() -> None:
    imported = import_package({"a.bpmn": EMBEDDED.encode()})
    text = imported.files["a.bpmn"].decode()
    assert json.loads(imported.files["asked.form"]) == {"type": "default", "components": [], "id": "asked"}
    assert 'formId="asked"' in text
    written = ('inputCollection="=people"', 'inputElement="who"', 'outputElement="=said"', ">=again<")
    for words in (*written, 'outputCollection="answers"'):
        assert words in text, words
    assert [note.before for note in imported.notes if note.is_left] == ["userTaskForm broken"]
    assert not [one for one in lint_of_engine(imported.files) if one.severity == "error"]


def test_ids_that_xml_does_not_allow_become_names_wherever_they_stand() -> None:
    """Identifiers of databases begin with digits, and drawings keep the names of shapes with their spaces."""
    text = (
        '<startEvent id="1 s"/><exclusiveGateway id="2x" default="7 f"/><endEvent id="_2x"/>'
        '<sequenceFlow id="7 f" sourceRef="2x" targetRef="_2x"/>'
        '<sequenceFlow id="节点" sourceRef="1 s" targetRef="2x"><documentation/></sequenceFlow>'
    )
    package = import_package({"p.bpmn": diagram(text)})
    renamed = {note.before: note.after for note in package.notes}
    assert renamed == {'id="1 s"': 'id="_1_s"', 'id="2x"': 'id="_2x_"', 'id="7 f"': 'id="_7_f"'}
    rest = {one.code for one in lint_of_engine(package.files, vocabulary=UNKNOWN) if one.severity == "error"}
    assert rest == set()
    assert Rig(Program.compile(package.files), {}).ended()


@pytest.mark.parametrize(
    ("language", "condition", "is_left"),
    [
        (' language="http://www.java.com/java"', "return a == 1;", True),
        (' language="javascript"', "a == 1", True),
        ("", "a &gt; 1", True),
        ("", "=a &gt; 1", False),
        (' language="feel"', "a &gt; 1", False),
        ("", "", False),
    ],
)
def test_a_condition_in_another_language_is_told(language: str, condition: str, is_left: bool) -> None:
    conditional = (
        '<exclusiveGateway id="x" default="x_e"/><sequenceFlow id="c" sourceRef="x" targetRef="e">'
        f"<conditionExpression{language}>{condition}</conditionExpression></sequenceFlow>"
    )
    assert bool(left(imported(conditional))) is is_left


def test_what_a_call_passes_on_is_told_as_it_was_written() -> None:
    call = step("callActivity", '<camunda:in variables="all"/>', 'calledElement="q"')
    assert 'in variables="all"' in [note.before for note in imported(call).notes]


@pytest.mark.parametrize("ending", ["bpmn20.xml", "bpmn2"])
def test_files_get_the_ending_of_a_package_unless_one_is_there(ending: str) -> None:
    other, there = diagram(START), diagram(END, process="q")
    assert set(import_package({f"p.{ending}": other}).files) == {"p.bpmn"}
    both = import_package({f"p.{ending}": other, "p.bpmn": there})
    assert both.files == {f"p.{ending}": other, "p.bpmn": there}
    assert [(note.before, note.is_left) for note in both.notes] == [(f"p.{ending}", True)]


def test_files_of_other_encodings_become_utf8() -> None:
    text = '<?xml version="1.0" encoding="GBK"?>' + diagram(START, END, flows("s e")).decode()
    text = text.replace('id="s"', 'id="s" name="开始"')
    package = import_package({"p.bpmn": text.encode("gbk")})
    assert [(note.before, note.after) for note in package.notes] == [("encoding", "UTF-8")]
    assert 'name="开始"' in written(package)
