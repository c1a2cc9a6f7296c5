"""Names that nothing provides and full-width signs, wherever FEEL stands."""

from __future__ import annotations

from xml.sax.saxutils import escape

import pytest

from engine.definitions import lint
from tests.engine.definitions.diagrams import END, START, STARTED, diagram, flows, task, told
from tests.engine.dmn.models import decision, definitions, input_data, literal

NAMES_IN_LOGIC = {
    "approved": 'Write "approved".',
    "通过": 'Write "通过".',
    'if kind = "x" then yes else 2': 'Write "yes".',
    'if kind = "x" then 1 else True': "Write true.",
    "kind = approved": 'Write "approved".',
    "approved != kind.a": 'Write "approved".',
    "kind in (a, kind)": 'Write "a".',
    '{a: "b", c: [a, micro]}': 'Write "micro".',
    "contains(kind, small)": 'Write "small".',
    "for one in [kind] return name": 'Write "name".',
    "(function(a) if a then b else a)(kind)": 'Write "b".',
    "kimd + 1": "Correct the name, or add input data",
    "other + 1": "Draw a requirement from other to d;",
    "[kind, other]": "Draw a requirement from other to d;",
    "for one in [1, 2] return one + count(partial)": "",
    "some one in [kind] satisfies one = kind": "",
    "(function(a, b) a + b)(1, 2)": "",
    "sort([2, 1], function(x, y) x < y)": "",
    "{a: kind, b: a}.b": "",
    "[{a: 1}][a = 1]": "",
    "[1, 2][item > 1]": "",
    "get or else(kind, date and time(kind))": "",
    "outside.amount * 2": "",  # as in Camunda, whoever asks may give more than is drawn
    "a-b + c.d": "",
}


@pytest.mark.parametrize("text", NAMES_IN_LOGIC)
def test_a_name_in_the_logic_that_is_not_there(text: str) -> None:
    inputs = (input_data("kind"), input_data("other"), input_data("a-b"), input_data("c.d"))
    model = definitions(*inputs, decision("d", literal(text), ["<kind", "<a-b", "<c.d"]))
    remedies = [(one.severity, one.element_id, one.remedy_en) for one in lint({"d.dmn": model})]
    remedy = NAMES_IN_LOGIC[text]
    assert len(remedies) == bool(remedy)
    assert all(one[:2] == ("warning", "d") and one[2].startswith(remedy) for one in remedies)


def test_a_name_that_is_in_scope_of_a_boxed_expression_is_never_told() -> None:
    def typed(name: str, inner: str) -> str:
        return f'<contextEntry id="{name}"><variable name="{name}"/>{inner}</contextEntry>'

    def given(tag: str, inner: str) -> str:
        return f"<{tag}>{inner}</{tag}>"

    call = f'<binding><parameter name="a+b"/>{literal("kind")}</binding>'
    boxed = (
        typed("first part", literal("kind")),
        typed("called", given("invocation", literal("rate") + call)),
        typed("built in", given("invocation", literal("sum") + call.replace("a+b", "list"))),
        typed(
            "each",
            '<for iteratorVariable="one">'
            + given("in", literal("kind"))
            + given("return", literal("[one, partial, first part, called]"))
            + "</for>",
        ),
        typed(
            "kept", given("filter", given("in", literal("each")) + given("match", literal("age > item.b")))
        ),
        typed(
            "made",
            '<functionDefinition><formalParameter name="x"/>'
            + given("context", typed("y", literal("x + kept")) + given("contextEntry", literal("y")))
            + "</functionDefinition>",
        ),
        given("contextEntry", given("list", literal("made(1)") + literal("wrong"))),
    )
    knowledge = (
        '<businessKnowledgeModel id="rate" name="rate"><encapsulatedLogic><formalParameter name="a+b"/>'
        f"{literal('if a+b > 1 then a+b else kind')}</encapsulatedLogic></businessKnowledgeModel>"
    )
    model = definitions(
        input_data("kind"), knowledge, decision("d", given("context", "".join(boxed)), ["<kind"], ["rate"])
    )
    assert told({"d.dmn": model}) == {("dmn.not_required", "rate"), ("dmn.unquoted_word", "d")}


def test_a_name_of_an_imported_model_and_a_variable_of_the_process_are_in_scope() -> None:
    lower = definitions(
        input_data("amount"),
        decision("base", literal("if extra then amount else no"), ["<amount"]),
        own="urn:l",
    )
    imported = (
        '<import name="low" namespace="urn:l" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
    )
    needs = '<informationRequirement><requiredDecision href="urn:l#base"/></informationRequirement>'
    upper = definitions(imported, decision("d", needs + literal("[low.base, amount, kind, small]")))
    asks = (
        '<businessRuleTask id="r"><extensionElements><zeebe:calledDecision decisionId="d" '
        'resultVariable="x"/></extensionElements></businessRuleTask>'
    )
    process = diagram(START, asks, END, flows("s r", "r e"))
    problems = lint({"a.dmn": upper, "b.dmn": lower, "p.bpmn": process}, vocabulary=STARTED)
    assert sorted((one.code, one.element_id, one.remedy_en[:13]) for one in problems) == [
        ("bpmn.unknown_variable", "r", "Check the nam"),
        ("dmn.unquoted_word", "base", 'Write "no".'),
        ("dmn.unquoted_word", "d", 'Write "small"'),
    ]


def zeebe(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>"


def repeated(attributes: str, inner: str = "") -> str:
    """Return what repeats a step for each of the items."""
    loop = f'<zeebe:loopCharacteristics inputElement="one" inputCollection="=items" {attributes}/>'
    return f"<multiInstanceLoopCharacteristics>{zeebe(loop)}{inner}</multiInstanceLoopCharacteristics>"


def mapped(which: str) -> str:
    return task("a", zeebe(f'<zeebe:ioMapping><zeebe:{which} source="FEEL" target="x"/></zeebe:ioMapping>'))


def step(kind: str, inner: str) -> str:
    return f'<{kind} id="a">{zeebe(inner)}</{kind}>'


def caught(time: str) -> str:
    timer = f"<timerEventDefinition><{time}>FEEL</{time}></timerEventDefinition>"
    return f'<intermediateCatchEvent id="a">{timer}</intermediateCatchEvent>'


PLACES_OF_FEEL = {
    "input": mapped("input"),
    "output": mapped("output"),
    "script": step("scriptTask", '<zeebe:script expression="FEEL" resultVariable="x"/>'),
    "due": step("userTask", '<zeebe:taskSchedule dueDate="FEEL"/>'),
    "groups": step("userTask", '<zeebe:assignmentDefinition candidateGroups="FEEL"/>'),
    "process": step("callActivity", '<zeebe:calledElement processId="FEEL"/>'),
    "job": step("serviceTask", '<zeebe:taskDefinition type="FEEL"/>'),
    "collection": task("a", repeated("").replace("=items", "FEEL")),
    "output element": task("a", repeated('outputElement="FEEL" outputCollection="x"')),
    "completion": task("a", repeated("", "<completionCondition>FEEL</completionCondition>")),
    "duration": caught("timeDuration"),
    "date": caught("timeDate"),
    "key": '<receiveTask id="a" messageRef="m"/>',
    "flow": f'<exclusiveGateway id="g" default="g_e"/>{flows("s g", "g e")}'
    '<sequenceFlow id="a" sourceRef="g" targetRef="a1"><conditionExpression>FEEL</conditionExpression>'
    f"</sequenceFlow>{task('a1')}{flows('a1 e')}",
}


def with_feel(place: str, text: str) -> bytes:
    """Return a diagram with a text at one of the places that read FEEL, at the element or flow `a`."""
    message = f'<message id="m" name="m">{zeebe("""<zeebe:subscription correlationKey="FEEL"/>""")}</message>'
    ways = "" if place == "flow" else flows("s a", "a e")
    drawn = diagram(START, PLACES_OF_FEEL[place], END, ways, before=message if place == "key" else "")
    return drawn.decode().replace("FEEL", escape(text, {'"': "&quot;"})).encode()


FULL_WIDTH = {
    "=amount > １００": "Expected “100”",
    "=amount ＞ 100": "Expected “>”",
    "=kind = “x”": 'Expected “"”',
    "=kind = 「x」": 'Expected “"”',
    "=kind = ‘x’": "in double quotes",
    "=count（items） > 1": "Expected “(”",
    "=amount》100": "Expected “>”",
    "＝amount > 100": "Expected “=”",
}


@pytest.mark.parametrize("place", PLACES_OF_FEEL)
def test_full_width_signs_are_told_wherever_feel_stands(place: str) -> None:
    for text, told_so in FULL_WIDTH.items():
        problems = lint({"p.bpmn": with_feel(place, text)}, vocabulary=STARTED)
        (problem,) = (one for one in problems if one.code == "bpmn.expression")
        assert problem.element_id == ("m" if place == "key" else "a")
        assert told_so in problem.message_en


@pytest.mark.parametrize("place", PLACES_OF_FEEL)
def test_an_unquoted_word_is_told_wherever_feel_stands(place: str) -> None:
    for text, write in {
        "=if kind = approved then amount else items": '"approved"',
        "=if amount > 1 then 通过 else null": '"通过"',
        '=if kind in (small, "b") then null else kind': '"small"',
        "=true = approved": "Check the name; ",
        "=approved": 'a text is written "approved"',
    }.items():
        problems = lint({"p.bpmn": with_feel(place, text)}, vocabulary=STARTED)
        asked = [one for one in problems if one.code in ("bpmn.unquoted_word", "bpmn.unknown_variable")]
        assert [(one.element_id, write in one.remedy_en) for one in asked] == [("a", True)]
