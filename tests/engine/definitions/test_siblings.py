"""Each kind of mistake in forms that are not its usual example: told with its element, or left alone."""

from __future__ import annotations

from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.definitions import UNKNOWN, lint
from tests.engine.dmn.models import decision, definitions, input_data, literal, table

STARTED = replace(UNKNOWN, start_variables=frozenset({"amount", "kind", "items"}))
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="definitions" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:flowable="http://flowable.org/bpmn" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn">'
)
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
CYCLE = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"


def task(task_id: str, inner: str = "", attributes: str = "") -> str:
    return f'<manualTask id="{task_id}" {attributes}>{inner}</manualTask>'


def diagram(*content: str, process: str = "p", before: str = "") -> bytes:
    body = "".join(content)
    return (
        f'{HEAD}{before}<process id="{process}" isExecutable="true">{body}</process></definitions>'.encode()
    )


def flows(*ways: str) -> str:
    """Return flows such as `a b` and `a b =amount > 1`, each with the id `a_b`."""
    drawn = []
    for way in ways:
        ends, _, condition = way.partition(" =")
        source, target = ends.split()
        inner = f"<conditionExpression>={escape(condition)}</conditionExpression>" if condition else ""
        ids = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
        drawn.append(f"<sequenceFlow {ids}>{inner}</sequenceFlow>")
    return "".join(drawn)


START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'


def told(files: bytes | dict[str, bytes], *, errors: bool = False) -> set[tuple[str, str | None]]:
    named = {"p.bpmn": files} if isinstance(files, bytes) else files
    problems = lint(named, vocabulary=STARTED)
    return {(one.code, one.element_id) for one in problems if one.severity == "error" or not errors}


def joined(gateway: str, *first: str) -> bytes:
    """Return a diagram that splits at `g` into `a` and `b`, and joins them with a parallel gateway."""
    return diagram(
        START,
        gateway,
        task("a"),
        task("b"),
        '<parallelGateway id="j"/>',
        END,
        flows("s g", *first, "a j", "b j", "j e"),
    )


JOINS = {
    "after an inclusive split": joined('<inclusiveGateway id="g" default="g_a"/>', "g a", "g b =amount > 1"),
    "behind links": diagram(
        START,
        '<exclusiveGateway id="g" default="g_a"/>',
        task("a"),
        '<intermediateThrowEvent id="t"><linkEventDefinition name="L"/></intermediateThrowEvent>',
        '<intermediateCatchEvent id="b"><linkEventDefinition name="L"/></intermediateCatchEvent>',
        '<parallelGateway id="j"/>',
        END,
        flows("s g", "g a", "g t =amount > 1", "a j", "b j", "j e"),
    ),
    "of a task and what interrupts it": diagram(
        START,
        task("a"),
        f'<boundaryEvent id="b" attachedToRef="a">{TIMER}</boundaryEvent>',
        '<parallelGateway id="j"/>',
        END,
        flows("s a", "a j", "b j", "j e"),
    ),
    "after events of which one comes": diagram(
        START,
        '<eventBasedGateway id="g"/>',
        f'<intermediateCatchEvent id="a">{TIMER}</intermediateCatchEvent>',
        f'<intermediateCatchEvent id="b">{TIMER}</intermediateCatchEvent>',
        '<parallelGateway id="j"/>',
        END,
        flows("s g", "g a", "g b", "a j", "b j", "j e"),
    ),
    "inside a subprocess": diagram(
        START,
        '<subProcess id="sub"><startEvent id="s2"/><exclusiveGateway id="g" default="g_a"/>',
        task("a"),
        task("b"),
        '<parallelGateway id="j"/><endEvent id="e2"/>',
        flows("s2 g", "g a", "g b =amount > 1", "a j", "b j", "j e2"),
        "</subProcess>",
        END,
        flows("s sub", "sub e"),
    ),
}


@pytest.mark.parametrize("case", JOINS)
def test_a_parallel_join_that_never_fires(case: str) -> None:
    assert told(JOINS[case], errors=True) == {("bpmn.join_never_passed", "j")}


@pytest.mark.parametrize(
    "way_back",
    [
        task("back"),
        f'<subProcess id="back"><startEvent id="s2"/>{task("x")}{flows("s2 x")}</subProcess>',
        '<callActivity id="back"><extensionElements><zeebe:calledElement processId="other"/>'
        "</extensionElements></callActivity>",
    ],
)
def test_a_loop_into_a_fork(way_back: str) -> None:
    loop = diagram(
        START,
        '<parallelGateway id="f"/>',
        task("a"),
        task("b"),
        '<parallelGateway id="j"/><exclusiveGateway id="c" default="c_e"/>',
        way_back,
        END,
        flows("s f", "f a", "f b", "a j", "b j", "j c", "c e", "c back =amount > 1", "back f"),
    )
    assert told(loop, errors=True) == {("bpmn.join_never_passed", "f")}


@pytest.mark.parametrize(
    ("node", "ways", "expected"),
    [
        (task("g", attributes='default="g_a"'), ("g a", "g b"), {("bpmn.idle_default", "g_a")}),
        ('<inclusiveGateway id="g" default="g_a"/>', ("g a", "g b"), {("bpmn.idle_default", "g_a")}),
        (task("g", attributes='default="g_a"'), ("g a", "g b =amount > 1"), set()),
        (task("g", attributes='default="a_e"'), ("g a", "g b"), {("bpmn.unknown_reference", "g")}),
        (task("g", attributes='default="b"'), ("g a", "g b"), {("bpmn.unknown_reference", "g")}),
    ],
)
def test_a_default_that_is_not_an_option(
    node: str, ways: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert (
        told(diagram(START, node, task("a"), task("b"), END, flows("s g", *ways, "a e", "b e"))) == expected
    )


@pytest.mark.parametrize(
    ("begin", "before"),
    [
        (f'<startEvent id="s2">{CYCLE}</startEvent>', ""),
        (
            '<startEvent id="s2"><signalEventDefinition signalRef="go"/></startEvent>',
            '<signal id="go" name="go"/>',
        ),
        ('<receiveTask id="s2" instantiate="true" messageRef="m"/>', '<message id="m" name="m"/>'),
    ],
)
@pytest.mark.parametrize("name", ["q", '="q"'])
def test_the_call_of_a_process_that_only_an_event_begins(begin: str, before: str, name: str) -> None:
    called = f"<extensionElements><zeebe:calledElement processId={quoteattr(name)}/></extensionElements>"
    files = {
        "p.bpmn": diagram(START, f'<callActivity id="c">{called}</callActivity>', END, flows("s c", "c e")),
        "q.bpmn": diagram(begin, task("a"), flows("s2 a"), process="q", before=before),
    }
    assert told(files) == {("bpmn.not_callable", "c")}


COMPLETIONS = {
    "=1": "no_condition",
    '="yes"': "no_condition",
    "=null": "no_condition",
    "=numberOfCompletedInstances": "no_condition",
    "=count(items)": "no_condition",
    '=if amount > 1 then "a" else "b"': "no_condition",
    "=[true, false]": "no_condition",
    "yes": "expression_without_equals",
    "=finished": "unknown_variable",
    '=numberOfCompletedInstances = "2"': "unlike_types",
    "=numberOfCompletedInstances >= count(items, 1)": "no_signature",
    "=today() > 2026-03-01": "bare_date",
    "=numberOfCompletedInstances / numberOfInstances >= 0.5": "",
    "=amount > 1": "",
    "=true": "",
}


@pytest.mark.parametrize("condition", COMPLETIONS)
def test_a_completion_condition_that_is_none(condition: str) -> None:
    loop = (
        '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputElement="one" '
        f'inputCollection="=items"/></extensionElements><completionCondition>{escape(condition)}'
        "</completionCondition></multiInstanceLoopCharacteristics>"
    )
    code = COMPLETIONS[condition]
    expected = {(f"bpmn.{code}", "a")} if code else set()
    assert told(diagram(START, task("a", loop), END, flows("s a", "a e"))) == expected


@pytest.mark.parametrize(
    ("collection", "code"),
    [
        ("=5", "no_list"),
        ("=null", "no_list"),
        ("=count(items)", "no_list"),
        ('="a"', "no_list"),
        ("items", "expression_without_equals"),
        ("", "missing"),
        ("=items", ""),
        ("=items[item > 1]", ""),
        ('=split(kind, ",")', ""),
    ],
)
def test_a_collection_that_is_none(collection: str, code: str) -> None:
    loop = (
        '<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputElement="one" '
        f"inputCollection={quoteattr(collection)}/></extensionElements></multiInstanceLoopCharacteristics>"
    )
    expected = {(f"bpmn.{code}", "a")} if code else set()
    assert told(diagram(START, task("a", loop), END, flows("s a", "a e"))) == expected


CONDITIONS = {
    "contains(kind)": "no_signature",
    "contains(kind, 5)": "no_signature",
    'contains(string: kind, mach: "a")': "no_signature",
    'contain(kind, "a")': "unknown_function",
    "string length(kind)": "no_condition",
    '"a" or "b"': "unlike_types",
    "amount > 1 and count(items)": "unlike_types",
    'today() > "2026-01-01"': "unlike_types",
    'string length(kind) between 1 and "5"': "unlike_types",
    "amount > 2026/3/1": "bare_date",
    'today() > date("2026-02-30")': "null_conversion",
    'amount > number("1,000")': "null_conversion",
    "today() > date and time(kind)": "",
    "for_all(items)": "unknown_function",
    "items.size() > 1": "unknown_function",
    "{size: function(l) count(l), is: size(items) > 1}.is": "",
    "some one in items satisfies one = kind": "",
    '{count: kind, is: count = "b"}.is': "",
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_that_is_none(condition: str) -> None:
    gateway = '<exclusiveGateway id="g" default="g_e"/>'
    code = CONDITIONS[condition]
    expected = {(f"bpmn.{code}", "g_a")} if code else set()
    ways = flows("s g", f"g a ={condition}", "g e", "a e")
    assert told(diagram(START, gateway, task("a"), END, ways)) == expected


NEVER_TAKEN = {
    ("amount > 5 and amount < 3",): "dead x1",
    ("amount between 5 and 3",): "dead x1",
    ("amount = null and amount > 1",): "dead x1",
    ('kind = "a" and kind in ("b", "c")',): "dead x1",
    ('kind.of = "a" and not(kind.of = "a")',): "dead x1",
    ("amount != amount",): "dead x1",
    ('amount > date("2026-03-01") and amount < date("2026-02-01")',): "dead x1",
    ("1 = 1",): "hidden default",
    ("amount > 1 or true",): "hidden default",
    ("amount = amount",): "hidden default",
    ("amount > 1", "amount >= 5"): "hidden x2",
    ("amount >= 1", "amount < 1", "amount = 3"): "hidden x3",
    ('kind in ("a", "b")', 'kind = "b" and amount > 1'): "hidden x2",
    ("items", "amount > 1 and items"): "hidden x2",
    ("amount > 5", "amount >= 5"): "",
    ("amount > 1", "amount <= 1"): "",  # what is null goes the default way
    ("amount > 1 or amount <= 1",): "",
    ("amount >= 5", "amount > kind"): "",
    ("count(items) > 1", "count(items) > 2"): "",
    ('kind > "a"', 'kind = "b"', 'kind = "a"'): "hidden x2",
    ("amount <= amount",): "",
}


@pytest.mark.parametrize("conditions", NEVER_TAKEN)
def test_a_flow_that_is_never_taken(conditions: tuple[str, ...]) -> None:
    steps = [f"x{number}" for number in range(1, len(conditions) + 1)]
    ways = [f"g {step} ={condition}" for step, condition in zip(steps, conditions, strict=True)]
    drawn = diagram(
        START,
        '<exclusiveGateway id="g" default="g_default"/>',
        *map(task, (*steps, "default")),
        END,
        flows("s g", *ways, "g default", *(f"{step} e" for step in (*steps, "default"))),
    )
    kind, _, step = NEVER_TAKEN[conditions].partition(" ")
    assert told(drawn) == ({(f"bpmn.{kind}_flow", f"g_{step}")} if kind else set())


TIMES = {
    "timeDuration": {
        "PT1H": "",
        "1h": "timer",
        '="abc"': "timer",
        "=5": "timer",
        '=duration("P1X")': "timer",
        '=duration("PT" + kind)': "",
        "=kind": "",
    },
    "timeDate": {"2026-03-01": "", "01.03.2026": "timer", '="soon"': "timer", "=kind": ""},
    "timeCycle": {"R3/PT1H": "cycle_once", "0 0 9 * * *": "timer"},
}


@pytest.mark.parametrize(
    ("element", "text", "code"),
    [(element, text, code) for element, texts in TIMES.items() for text, code in texts.items()],
)
def test_a_timer_that_gives_no_time(element: str, text: str, code: str) -> None:
    event = f"<timerEventDefinition><{element}>{escape(text)}</{element}></timerEventDefinition>"
    waiting = f'<intermediateCatchEvent id="t">{event}</intermediateCatchEvent>'
    problems = {
        one for one in told(diagram(START, waiting, END, flows("s t", "t e"))) if one[0] == "bpmn.timer"
    }
    assert problems == ({("bpmn.timer", "t")} if code == "timer" else set())


def test_a_start_by_a_time_that_only_a_case_would_know() -> None:
    """It is worked out when the package is deployed, and nothing is there yet: the deploy would fail."""
    event = "<timerEventDefinition><timeDuration>=kind</timeDuration></timerEventDefinition>"
    files = diagram(f'<startEvent id="s">{event}</startEvent>', END, flows("s e"))
    assert told(files) == {("bpmn.timer", "s")}


@pytest.mark.parametrize("cancels", ["true", "false"])
def test_a_cycle_at_what_is_over_after_its_first_time(cancels: str) -> None:
    boundary = f'<boundaryEvent id="b" attachedToRef="a" cancelActivity="{cancels}">{CYCLE}</boundaryEvent>'
    handler = (
        '<subProcess id="h" triggeredByEvent="true">'
        f'<startEvent id="t" isInterrupting="{cancels}">{CYCLE}</startEvent>{task("x")}{flows("t x")}'
        "</subProcess>"
    )
    problems = told(diagram(START, task("a"), boundary, handler, END, flows("s a", "a e", "b e")))
    assert problems == ({("bpmn.cycle_once", "b"), ("bpmn.cycle_once", "t")} if cancels == "true" else set())


CELLS = {
    "number": {"１０００": "other_notation", "1.000,50": "other_notation", "10-20": "other_notation"},
    "date": {"2026/3/1": "bare_date", "2026年3月1日": "bare_date", '"2026-03-01"': "never_matches"},
    "string": {
        "小微企业": "unquoted_word",
        "小微 企业": "unquoted_word",
        "micro, small": "unquoted_word",
        "not(micro)": "unquoted_word",
        '"a" or "b"': "unlike_types",
        "starts with(?)": "no_signature",
        "other": "unquoted_word",  # an input of this name is there, but the column allows the text
        "second": "",
    },
    "boolean": {"是": "unquoted_word", "TRUE": "unquoted_word", '"true"': "never_matches", "true": ""},
}


@pytest.mark.parametrize(
    ("type_name", "cell", "code"),
    [(type_name, cell, code) for type_name, cells in CELLS.items() for cell, code in cells.items()],
)
def test_a_cell_that_is_read_as_something_else(type_name: str, cell: str, code: str) -> None:
    rules = [((cell, "-"), ('"a"',)), (("-", "-"), ('"b"',))]
    values = ('"other", "micro"',) if type_name == "string" and cell in ("other", "second") else ()
    logic = table(
        ["first", "other"], ["r"], rules, hit_policy="FIRST", input_types=[type_name], input_values=values
    )
    needs = ["<first", "<other", "<second"]
    inputs = (input_data("first", type_name), input_data("other"), input_data("second"))
    problems = told({"d.dmn": definitions(*inputs, decision("d", logic, needs))})
    assert {one for one, _ in problems} == ({f"dmn.{code}"} if code else set())
    assert {at for _, at in problems} <= {"r1"}


@pytest.mark.parametrize(
    ("output", "write"), [("approved", '"approved"'), ("通过", '"通过"'), ("True", "true")]
)
def test_an_unquoted_word_among_the_outputs(output: str, write: str) -> None:
    logic = table(["x"], ["r"], [(("> 5",), (output,)), (("-",), ("x",))], hit_policy="FIRST")
    (problem,) = lint({"d.dmn": definitions(input_data("x"), decision("d", logic, ["<x"]))})
    assert (problem.code, problem.severity, problem.element_id) == ("dmn.unquoted_word", "warning", "r1")
    assert write in problem.remedy_zh
    assert write in problem.remedy_en


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


FOREIGN = {
    '<userTask id="x" camunda:assignee="${boss}" camunda:candidateGroups="a,b"/>': (
        '<zeebe:assignmentDefinition assignee="=boss"/>',
        '<zeebe:assignmentDefinition candidateGroups="a,b"/>',
    ),
    '<userTask id="x" flowable:assignee="$INITIATOR"/>': ('assignee="$INITIATOR" → ',),
    '<userTask id="x"><extensionElements><zeebe:assignmentDefinition assignee="${boss}"/></extensionElements>'
    "</userTask>": ("assignmentDefinition assignee: =boss",),
    '<userTask id="x" camunda:assignee="a"><extensionElements><camunda:formData><camunda:formField id="f"/>'
    '</camunda:formData><camunda:taskListener event="create"/></extensionElements></userTask>': (
        '<zeebe:formDefinition formId="x_form"/> x_form.form (f)',
        '<serviceTask/> <sequenceFlow/> <userTask id="x"/>',
    ),
    '<manualTask id="x"><extensionElements><camunda:executionListener event="end" class="A"/>'
    "<camunda:failedJobRetryTimeCycle>R3/PT1M</camunda:failedJobRetryTimeCycle></extensionElements>"
    "</manualTask>": ('<manualTask id="x"/> <sequenceFlow/> <serviceTask>',),
    '<userTask id="x"><extensionElements><camunda:taskListener event="timeout" class="a.B"/>'
    '<camunda:taskListener event="complete" delegateExpression="${mail.sender}"/>'
    '<flowable:taskListener event="delete" class="C"/></extensionElements></userTask>': (
        '<boundaryEvent attachedToRef="x" cancelActivity="false"/> <sequenceFlow/> '
        '<serviceTask><zeebe:taskDefinition type="a.B"/></serviceTask>',
        '<userTask id="x"/> <sequenceFlow/> <serviceTask><zeebe:taskDefinition type="mail.sender"/>',
        "flowable:taskListener → ",
    ),
    '<serviceTask id="x" camunda:delegateExpression="${pay}" camunda:expression="${a + 1}">'
    '<extensionElements><camunda:field name="to" stringValue="me"/><camunda:field name="on"/>'
    "</extensionElements></serviceTask>": (
        '<zeebe:taskDefinition type="pay"/>',
        'expression="${a + 1}" → ',
        '<zeebe:header key="to" value="me"/>',
        "camunda:field → ",
    ),
    '<serviceTask id="x" camunda:type="external" camunda:topic="pay"><extensionElements>'
    "<camunda:failedJobRetryTimeCycle>R3/PT10M</camunda:failedJobRetryTimeCycle><camunda:inputOutput>"
    '<camunda:inputParameter name="l"><camunda:list><camunda:value>${a}</camunda:value></camunda:list>'
    '</camunda:inputParameter><camunda:outputParameter name="m"><camunda:map><camunda:entry key="k">v'
    "</camunda:entry></camunda:map></camunda:outputParameter></camunda:inputOutput><camunda:properties>"
    '<camunda:property name="n" value="1"/></camunda:properties></extensionElements></serviceTask>': (
        '<zeebe:taskDefinition type="pay"/>',
        '<zeebe:taskDefinition retries="3"/>',
        '<zeebe:input source="=[a]" target="l"/>',
        """<zeebe:output source='={"k": "v"}' target="m"/>""",
        '<zeebe:property name="n" value="1"/>',
    ),
    '<callActivity id="x"><extensionElements><zeebe:calledElement processId="q"/>'
    '<camunda:in variables="all"/><camunda:in sourceExpression="${a + 1}" target="b"/>'
    '<camunda:out source="c" target="d"/></extensionElements></callActivity>': (
        '<zeebe:calledElement propagateAllParentVariables="true"/>',
        '<zeebe:input source="=a + 1" target="b"/>',
        '<zeebe:output source="=c" target="d"/>',
    ),
    '<manualTask id="x"><multiInstanceLoopCharacteristics camunda:collection="people" '
    'flowable:elementVariable="one"><completionCondition>${nrOfCompletedInstances == 1}'
    "</completionCondition></multiInstanceLoopCharacteristics></manualTask>": (
        '<zeebe:loopCharacteristics inputCollection="=people"/>',
        '<zeebe:loopCharacteristics inputElement="one"/>',
        "completionCondition: =numberOfCompletedInstances = 1",
    ),
    '<intermediateCatchEvent id="x"><timerEventDefinition><timeDuration>${wait}</timeDuration>'
    "</timerEventDefinition></intermediateCatchEvent>": ("timeDuration: =wait",),
}


def test_what_another_engine_reads_of_an_error_is_told_though_it_stands_beside_the_process() -> None:
    error = '<error id="broken" errorCode="B" camunda:errorMessage="it broke"/>'
    (problem,) = lint({"p.bpmn": diagram(START, END, flows("s e"), before=error)})
    assert (problem.code, problem.element_id) == ("bpmn.foreign", "broken")
    assert 'errorMessage="it broke" → ' in problem.message_en


@pytest.mark.parametrize(
    ("owner", "event", "drawn"),
    [
        ("process", "start", "<startEvent/> <sequenceFlow/> <serviceTask>"),
        ("process", "end", "</serviceTask> <sequenceFlow/> <endEvent/>"),
        ("flow", "take", '<sequenceFlow sourceRef="s"/> <serviceTask>'),
    ],
)
def test_a_listener_of_a_process_or_a_flow_is_told_as_the_step_to_draw(
    owner: str, event: str, drawn: str
) -> None:
    listener = (
        f'<extensionElements><camunda:executionListener event="{event}" class="A"/></extensionElements>'
    )
    flow = '<sequenceFlow id="f" sourceRef="s" targetRef="e">'
    content = (listener, START, END, f"{flow}</sequenceFlow>")
    if owner == "flow":
        content = (START, END, f"{flow}{listener}</sequenceFlow>")
    (problem,) = lint({"p.bpmn": diagram(*content)})
    assert (problem.code, problem.element_id) == ("bpmn.foreign", "f" if owner == "flow" else "p")
    assert drawn in problem.message_en


@pytest.mark.parametrize(
    ("element", "chinese", "english"),
    [
        (
            '<userTask id="x" camunda:formKey="embedded:app:start.html"/>',
            "流程包中的表单",
            "a form of the package",
        ),
        ('<userTask id="x" camunda:dueDate="${bean.due(x)}"/>', "zeebe:taskSchedule", "zeebe:taskSchedule"),
        ('<serviceTask id="x" camunda:expression="${bean.pay(x)}"/>', "由作业完成", "a job, with its type"),
        ('<userTask id="x" flowable:skipExpression="${a}"/>', "没有对应写法", "nothing here says the same"),
    ],
)
def test_what_has_no_translation_is_told_with_what_stands_for_it(
    element: str, chinese: str, english: str
) -> None:
    problems = lint({"p.bpmn": diagram(START, element, END, flows("s x", "x e"))}, vocabulary=STARTED)
    (problem,) = [one for one in problems if one.code == "bpmn.foreign"]
    assert chinese in problem.message_zh
    assert english in problem.message_en
    assert "?" not in problem.message_zh + problem.message_en


@pytest.mark.parametrize("element", FOREIGN)
def test_what_another_engine_reads_is_one_finding_an_element_with_the_translation(element: str) -> None:
    problems = lint({"p.bpmn": diagram(START, element, END, flows("s x", "x e"))}, vocabulary=STARTED)
    (problem,) = [one for one in problems if one.severity == "error"]
    assert (problem.code, problem.element_id) == ("bpmn.foreign", "x")
    for text in FOREIGN[element]:
        assert text in problem.message_zh
        assert text in problem.message_en
