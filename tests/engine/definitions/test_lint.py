"""What the lint says, and what it must not say."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files as resources
from itertools import pairwise

import pytest

from engine.definitions import UNKNOWN, Vocabulary, lint
from tests.engine.definitions.vocabulary import CASES, VOCABULARY, package
from workflows.lint import check_form
from workflows.lint import lint as lint_for_platform
from workflows.packages import delivered, package_files

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:tongban="https://tongban.dev/schema/bpmn/1.0" targetNamespace="t">'
)
ROUTE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="n" namespace="t">
<decision id="route" name="route"><decisionTable hitPolicy="FIRST">
<input><inputExpression><text>region</text></inputExpression></input>
<output name="groups"/><output name="reviewer"/>
<rule><inputEntry><text>"a"</text></inputEntry>
<outputEntry><text>["operator", "windw:" + region]</text></outputEntry>
<outputEntry><text>"x"</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry>
<outputEntry><text>["opertor"]</text></outputEntry><outputEntry><text>"x"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
FORM = b"""{"id": "application", "type": "default", "components": [
{"type": "textfield", "id": "f1", "key": "amount", "label": "a", "properties": {"label_en": "a"}},
{"type": "group", "id": "g", "path": "bank", "label": "b", "components": [
{"type": "textfield", "id": "f2", "key": "account", "label": "c"}]}]}"""


def extensions(content: str) -> str:
    return f"<bpmn:extensionElements>{content}</bpmn:extensionElements>"


def script(element_id: str, expression: str, result: str) -> str:
    return (
        f'<bpmn:scriptTask id="{element_id}">'
        + extensions(f'<zeebe:script expression="{expression}" resultVariable="{result}"/>')
        + "</bpmn:scriptTask>"
    )


def sequence(*nodes: str, start: str = "", more: str = "") -> dict[str, bytes]:
    """A process that passes through `nodes` one after the other."""
    ids = ["begin", *(node.split('id="', 1)[1].split('"', 1)[0] for node in nodes), "done"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(ids)
    )
    content = (
        f'<bpmn:startEvent id="begin">{start}</bpmn:startEvent>{"".join(nodes)}<bpmn:endEvent id="done"/>'
    )
    process = f'<bpmn:process id="p" isExecutable="true">{content}{more}{flows}</bpmn:process>'
    text = f"{HEAD}{process}</bpmn:definitions>"
    return {"process.bpmn": text.encode()}


def said(files: dict[str, bytes], vocabulary: Vocabulary = VOCABULARY) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.element_id) for problem in lint(files, vocabulary=vocabulary)]


@pytest.mark.parametrize("process_id", delivered())
def test_the_delivered_packages_trigger_nothing(process_id: str) -> None:
    assert lint_for_platform(package_files(process_id)) == []


def test_the_benchmark_of_no_packages_is_not_empty() -> None:
    assert (
        len(delivered())
        == len([f for f in resources("bpmn").iterdir() if (f / "process.bpmn").is_file()])
        > 0
    )


def test_what_nobody_has_said_is_not_checked() -> None:
    for code in (
        "unknown_group",
        "unknown_job_type",
        "unknown_message",
        "unknown_process",
        "unknown_setting",
    ):
        assert (
            said(
                package(CASES / f"bpmn.{code}"), replace(UNKNOWN, start_variables=VOCABULARY.start_variables)
            )
            == []
        )


def test_problems_come_by_file_and_line() -> None:
    files = package(CASES / "bpmn.unknown_field") | {"a.bpmn": b"<!DOCTYPE x><x/>", "z.form": b"{"}
    found = lint(files, vocabulary=VOCABULARY)
    assert [problem.file for problem in found] == ["a.bpmn", "process.bpmn", "z.form"]


def test_one_broken_file_does_not_hide_what_is_wrong_in_the_others() -> None:
    files = {
        f"{code}.bpmn": package(CASES / code)["process.bpmn"] for code in ("xml.doctype", "bpmn.missing")
    }
    assert {code for code, _ in said(files)} == {"xml.doctype", "bpmn.missing"}


@pytest.mark.parametrize("line_end", ["\n", ""])
def test_what_the_schema_forbids_is_told_beside_other_findings_and_in_files_of_one_line(
    line_end: str,
) -> None:
    lines = (
        '<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' id="all" targetNamespace="t">',
        '<bpmn:process id="p" name="P" isExecutable="true"><bpmn:startEvent id="begin"/>',
        '<bpmn:userTask id="alone" name="seen by nobody" wrong="1"/>',
        '<bpmn:nonsense id="more"/>',
        '<bpmn:endEvent id="end"/><bpmn:sequenceFlow id="a" sourceRef="begin" targetRef="alone"/>',
        '<bpmn:sequenceFlow id="b" sourceRef="alone" targetRef="end"/></bpmn:process></bpmn:definitions>',
    )
    problems = lint({"process.bpmn": line_end.join(lines).encode()})
    assert {(one.code, one.element_id) for one in problems} == {
        ("bpmn.nobody_assigned", "alone"),
        ("bpmn.schema", "alone"),
        ("bpmn.schema", "more"),
    }


def test_groups_are_followed_into_decision_tables() -> None:
    rule = '<bpmn:businessRuleTask id="decide">' + extensions(
        '<zeebe:calledDecision decisionId="route" resultVariable="route"/>'
    )
    task = '<bpmn:userTask id="review">' + extensions(
        '<zeebe:assignmentDefinition candidateGroups="=route.groups"/>'
    )
    files = sequence(f"{rule}</bpmn:businessRuleTask>", f"{task}</bpmn:userTask>")
    found = lint(files | {"route.dmn": ROUTE.encode()}, vocabulary=VOCABULARY)
    assert {(p.code, p.element_id) for p in found} == {("bpmn.unknown_group", "review")}
    said_in_all = "".join(p.message_en for p in found)
    assert [f"but {name}" in said_in_all for name in ("windw:", "opertor", "operator")] == [True, True, False]


def test_columns_and_fields_of_variables_are_known() -> None:
    rule = '<bpmn:businessRuleTask id="decide">' + extensions(
        '<zeebe:calledDecision decisionId="route" resultVariable="route"/>'
    )
    task = '<bpmn:userTask id="fill">' + extensions(
        '<zeebe:assignmentDefinition candidateGroups="operator"/><zeebe:formDefinition formId="application"/>'
        '<tongban:approval actions="approve" result="review"/><tongban:form variable="application"/>'
    )
    reads = [
        script(
            "right", "=[route.reviewer, review.action, application.bank.account, application.bank]", "one"
        ),
        script("route", "=route.group", "two"),
        script("review", "=review.verdict", "three"),
        script("form", "=application.bank.number", "four"),
    ]
    files = sequence(f"{rule}</bpmn:businessRuleTask>", f"{task}</bpmn:userTask>", *reads)
    files |= {
        "route.dmn": ROUTE.replace("windw", "window").replace("opertor", "operator").encode(),
        "a.form": FORM,
    }
    assert said(files) == [("bpmn.unknown_field", name) for name in ("form", "review", "route")]


def test_what_a_process_declares_searchable_must_be_a_field() -> None:
    task = '<bpmn:userTask id="fill">' + extensions(
        '<zeebe:assignmentDefinition candidateGroups="operator"/><zeebe:formDefinition formId="application"/>'
    )
    declared = extensions(
        '<zeebe:properties><zeebe:property name="filters" value="amount  bank.account colour"/>'
        "</zeebe:properties>"
    )
    files = sequence(f"{task}</bpmn:userTask>") | {"a.form": FORM}
    text = (
        files["process.bpmn"].decode().replace('isExecutable="true">', f'isExecutable="true">{declared}', 1)
    )
    (problem,) = lint(files | {"process.bpmn": text.encode()}, vocabulary=VOCABULARY)
    assert (problem.code, problem.element_id) == ("bpmn.unknown_field", "p")
    assert "colour" in problem.message_en


def test_what_a_step_hides_of_another_form_must_be_a_field() -> None:
    task = '<bpmn:userTask id="score">' + extensions(
        '<zeebe:assignmentDefinition candidateGroups="operator"/><zeebe:formDefinition formId="application"/>'
        '<tongban:form variable="score" shows="application" hides="bank.account colour"/>'
    )
    files = sequence(f"{task}</bpmn:userTask>") | {"a.form": FORM}
    (problem,) = lint(files, vocabulary=VOCABULARY)
    assert (problem.code, problem.element_id) == ("bpmn.unknown_field", "score")
    assert "colour" in problem.message_en


def test_what_a_decision_reads_must_be_there() -> None:
    rule = '<bpmn:businessRuleTask id="decide">' + extensions(
        '<zeebe:calledDecision decisionId="route" resultVariable="route"/>'
    )
    dmn = ROUTE.replace("windw", "window").replace("opertor", "operator").encode()
    files = sequence(f"{rule}</bpmn:businessRuleTask>") | {"route.dmn": dmn}
    assert said(files) == []
    assert said(files, replace(VOCABULARY, start_variables=frozenset())) == [
        ("bpmn.unknown_variable", "decide")
    ]


@pytest.mark.parametrize(
    ("start", "start_variables", "severity"),
    [
        ("", frozenset({"b"}), "error"),
        ("", None, "warning"),
        (extensions('<tongban:variables names="b c"/>'), None, "error"),
        (extensions('<tongban:variables names="a b"/>'), None, None),
    ],
)
def test_an_unknown_variable_is_an_error_only_where_that_is_certain(
    start: str, start_variables: frozenset[str] | None, severity: str | None
) -> None:
    files = sequence(script("read", "=a + b", "c"), start=start)
    found = lint(files, vocabulary=replace(VOCABULARY, start_variables=start_variables))
    assert {problem.severity for problem in found} == ({severity} if severity else set())


def test_a_job_may_bring_anything_unless_it_says_what() -> None:
    job = (
        '<bpmn:serviceTask id="job">'
        + extensions('<zeebe:taskDefinition type="bring"/>%s')
        + "</bpmn:serviceTask>"
    )
    read = script("read", "=brought", "copy")
    severities = [
        [p.severity for p in lint(sequence(job % more, read), vocabulary=VOCABULARY)]
        for more in (
            "",
            '<tongban:variables names="other"/>',
            '<tongban:variables names="brought"/>',
            '<zeebe:ioMapping><zeebe:output source="=whatever" target="brought"/></zeebe:ioMapping>',
        )
    ]
    assert severities == [["warning"], ["error"], [], []]


def test_names_that_an_expression_binds_itself_are_known() -> None:
    expression = "=for x in [1] return x + {y: 2, z: y}.z + count([1, 2][item &gt; 1])"
    assert said(sequence(script("read", expression, "c"))) == []


def test_multi_instance_and_its_counts() -> None:
    task = (
        '<bpmn:userTask id="vote">'
        + extensions(
            '<zeebe:assignmentDefinition assignee="=expert"/>'
            '<tongban:approval actions="approve" result="vote"/>'
        )
        + "<bpmn:multiInstanceLoopCharacteristics>"
        + extensions(
            '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="expert" '
            'outputCollection="votes" outputElement="=vote.action"/>'
        )
        + "<bpmn:completionCondition>"
        "=numberOfCompletedInstances &gt; 1 and loopCounter &gt; 0 and count(votes) &gt; 0"
        "</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    assert said(sequence(task, script("read", "=votes", "c"))) == []


def test_a_variable_that_a_loop_brings_back_is_not_too_early() -> None:
    loop = (
        '<bpmn:exclusiveGateway id="again" default="again_done"/>'
        '<bpmn:sequenceFlow id="back" sourceRef="again" targetRef="first">'
        "<bpmn:conditionExpression>=score &lt; 5</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    nodes = [script("first", "=score", "copy"), script("rate", "=1", "score")]
    looped = sequence(
        *nodes,
        loop.split("<bpmn:sequenceFlow", 1)[0],
        more="<bpmn:sequenceFlow" + loop.split("<bpmn:sequenceFlow", 1)[1],
    )
    assert said(looped) == []
    assert said(sequence(*nodes)) == [("bpmn.variable_too_early", "first")]


@pytest.mark.parametrize("ordering", ["Parallel", "Sequential"])
def test_what_a_round_of_an_ad_hoc_subprocess_leaves_is_there_in_the_next(ordering: str) -> None:
    def free(condition: str) -> dict[str, bytes]:
        inside = script("first", "=score", "copy") + script("rate", "=1", "score")
        flow = '<bpmn:sequenceFlow id="on" sourceRef="first" targetRef="rate"/>'
        chosen = extensions('<zeebe:adHoc activeElementsCollection="=[&#34;first&#34;]"/>')
        return sequence(
            f'<bpmn:adHocSubProcess id="free" ordering="{ordering}">{chosen}{inside}{flow}{condition}'
            "</bpmn:adHocSubProcess>"
        )

    assert said(free("<bpmn:completionCondition>=score = 1</bpmn:completionCondition>")) == []
    once = [("bpmn.variable_too_early", "first")] if ordering == "Parallel" else []
    assert said(free("")) == once


def test_fields_of_forms_are_checked_with_their_conditions() -> None:
    facts = check_form(FORM.replace(b'"label": "c"', b'"label": "c", "conditional": {"hide": "=amuont = 1"}'))
    assert (facts.findings, facts.reads) == ((), {"amuont": "f2"})
    facts = check_form(
        FORM.replace(b'"label": "c"', b'"label": "c", "conditional": {"hide": "=amount > > 1"}')
    )
    assert "第 1 行第 10 列" in facts.findings[0].message_zh
    assert "Line 1, column 10" in facts.findings[0].message_en
    assert check_form(FORM).fields == {"amount", "bank.account"}


def test_flows_of_two_files_must_not_share_an_id() -> None:
    one = sequence(script("a", "=1", "x"))["process.bpmn"]
    two = (
        one.replace(b'"p"', b'"q"')
        .replace(b'"begin"', b'"begin2"')
        .replace(b'"a"', b'"a2"')
        .replace(b'"done"', b'"done2"')
    )
    assert set(said({"one.bpmn": one, "two.bpmn": two})) == {
        ("bpmn.duplicate_id", "begin_a"), ("bpmn.duplicate_id", "a_done"),
    }  # fmt: skip


def test_all_ids_that_two_files_share_come_with_new_ones() -> None:
    one = sequence(script("a", "=1", "x"))["process.bpmn"]
    found = lint({"one.bpmn": one, "two.bpmn": one.replace(b'"p"', b'"q"')}, vocabulary=VOCABULARY)
    told = {problem.element_id: problem for problem in found if problem.code == "bpmn.duplicate_id"}
    assert told.keys() == {"begin", "a", "done", "begin_a", "a_done"}
    for element_id, problem in told.items():
        assert problem.file == "two.bpmn"
        assert f"write {element_id}_q" in problem.message_en
        assert f"改为“{element_id}_q”" in problem.message_zh


def test_a_loop_that_something_interrupts_has_a_way_out() -> None:
    endless = (
        '<bpmn:subProcess id="sub"><bpmn:startEvent id="s"/>'
        '<bpmn:manualTask id="a"/><bpmn:manualTask id="b"/>'
        '<bpmn:sequenceFlow id="s_a" sourceRef="s" targetRef="a"/>'
        '<bpmn:sequenceFlow id="a_b" sourceRef="a" targetRef="b"/>'
        '<bpmn:sequenceFlow id="b_a" sourceRef="b" targetRef="a"/></bpmn:subProcess>'
    )
    boundary = (
        '<bpmn:boundaryEvent id="late" attachedToRef="sub"%s><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    assert said(sequence(endless)) == [("bpmn.no_way_to_end", "a")]
    assert said(sequence(endless, more=boundary % "")) == []
    assert said(sequence(endless, more=boundary % ' cancelActivity="false"')) == [("bpmn.no_way_to_end", "a")]


def test_an_expression_is_told_with_its_line_and_column() -> None:
    (found,) = lint(sequence(script("read", "=1 +&#10; * 2", "c")), vocabulary=VOCABULARY)
    assert (found.code, found.element_id) == ("bpmn.expression", "read")
    assert "line 2, column 2" in found.message_en.lower()
    (found,) = lint(sequence(script("read", "=1 + * 2", "c")), vocabulary=VOCABULARY)
    assert "column 6" in found.message_en


def told(files: dict[str, bytes]) -> str:
    return "\n".join(problem.message_en for problem in lint(files, vocabulary=VOCABULARY))


def job(job_type: str, *headers: tuple[str, str]) -> str:
    said = "".join(f'<zeebe:header key="{key}" value="{value}"/>' for key, value in headers)
    return (
        '<bpmn:serviceTask id="job">'
        + extensions(
            f'<zeebe:taskDefinition type="{job_type}"/><zeebe:taskHeaders>{said}</zeebe:taskHeaders>'
        )
        + "</bpmn:serviceTask>"
    )


def test_a_job_gives_what_its_contract_says() -> None:
    form = '<tongban:form variable="application"/>' + '<zeebe:formDefinition formId="application"/>'
    task = '<bpmn:userTask id="fill">' + extensions(
        f'<zeebe:assignmentDefinition candidateGroups="operator"/>{form}'
    )
    opened = job("panel.open", ("form", "application"))
    right = script("right", "=panel.members", "one")
    wrong = script("wrong", "=panel.membres", "two")
    files = sequence(f"{task}</bpmn:userTask>", opened, right, wrong) | {"a.form": FORM}
    assert said(files) == [("bpmn.unknown_field", "wrong")]
    assert "panel.membres does not (did you mean panel.members?)" in told(files)
    assert said(sequence(job("notice.send"), script("read", "=brought", "x"))) == [
        ("bpmn.unknown_variable", "read")
    ]


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ((("tmplate", "case_approved"),), "but tmplate is not one (did you mean template?)"),
        ((("template", "case_aproved"),), "but case_aproved is not one (did you mean case_approved?)"),
        ((("to", "candidate"),), "Expected header to to be one of: applicant, candidates"),
        ((("groups", "operator, finace"),), "but finace is not one (did you mean finance?)"),
        ((("priority", "200"),), "a whole number from 0 to 100, but it is 200"),
        ((("task", "nowhere"),), "but nowhere is not one; there are: none"),
    ],
)
def test_headers_are_held_against_the_contract(headers: tuple[tuple[str, str], ...], sentence: str) -> None:
    assert sentence in told(sequence(job("notice.send", *headers)))


def review(result: str = "review", more: str = "") -> str:
    return (
        '<bpmn:userTask id="review">'
        + extensions(
            '<zeebe:assignmentDefinition candidateGroups="operator"/>'
            f'<tongban:approval actions="approve reject" result="{result}" {more}/>'
        )
        + "</bpmn:userTask>"
    )


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("=review.action = &quot;approved&quot;", "approved"),
        ("=&quot;rejct&quot; != review.action", "rejct"),
        ("=review.action in (&quot;approve&quot;, &quot;return&quot;)", "return"),
        ("=review.action = &quot;approve&quot; or review.opinion = &quot;no&quot;", None),
    ],
)
def test_a_step_only_ever_says_what_it_permits(expression: str, wrong: str | None) -> None:
    files = sequence(review(), script("read", expression, "x"))
    assert said(files) == ([] if wrong is None else [("bpmn.unknown_word", "read")])
    assert wrong is None or f"it is never {wrong}" in told(files)


def test_what_may_come_from_somewhere_else_is_not_judged() -> None:
    overwritten = script("again", "=review", "review")
    read = script("read", "=review.action = &quot;approved&quot;", "x")
    assert said(sequence(review(), overwritten, read)) == []


def test_columns_of_tables_read_members_and_words_that_exist() -> None:
    rule = '<bpmn:businessRuleTask id="decide">' + extensions(
        '<zeebe:calledDecision decisionId="route" resultVariable="way"/>'
    )
    table = ROUTE.replace("<text>region</text>", "<text>review.action</text>")
    table = table.replace("windw", "window").replace("opertor", "operator")
    files = sequence(review(), f"{rule}</bpmn:businessRuleTask>")
    found = lint(files | {"route.dmn": table.encode()}, vocabulary=VOCABULARY)
    assert [(p.code, p.element_id) for p in found] == [("bpmn.unknown_word", "decide")]
    assert "rule 1, column 1" in found[0].message_en
    table = table.replace("review.action", "review.acton")
    found = lint(files | {"route.dmn": table.encode()}, vocabulary=VOCABULARY)
    assert [p.code for p in found] == ["bpmn.unknown_field"]
    assert "did you mean review.action?" in found[0].message_en


@pytest.mark.parametrize(
    ("extension", "sentence"),
    [
        ('<tongban:right default="read"/>', "but tongban:right is not (did you mean tongban:rights?)"),
        ('<tongban:form varable="application"/>', "but tongban:form varable is not (did you mean variable?)"),
        (
            '<tongban:rights default="read"><tongban:feild path="a"/></tongban:rights>',
            "but tongban:feild is not (did you mean tongban:field?)",
        ),
        (
            '<tongban:rights default="read"><tongban:field path="a" acess="read"/></tongban:rights>',
            "but tongban:field acess is not (did you mean access?)",
        ),
        ("<zeebe:taskSchedul/>", "but zeebe:taskSchedul is not (did you mean zeebe:taskSchedule?)"),
        (
            '<zeebe:taskSchedule dueDat="=now()"/>',
            "but zeebe:taskSchedule dueDat is not (did you mean dueDate?)",
        ),
        (
            '<zeebe:calledElement processId="other" propagateAllChildVariables="flase"/>',
            "but found flase (did you mean false?)",
        ),
        (
            '<zeebe:script expression="=1" resultVariable="one"/>',
            "Expected zeebe:script where it is read (scriptTask), but it stands at userTask",
        ),
        ('<tongban:form variable="f" needs="aprove"/>', "but found aprove (did you mean approve?)"),
        ('<tongban:form variable="f" shows="amuont"/>', "nothing provides amuont (did you mean amount?)"),
    ],
)
def test_extensions_that_nothing_reads_are_told(extension: str, sentence: str) -> None:
    task = review().replace("</bpmn:extensionElements>", f"{extension}</bpmn:extensionElements>")
    assert sentence in told(sequence(task))


def test_what_other_engines_may_read_is_a_warning() -> None:
    unread = '<zeebe:taskSchedul/><zeebe:script expression="=1" resultVariable="n"/>'
    task = review().replace("</bpmn:extensionElements>", f"{unread}</bpmn:extensionElements>")
    found = {(one.code, one.severity) for one in lint(sequence(task), vocabulary=VOCABULARY)}
    assert {
        ("bpmn.unknown_extension", "warning"),
        ("bpmn.misplaced_extension", "warning"),
    } == found


def test_an_element_of_somebody_unknown_is_left_alone_where_nobody_has_said_which_there_are() -> None:
    task = review().replace("</bpmn:extensionElements>", "<tongban:own a='b'/></bpmn:extensionElements>")
    codes = [code for code, _ in said(sequence(task), replace(VOCABULARY, extensions=None))]
    assert "bpmn.unknown_extension" not in codes


def test_words_are_followed_into_what_a_loop_collects() -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
        'inputCollection="=[1, 2]" outputCollection="votes" outputElement="=review.action"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    task = review().replace("</bpmn:userTask>", loop)
    right = script("right", "=some v in votes satisfies v = &quot;reject&quot;", "one")
    wrong = script("wrong", "=every v in votes satisfies v = &quot;approved&quot;", "two")
    assert said(sequence(task, right, wrong)) == [("bpmn.unknown_word", "wrong")]


def test_attributes_of_another_engine_come_with_their_translation() -> None:
    found = lint(package(CASES / "bpmn.foreign"), vocabulary=VOCABULARY)
    assert [(p.code, p.element_id) for p in found] == [("bpmn.foreign", "decide")]
    for text in ('candidateGroups="operator"', 'assignee="=reviewer"', "camunda:assignee"):
        assert text in found[0].message_en
        assert text in found[0].message_zh


def test_the_translation_is_what_an_import_would_write() -> None:
    """An expression is told in FEEL, and one that means nothing here as it stands, with a question mark."""
    attributes = (
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:assignee="${vip ? \'a\' : boss}" '
        'camunda:dueDate="${bean.due(x)}" camunda:formKey="deployment:order.form"'
    )
    task = review().replace("<bpmn:userTask ", f"<bpmn:userTask {attributes} ")
    (problem,) = [p for p in lint(sequence(task), vocabulary=VOCABULARY) if p.code == "bpmn.foreign"]
    for text in (
        """assignee='=if vip then "a" else boss'""",
        'dueDate="${bean.due(x)}" → ',
        'formId="order"',
    ):
        assert text in problem.message_en


def test_a_form_names_the_component_and_the_nearest_field() -> None:
    wrong = FORM.replace(b'"label": "a",', b'"label": "a", "conditional": {"hide": "=amuont = 1"},')
    task = review().replace("<tongban", '<zeebe:formDefinition formId="application"/><tongban')
    found = [p for p in lint(sequence(task) | {"a.form": wrong}, vocabulary=VOCABULARY) if p.file == "a.form"]
    assert [(p.code, p.element_id, p.severity) for p in found] == [("form.unknown_variable", "f1", "warning")]
    assert "(did you mean amount?)" in found[0].message_en


def test_a_form_reads_what_the_process_has() -> None:
    reading = FORM.replace(b'"label": "a",', b'"label": "a", "conditional": {"hide": "=verdict = 1"},')
    task = review().replace("<tongban", '<zeebe:formDefinition formId="application"/><tongban')
    declared = extensions('<tongban:variables names="verdict"/>')
    for start in (declared, ""):
        found = lint(sequence(task, start=start) | {"a.form": reading}, vocabulary=VOCABULARY)
        assert ("form.unknown_variable" in [p.code for p in found]) is not bool(start)


def test_the_form_of_a_start_goes_where_the_installation_puts_it() -> None:
    """Not among the variables: an expression that reads a field by its name alone is null at run time."""
    start = extensions('<zeebe:formDefinition formId="application"/>')
    known = replace(
        VOCABULARY, start_variables=frozenset({"applied"}), start_form_variable=lambda _process: "applied"
    )
    for source, wrong in (
        ("=amount + 1", "bpmn.unknown_variable"),
        ("=applied.amount + 1", None),
        ("=applied.amuont + 1", "bpmn.unknown_field"),
    ):
        files = sequence(script("read", source, "c"), start=start) | {"a.form": FORM}
        assert said(files, known) == ([(wrong, "read")] if wrong else []), source


def test_a_field_offers_only_lists_that_something_fills() -> None:
    asked = b'{"type": "select", "id": "where", "key": "where", "label": "w", "valuesKey": "%s"},'
    for key, count in ((b"regions", 0), (b"reginos", 1)):
        form = FORM.replace(b'"components": [', b'"components": [' + asked % key, 1)
        wrong = [one for one in check_form(form).findings if one.severity == "error"]
        assert len(wrong) == count
        assert all("did you mean regions?" in one.message_en and one.component == "where" for one in wrong)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("option.yaml", "options.yaml"),
        ("notice.yml", "notices.yaml"),
        ("readme.md", "README.md"),
        ("Leave.FORM", "*.form"),
        ("leave.from", "*.form"),
        ("process.bpmn~", "*.bpmn"),
    ],
)
def test_a_file_that_nothing_reads_is_told_with_the_name_that_was_meant(name: str, meant: str) -> None:
    files = sequence(review())
    assert lint({**files, "README.md": b""}, vocabulary=VOCABULARY) == lint(files, vocabulary=VOCABULARY)
    listed = lint({**files, name: b""}, vocabulary=VOCABULARY)
    (stray,) = [p for p in listed if p.code == "package.unknown_file"]
    assert (stray.file, stray.severity) == (name, "error")
    assert f"(did you mean {meant}?)" in stray.message_en


TEXT = b"""paid: {kind: verdict, subject: a, subject_en: Paid, body: b, body_en: Paid}
kept: {kind: verdict, subject: a, subject_en: Kept, body: b, body_en: Kept}
"""
PROFILES = b"""photos: {label: a, label_en: a, kinds: [JPEG], max_megabytes: 5}
plans: {label: b, label_en: b, kinds: [PDF], max_megabytes: 5}
"""
PICKER = b"""{"id": "application", "type": "default", "components": [
{"type": "filepicker", "id": "f", "key": "a", "label": "a",
"properties": {"upload": "photos", "label_en": "a"}}]}"""


def sends(job_type: str) -> str:
    header = '<zeebe:taskHeaders><zeebe:header key="template" value="paid"/></zeebe:taskHeaders>'
    told = extensions(f'<zeebe:taskDefinition type="{job_type}"/>{header}')
    return f'<bpmn:serviceTask id="tell">{told}</bpmn:serviceTask>'


def unused(files: dict[str, bytes]) -> list[tuple[str, int | None]]:
    problems = lint_for_platform(files)
    return [(one.file, one.line) for one in problems if one.code == "package.unused_data"]


def test_a_notice_text_or_upload_profile_that_nothing_names_is_told() -> None:
    form = extensions('<zeebe:formDefinition formId="application"/>')
    files = sequence(sends("notice.send"), start=form)
    files |= {"notices.yaml": TEXT, "uploads.yaml": PROFILES, "application.form": PICKER}
    assert unused(files) == [("notices.yaml", 2), ("uploads.yaml", 2)]
    computed = sequence(sends("=application.a"), start=form)
    assert unused(files | computed) == [("uploads.yaml", 2)]  # a job of any type may send any text


def test_a_list_of_the_name_of_a_field_is_told() -> None:
    field = """{"type": "select", "id": "f", "key": "%s", "label": "a", "valuesKey": "kinds",
    "properties": {"label_en": "a"}}"""
    lists = {"options.yaml": b"kinds: [{value: a, label: b, label_en: b}]"}
    for key, told in (("kinds", True), ("kind", False)):
        form = f'{{"id": "application", "type": "default", "components": [{field % key}]}}'.encode()
        problems = check_form(form, lists).findings
        assert [(one.code, one.component) for one in problems] == ([("hidden_list", "f")] if told else [])


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("shown.amuont", "reads shown.amuont (did you mean shown.amount?)"),
        ("application.bank.acount", "did you mean application.bank.account?"),
        ("shown.amount + application.bank.account", ""),
        ("string join([name, applicant_name])", ""),
    ],
)
def test_a_title_reads_fields_that_its_form_has(pattern: str, sentence: str) -> None:
    form = '<zeebe:formDefinition formId="application"/>'
    start = extensions(f'{form}<tongban:start title="={pattern}" title_en="={pattern}"/>')
    files = sequence(start=start) | {"application.form": FORM}
    told = [one.message_en for one in lint_for_platform(files) if one.code == "bpmn.wrong_start"]
    assert all(sentence in one for one in told)
    assert bool(told) is bool(sentence)
