"""Packages of Camunda 7 and Flowable: rewritten where it is clear, told where not, and executed after."""

from __future__ import annotations

import json

import pytest

from engine.definitions import import_package, lint
from engine.feel import compile_expression
from engine.feel.juel import NotClear, in_feel
from tests.engine.definitions.vocabulary import CASES, package
from workflows.lint import check_form


@pytest.mark.parametrize(
    ("juel", "feel"),
    [
        ("operators", "operators"),
        ("${reviewer}", "=reviewer"),
        ("#{order.amount}", "=order.amount"),
        ("${amount > 10 && !approved}", "=amount > 10 and not(approved)"),
        ("${a == 'x' || b != \"y\"}", '=a = "x" or b != "y"'),
        ("${amount ge 10 and not (a eq b)}", "=amount >= 10 and not((a = b))"),
        ("${(a + 1) * 2 lt -3}", "=(a + 1) * 2 < -3"),
        ("${vip ? 'fast' : 'slow'}", '=if vip then "fast" else "slow"'),
        ("${empty note}", '=(note = null or note = "" or note = [])'),
        ("${a div 2 == null}", "=a / 2 = null"),
        ("${nrOfCompletedInstances/2 >= 0.5}", "=numberOfCompletedInstances / 2 >= 0.5"),
        ("${for == 'it\\'s'}", '=`for` = "it\'s"'),
    ],
)  # fmt: skip
def test_expressions_that_mean_the_same(juel: str, feel: str) -> None:
    assert in_feel(juel) == feel
    if feel.startswith("="):
        compile_expression(feel[1:])


@pytest.mark.parametrize(
    "juel",
    [
        "${service.find(id)}",
        "${execution.id}",
        "Hello ${name}",
        "${a[0]}",
        "${a == b < c}",
        "${a mod 2}",
        "${}",
        "${a b}",
        "${(a}",
        "${'x}",
        "${" + "(" * 50 + "a" + ")" * 50 + "}",
        "${" + "!" * 500 + "a}",
    ],
)
def test_expressions_that_are_not_clear(juel: str) -> None:
    with pytest.raises(NotClear):
        in_feel(juel)


HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d{0}" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">'
    '<process id="{0}" isExecutable="true">'
)
SEVEN = (
    HEAD.format("seven")
    + """
  <startEvent id="StartEvent_1"/>
  <sequenceFlow id="f1" sourceRef="StartEvent_1" targetRef="decide"/>
  <userTask id="decide" camunda:assignee="${reviewer}" camunda:candidateGroups="operators"
      camunda:formKey="camunda-forms:deployment:review.form"
      camunda:dueDate="${due}" camunda:asyncBefore="true"/>
  <sequenceFlow id="f2" sourceRef="decide" targetRef="choice"/>
  <exclusiveGateway id="choice" default="no"/>
  <sequenceFlow id="yes" sourceRef="choice" targetRef="called">
    <conditionExpression xsi:type="tFormalExpression">${amount &gt; 10 &amp;&amp; ok}</conditionExpression>
  </sequenceFlow>
  <sequenceFlow id="no" sourceRef="choice" targetRef="end"/>
  <callActivity id="called" calledElement="inner">
    <extensionElements>
      <camunda:in source="amount" target="sum"/><camunda:out variables="all"/>
    </extensionElements>
  </callActivity>
  <sequenceFlow id="f3" sourceRef="called" targetRef="work"/>
  <serviceTask id="work" camunda:type="external" camunda:topic="money.pay">
    <extensionElements>
      <camunda:inputOutput>
        <camunda:inputParameter name="to">${account.number}</camunda:inputParameter>
        <camunda:inputParameter name="text">say "yes"</camunda:inputParameter>
      </camunda:inputOutput>
    </extensionElements>
  </serviceTask>
  <sequenceFlow id="f4" sourceRef="work" targetRef="end"/>
  <endEvent id="end"/>
</process></definitions>"""
)
INNER = (
    HEAD.format("inner")
    + """
  <startEvent id="StartEvent_1"><outgoing>g1</outgoing></startEvent>
  <sequenceFlow id="g1" sourceRef="StartEvent_1" targetRef="java"/>
  <serviceTask id="java" camunda:class="org.example.Pay">
    <extensionElements><zeebe:ioMapping><zeebe:input target="x"/></zeebe:ioMapping></extensionElements>
  </serviceTask>
  <sequenceFlow id="g2" sourceRef="java" targetRef="done"/>
  <endEvent id="done"/>
</process></definitions>"""
)


def test_what_is_clear_is_rewritten_and_the_rest_is_named() -> None:
    imported = import_package({"a.bpmn": SEVEN.encode(), "inner.bpmn": INNER.encode(), "x.txt": b"x"})
    text = imported.files["a.bpmn"].decode()
    for written in (
        'assignee="=reviewer"',
        'candidateGroups="operators"',
        'formId="review"',
        'dueDate="=due"',
        "=amount &gt; 10 and ok",
        'processId="inner"',
        'propagateAllParentVariables="false"',
        'propagateAllChildVariables="true"',
        'source="=amount" target="sum"',
        'type="money.pay"',
        'source="=account.number" target="to"',
    ):
        assert written in text, written
    assert "camunda" not in text.replace("http://camunda.org/schema/zeebe", "")
    assert [(note.file, note.element_id, note.before) for note in imported.notes if note.is_left] == [
        ("inner.bpmn", "java", 'class="org.example.Pay"')
    ]
    inner = imported.files["inner.bpmn"].decode()
    assert 'id="StartEvent_1_inner"' in inner
    assert 'sourceRef="StartEvent_1_inner"' in inner
    assert 'camunda:class="org.example.Pay"' in inner
    assert 'source="=null"' in inner
    assert imported.files["x.txt"] == b"x"


def test_the_lint_has_nothing_against_what_was_rewritten() -> None:
    inner = INNER.replace('camunda:class="org.example.Pay"', 'camunda:topic="money.pay"')
    files = {"a.bpmn": SEVEN.encode(), "inner.bpmn": inner.encode()}
    before = {problem.code for problem in lint(files)}
    after = [problem for problem in lint(import_package(files).files) if problem.severity == "error"]
    assert {"bpmn.foreign", "bpmn.duplicate_id"} <= before
    assert after == []


def test_a_package_of_this_engine_stays_byte_for_byte() -> None:
    files = package(CASES / "bpmn.no_signature")
    imported = import_package(files)
    assert imported.files == files
    assert imported.notes == []


def test_a_file_of_flowable_gets_its_name_and_a_broken_one_stays() -> None:
    flowable = INNER.replace("http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn")
    imported = import_package({"p.bpmn20.xml": flowable.encode(), "broken.bpmn": b"<a"})
    assert sorted(imported.files) == ["broken.bpmn", "p.bpmn"]
    assert [note.file for note in imported.notes if note.is_left] == ["broken.bpmn", "p.bpmn20.xml"]


STEP = HEAD.format("steps") + '<startEvent id="s"/>{}</process></definitions>'
RETRIES = "<camunda:failedJobRetryTimeCycle>{}</camunda:failedJobRetryTimeCycle>"
FORM_DATA = (
    "<camunda:formData>"
    '<camunda:formField id="days" label="天数" type="long" defaultValue="3"><camunda:validation>'
    '<camunda:constraint name="required"/><camunda:constraint name="max" config="9"/></camunda:validation>'
    '</camunda:formField><camunda:formField id="kind" label="类别" type="enum">'
    '<camunda:value id="a" name="年假"/><camunda:value id="b" name="病假"/></camunda:formField>'
    '<camunda:formField id="ok" label="同意" type="boolean" defaultValue="true"/>'
    '<camunda:formField id="since" label="自" type="date"/></camunda:formData>'
)


def step(kind: str, inside: str = "", said: str = "", *, behind: str = "") -> str:
    """Return a diagram with one step `x`; `inside` stands in its extension elements."""
    return STEP.format(
        f'<{kind} id="x" {said}><extensionElements>{inside}</extensionElements>{behind}</{kind}>'
    )


def scripted(language: str, text: str) -> str:
    """Return a diagram with a script whose result a variable takes."""
    said = f'scriptFormat="{language}" camunda:resultVariable="r"'
    return step("scriptTask", said=said, behind=f"<script>{text}</script>")


@pytest.mark.parametrize(
    ("diagram", "written", "gone"),
    [
        (
            step("serviceTask", RETRIES.format("R5/PT1M")),
            'taskDefinition retries="5"',
            "failedJob",
        ),
        (
            step("userTask", RETRIES.format("R5/PT1M")),
            'userTask id="x"',
            "taskDefinition",
        ),
        (
            step("task", '<camunda:properties><camunda:property name="n" value="1"/></camunda:properties>'),
            '<zeebe:property name="n" value="1"/>',
            "camunda",
        ),
        (
            scripted("FEEL", "a + 1"),
            '<zeebe:script expression="=a + 1" resultVariable="r"/>',
            "scriptFormat",
        ),
        (
            scripted("juel", "${a}"),
            '<zeebe:script expression="=a" resultVariable="r"/>',
            "<script>",
        ),
        (
            step(
                "subProcess",
                '<camunda:inputOutput><camunda:inputParameter name="l"><camunda:list><camunda:value>${a}'
                "</camunda:value><camunda:value>b</camunda:value></camunda:list></camunda:inputParameter>"
                '<camunda:outputParameter name="m"><camunda:map><camunda:entry key="k">v</camunda:entry>'
                "</camunda:map></camunda:outputParameter></camunda:inputOutput>",
            ),
            '<zeebe:input source="=[a, &quot;b&quot;]" target="l"/>'
            '<zeebe:output source="={&quot;k&quot;: &quot;v&quot;}" target="m"/>',
            "inputOutput",
        ),
        (step("userTask", FORM_DATA), '<zeebe:formDefinition formId="x_form"/>', "camunda"),
        (
            step("startEvent", '<camunda:formProperty id="a" name="A" type="string" required="true"/>'),
            '<zeebe:formDefinition formId="x_form"/>',
            "formProperty",
        ),
    ],
)  # fmt: skip
def test_an_element_that_is_rewritten(diagram: str, written: str, gone: str) -> None:
    imported = import_package({"a.bpmn": diagram.encode()})
    text = imported.files["a.bpmn"].decode().replace("http://camunda.org/schema/zeebe", "")
    assert written in text
    assert gone not in text
    assert [note.element_id for note in imported.notes] == ["x"] * len(imported.notes)
    assert not any(note.is_left for note in imported.notes)


@pytest.mark.parametrize(
    ("diagram", "by_hand"),
    [
        (
            scripted("groovy", "a"),
            '<zeebe:script resultVariable="r"/>',
        ),
        (step("serviceTask", RETRIES.format("PT1M,PT5M")), ""),
        (
            step("serviceTask", '<camunda:executionListener event="start" class="A"/>'),
            '<serviceTask><zeebe:taskDefinition type="A"/></serviceTask> <sequenceFlow/> '
            '<serviceTask id="x"/>',
        ),
        (step("userTask", '<camunda:taskListener event="delete" class="A"/>'), ""),
        (
            STEP.format(
                '<boundaryEvent id="x" attachedToRef="t"><errorEventDefinition '
                'camunda:errorMessageVariable="why"/></boundaryEvent>'
            ),
            '<zeebe:output source="=errorMessage" target="why"/>',
        ),
    ],
)  # fmt: skip
def test_an_element_that_is_left_says_what_to_write(diagram: str, by_hand: str) -> None:
    imported = import_package({"a.bpmn": diagram.encode()})
    assert imported.files == {"a.bpmn": diagram.encode()}
    assert [(one.element_id, one.is_left, one.after) for one in imported.notes] == [("x", True, by_hand)]


def test_fields_inside_a_diagram_become_a_form() -> None:
    imported = import_package({"a.bpmn": step("userTask", FORM_DATA).encode()})
    form = imported.files["x_form.form"]
    facts = check_form(form)
    assert facts.findings == ()
    assert facts.fields == {"days", "kind", "ok", "since"}
    assert facts.words == {"kind": {"a", "b"}}
    days, kind, ok, since = json.loads(form)["components"]
    assert days["validate"] == {"required": True, "max": 9}
    assert (days["defaultValue"], ok["defaultValue"]) == (3, True)
    assert [one["label"] for one in kind["values"]] == ["年假", "病假"]
    assert (since["type"], since["subtype"]) == ("datetime", "date")


@pytest.mark.parametrize(
    "field",
    [
        'id="a" type="custom"',
        'id="a.b" type="string"',
        'id="x_form" type="string"',
        'id="a" type="enum"',
        'id="a" type="date" defaultValue="01/02/2026"',
        'id="a" type="string" defaultValue="${name}"',
        'id="a" type="string"><camunda:properties/></camunda:formField><camunda:formField id="b"',
        'id="a" type="string"/><camunda:formField id="a"',
        'id="a"><camunda:validation><camunda:constraint name="validator" config="A"/></camunda:validation>'
        '</camunda:formField><camunda:formField id="b"',
    ],
)
def test_fields_that_no_form_says_stay_in_the_diagram(field: str) -> None:
    inside = f"<camunda:formData><camunda:formField {field}/></camunda:formData>"
    files = {"a.bpmn": step("userTask", inside).encode()}
    imported = import_package(files)
    assert imported.files == files
    assert [(note.before, note.is_left) for note in imported.notes] == [("formData", True)]


def test_a_form_that_is_there_is_not_overwritten() -> None:
    files = {"a.bpmn": step("userTask", FORM_DATA).encode(), "x_form.form": b"{}"}
    assert import_package(files).files == files
