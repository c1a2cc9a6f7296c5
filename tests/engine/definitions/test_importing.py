"""Packages of Camunda 7 and Flowable: rewritten where it is clear, told where not, and executed after."""

from __future__ import annotations

import pytest

from engine.definitions import import_package, lint
from engine.feel import compile_expression
from engine.feel.juel import NotClear, in_feel
from tests.engine.definitions.vocabulary import CASES, package


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
