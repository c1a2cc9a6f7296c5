"""Each kind of mistake in forms that are not its usual example: told with its element, or left alone."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.definitions import lint
from tests.engine.definitions.diagrams import CYCLE, END, START, STARTED, TIMER, diagram, flows, task, told
from tests.engine.dmn.models import decision, definitions, input_data, table


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
        '"a" or "b"': "other_notation",
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
