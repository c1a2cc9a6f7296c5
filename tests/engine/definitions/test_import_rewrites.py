"""What `tongban import` makes of each word of another engine, and which it leaves: one small diagram each."""

from __future__ import annotations

import pytest

from engine.definitions import UNKNOWN, ImportedPackage, import_package
from engine.definitions import lint as lint_of_engine
from engine.spiff import Program
from tests.engine.definitions.test_siblings import END, START, diagram, flows
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
            "serviceTask",
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
