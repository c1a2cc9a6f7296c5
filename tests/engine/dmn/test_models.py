from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import pytest

import engine.dmn
from engine.dmn import ModelInvalid, ModelTooDeep, UnknownDecision, parse_model, parse_models
from engine.dmn.messages import MESSAGES
from engine.dmn.remedies import REMEDIES
from engine.dmn.xml_elements import NAMESPACES
from engine.errors import NotFound
from engine.feel import Budget, FeelBudgetExceeded
from tests.engine.dmn.models import DMN_15, decision, definitions, input_data, literal, table
from tests.engine.rlimit import run_bounded

ENTRY = f'<contextEntry><variable name="a"/>{literal("1")}</contextEntry>'
_IN_JAVASCRIPT = '<inputEntry expressionLanguage="javascript"'
_IN_B_FEEL = '<literalExpression expressionLanguage="https://www.omg.org/spec/DMN/20240513/B-FEEL/"'
PMT = (
    '<businessKnowledgeModel id="pmt" name="monthly payment"><variable name="monthly payment"/>'
    '<encapsulatedLogic><formalParameter name="loan amount" typeRef="number"/>'
    f'<formalParameter name="n" typeRef="number"/>{literal("loan amount / n", "number")}'
    "</encapsulatedLogic></businessKnowledgeModel>"
)


def value(*content: str, decide: str = "d", **inputs: Any) -> Any:
    model = parse_model(definitions(*content))
    assert model.problems == ()
    return model.evaluate(decide, inputs).value


def problem_codes(*content: str) -> list[str]:
    try:
        return [problem.code for problem in parse_model(definitions(*content)).problems]
    except ModelInvalid as error:
        return [problem.code for problem in error.problems]


def test_the_public_names() -> None:
    assert sorted(engine.dmn.__all__) == [
        "Aggregation",
        "DecisionResult",
        "DecisionTable",
        "DecisionTrace",
        "DmnError",
        "DmnWarning",
        "Example",
        "Gap",
        "HitPolicy",
        "Model",
        "ModelInvalid",
        "ModelTooDeep",
        "Overlap",
        "RuleMatch",
        "TableAnalysis",
        "TableInput",
        "TableTrace",
        "UnknownDecision",
        "UnreachableRule",
        "analyse",
        "parse_model",
        "parse_models",
        "table_problems",
    ]


@pytest.mark.parametrize("namespace", sorted(NAMESPACES))
def test_every_namespace_of_the_standard_is_read(namespace: str) -> None:
    data = definitions(decision("d", literal("1 + 1")), namespace=namespace)
    assert parse_model(data).evaluate("d", {}).value == 2


def test_required_decisions_are_evaluated_first_and_each_once() -> None:
    model = parse_model(
        definitions(
            input_data("x", "number"),
            decision("base", literal("x * 2"), ["<x"]),
            decision("left", literal("base + 1"), ["base"]),
            decision("right", literal("base + 2"), ["base"]),
            decision("d", literal("left + right"), ["left", "right"]),
        )
    )
    result = model.evaluate("d", {"x": 5})
    assert result.value == 23
    assert [trace.name for trace in result.trace] == ["base", "left", "right", "d"]
    assert model.inputs_of("d") == ("x",)


def test_a_decision_sees_only_what_it_requires() -> None:
    content = (input_data("x"), decision("d", literal("x")))
    assert value(*content, x=5) is None


def test_inputs_without_input_data_are_seen_as_camunda_does() -> None:
    assert value(decision("d", literal("application.amount + 1")), application={"amount": 5}) == 6


def test_a_missing_input_is_null_and_said() -> None:
    model = parse_model(definitions(input_data("x", "number"), decision("d", literal("x = null"), ["<x"])))
    result = model.evaluate("d", {})
    assert result.value is True
    assert [warning.code for warning in result.warnings] == ["dmn.input_missing"]


def test_knowledge_is_invoked_by_position_by_name_and_boxed() -> None:
    boxed = (
        f"<invocation>{literal('monthly payment')}"
        f'<binding><parameter name="n"/>{literal("4")}</binding>'
        f'<binding><parameter name="loan amount"/>{literal("x")}</binding></invocation>'
    )
    for logic in (literal("monthly payment(x, 4)"), literal("monthly payment(n: 4, loan amount: x)"), boxed):
        assert value(PMT, input_data("x"), decision("d", logic, ["<x"], ["pmt"]), x=100) == 25


def test_wrong_arguments_give_null_and_a_reason() -> None:
    for call in ('monthly payment("a", 4)', "monthly payment(1)", "monthly payment(m: 4, loan amount: 1)"):
        model = parse_model(definitions(PMT, decision("d", literal(call), (), ["pmt"])))
        result = model.evaluate("d", {})
        assert result.value is None
        assert result.warnings


def test_boxed_context_list_relation_function_conditional_and_filter() -> None:
    context = (
        f'<context><contextEntry><variable name="net sum"/>{literal("100")}</contextEntry>'
        f'<contextEntry><variable name="tax"/>{literal("net sum * 0.1")}</contextEntry>'
        f"<contextEntry>{literal('net sum + tax')}</contextEntry></context>"
    )
    assert value(decision("d", context)) == 110
    assert value(decision("d", f"<list>{literal('1')}{literal('2')}</list>")) == [1, 2]
    relation = (
        '<relation><column name="a"/><column name="b c"/>'
        f"<row>{literal('1')}{literal('2')}</row><row>{literal('3')}{literal('4')}</row></relation>"
    )
    assert value(decision("d", relation)) == [{"a": 1, "b c": 2}, {"a": 3, "b c": 4}]
    parameter = '<formalParameter name="n" typeRef="number"/>'
    function = f"<functionDefinition>{parameter}{literal('n + 1')}</functionDefinition>"
    content = (decision("f", function), decision("d", literal("f(41)"), ["f"]))
    assert value(*content) == 42
    conditional = (
        f"<conditional><if>{literal('x > 1')}</if><then>{literal('1')}</then>"
        f"<else>{literal('2')}</else></conditional>"
    )
    assert [value(decision("d", conditional), x=x) for x in (5, 0, None)] == [1, 2, 2]
    boxed_filter = (
        f"<filter><in>{literal('[{a: 1}, {a: 5}]')}</in>"
        f"<match>{literal('item.a > 2 and a > 3')}</match></filter>"
    )
    assert value(decision("d", boxed_filter)) == [{"a": 5}]


def test_a_table_inside_a_context_sees_earlier_entries() -> None:
    inner = table(["base"], ["o"], [(["> 10"], ["base + 1"])])
    context = (
        f'<context><contextEntry><variable name="base"/>{literal("41")}</contextEntry>'
        f"<contextEntry>{inner}</contextEntry></context>"
    )
    assert value(decision("d", context)) == 42


def test_decision_services_take_parameters_and_give_one_or_several_values() -> None:
    content = (
        input_data("x", "number"),
        decision("inner", literal("0"), type_name="number"),
        decision("a", literal("x + inner"), ["<x", "inner"]),
        decision("b", literal("x - inner"), ["<x", "inner"]),
        '<decisionService id="s" name="s"><outputDecision href="#a"/><outputDecision href="#b"/>'
        '<inputDecision href="#inner"/><inputData href="#x"/></decisionService>',
        decision("d", literal("s(10, 3)"), (), ["s"]),
    )
    assert value(*content) == {"a": 13, "b": 7}
    assert value(*content, decide="s", x=1, inner=1) == {"a": 2, "b": 0}


def test_imported_models_are_seen_below_the_name_of_the_import() -> None:
    imported = parse_model(
        definitions(
            PMT, input_data("y", "number"), decision("twice", literal("y * 2"), ["<y"]), own="urn:other"
        )
    )
    data = definitions(
        f'<import name="other" namespace="urn:other" importType="{DMN_15}"/>',
        '<decision id="d" name="d"><informationRequirement><requiredDecision href="urn:other#twice"/>'
        '</informationRequirement><knowledgeRequirement><requiredKnowledge href="urn:other#pmt"/>'
        f"</knowledgeRequirement>{literal('other.monthly payment(other.twice, 4)')}</decision>",
    )
    model = parse_model(data, imports={"urn:other": imported})
    assert model.problems == ()
    assert model.evaluate("d", {"y": 8}).value == 4
    assert model.evaluate("d", {"other": {"y": 16}}).value == 8
    assert [problem.code for problem in parse_model(data).problems] == [
        "dmn.unresolved_import",
        "dmn.dangling_reference",
        "dmn.dangling_reference",
    ]


@pytest.mark.parametrize(
    ("type_xml", "given", "expected"),
    [
        ('<typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues>', "a", "a"),
        ('<typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues>', "c", None),
        ("<typeRef>number</typeRef><allowedValues><text>[0..10]</text></allowedValues>", 11, None),
        ("<typeRef>number</typeRef>", "1", None),
        ("<typeRef>number</typeRef>", [1], Decimal(1)),
        (
            '<itemComponent name="n"><typeRef>number</typeRef></itemComponent>',
            {"n": 1, "m": 2},
            {"n": 1, "m": 2},
        ),
        ('<itemComponent name="n"><typeRef>number</typeRef></itemComponent>', {"n": "x"}, None),
        (
            '<itemComponent name="n"><typeRef>t</typeRef></itemComponent>',
            {"n": {"n": None}},
            {"n": {"n": None}},
        ),
    ],
)
def test_values_are_checked_against_item_definitions(type_xml: str, given: Any, expected: Any) -> None:
    content = (f'<itemDefinition name="t">{type_xml}</itemDefinition>', input_data("x", "t"))
    assert value(*content, decision("d", literal("x"), ["<x"]), x=given) == expected


def test_collections_are_checked_item_by_item() -> None:
    definition = (
        '<itemDefinition name="t" isCollection="true"><typeRef>number</typeRef>'
        "<allowedValues><text>&gt; 0</text></allowedValues></itemDefinition>"
    )
    content = (definition, input_data("x", "t"), decision("d", literal("x"), ["<x"]))
    assert value(*content, x=[1, 2]) == [1, 2]
    assert value(*content, x=3) == [3]
    assert value(*content, x=[1, -1]) is None


def test_a_date_serves_as_date_and_time() -> None:
    content = (input_data("x", "date and time"), decision("d", literal("string(x)"), ["<x"]))
    assert value(*content, x=dt.date(2026, 1, 2)) == "2026-01-02T00:00:00Z"


def test_instance_of_knows_the_types_of_the_model() -> None:
    definition = '<itemDefinition name="Size"><typeRef>number</typeRef></itemDefinition>'
    content = (definition, decision("d", literal('[5 instance of Size, "a" instance of Size]')))
    assert value(*content) == [True, False]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ([decision("d", literal("1 +"))], "dmn.syntax"),
        ([decision("d", table(["x"], ["o"], [(["<<"], ["1"])]))], "dmn.syntax"),
        ([decision("d", literal("1"), ["nowhere"])], "dmn.dangling_reference"),
        ([decision("a", literal("b"), ["b"]), decision("b", literal("a"), ["a"])], "dmn.cycle"),
        ([decision("d", literal("1"), type_name="nosuch")], "dmn.unknown_type"),
        ([decision("d", literal("1")), decision("d", literal("2"))], "dmn.duplicate_id"),
        (['<decision id="d"/>'], "dmn.missing_name"),
        ([decision("d", table(["x"], ["o"], [(["1", "2"], ["1"])]))], "dmn.rule_width"),
        (
            [decision("d", f'<relation><column name="a"/><row>{literal("1") * 2}</row></relation>')],
            "dmn.row_width",
        ),
        ([decision("d", '<relation><column name="a"/><column name="a"/></relation>')], "dmn.duplicate_name"),
        ([decision("d", f"<context>{ENTRY * 2}</context>")], "dmn.duplicate_name"),
        ([decision("d", table(["x"], [], []))], "dmn.no_output"),
        ([decision("d", table(["x"], ["a", "a"], []))], "dmn.output_name"),
        ([decision("d", table([""], ["a"], []))], "dmn.missing_expression"),
        ([decision("d", table(["x"], ["a"], [], hit_policy="BEST"))], "dmn.hit_policy"),
        ([decision("d", table(["x"], ["a"], [], hit_policy="COLLECT", aggregation="X"))], "dmn.aggregation"),
        ([decision("d", table(["x"], ["a"], [], hit_policy="PRIORITY"))], "dmn.priorities_missing"),
        ([decision("d", "<conditional/>")], "dmn.missing_expression"),
        ([decision("d", f"<list>{literal('')}</list>")], "dmn.missing_expression"),
        ([decision("d", "<functionDefinition kind='Java'/>")], "dmn.external_function"),
        (
            [
                decision(
                    "d",
                    "<literalExpression expressionLanguage='urn:python'><text>1</text></literalExpression>",
                )
            ],
            "dmn.other_language",
        ),
        (
            [decision("d", table(["1"], ["a"], [(["1"], ["1"])]).replace("<inputEntry", _IN_JAVASCRIPT))],
            "dmn.other_language",
        ),
        ([decision("d", literal("1").replace("<literalExpression", _IN_B_FEEL))], "dmn.other_language"),
        (['<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>'], "dmn.type_cycle"),
        (
            [
                '<itemDefinition name="t"><typeRef>number</typeRef><allowedValues><text>[</text>'
                "</allowedValues></itemDefinition>"
            ],
            "dmn.syntax",
        ),
        (["<import name='i' namespace='urn:i' importType='urn:dmn'/>"], "dmn.unresolved_import"),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_each_problem_is_named(content: list[str], code: str) -> None:
    assert set(problem_codes(*content)) == {code}
    assert code in REMEDIES


def test_what_is_not_feel_is_told_once_and_not_read_as_feel() -> None:
    """Tables of Camunda 7 may have another language in each place."""
    written = table(
        ["${x}"], ["a"], [(["cellInput > 1"], ["${y}"])], output_values=["a b c"], defaults=["{z}"]
    )
    places = ("<inputExpression", "<inputEntry", "<outputEntry", "<outputValues", "<defaultOutputEntry")
    for place in places:
        assert place in written
        written = written.replace(place, f"{place} expressionLanguage='juel'")
    assert problem_codes(decision("d", written)) == ["dmn.other_language"] * len(places)


def test_a_literal_that_denotes_nothing_is_a_problem_and_null() -> None:
    model = parse_model(definitions(decision("d", literal('[@"2026-02-30" = null, @"foo"]'))))
    assert [problem.code for problem in model.problems] == ["dmn.syntax"]
    assert model.evaluate("d", {}).value == [True, None]


def test_problems_carry_element_place_and_both_languages() -> None:
    content = decision("d", table(["x"], ["o"], [(["1"], ["1"]), (["1 1"], ["1"])]))
    (problem,) = parse_model(definitions(content), file="a.dmn").problems
    assert (problem.file, problem.element_id, problem.severity) == ("a.dmn", "r2", "error")
    assert problem.message_en.startswith("Rule 2, column 1 is not FEEL: ")
    assert problem.message_zh.startswith("第 2 条规则第 1 列不是正确的 FEEL:")
    assert problem.remedy_en
    assert problem.remedy_zh


def test_broken_logic_gives_null_and_leaves_the_rest_working() -> None:
    model = parse_model(definitions(decision("a", literal("1 +")), decision("d", literal("2"))))
    assert model.evaluate("d", {}).value == 2
    result = model.evaluate("a", {})
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["dmn.broken_logic"]


@pytest.mark.parametrize(
    "data", [b"", b"<definitions/>", b"<a xmlns='urn:x'/>", b"<!DOCTYPE a><a/>", b"\xff\xff"]
)
def test_what_is_no_dmn_is_refused(data: bytes) -> None:
    with pytest.raises(ModelInvalid) as caught:
        parse_model(data)
    assert {problem.code for problem in caught.value.problems} <= {"dmn.malformed", "dmn.not_dmn"}


def test_an_unknown_decision_is_refused() -> None:
    with pytest.raises(UnknownDecision) as caught:
        parse_model(definitions()).evaluate("nowhere", {})
    assert isinstance(caught.value, NotFound)
    assert "nowhere" in caught.value.message("zh-CN")


def test_a_long_chain_of_decisions_needs_no_recursion() -> None:
    chain = [decision("d0", literal("1"))]
    chain += [decision(f"d{n}", literal(f"d{n - 1} + 1"), [f"d{n - 1}"]) for n in range(1, 1200)]
    model = parse_model(definitions(*chain))
    assert model.evaluate("d1199", {}, budget=Budget(steps=100_000)).value == 1200


def test_logic_that_calls_itself_stops() -> None:
    function = f'<functionDefinition><formalParameter name="f"/>{literal("f(f)")}</functionDefinition>'
    model = parse_model(definitions(decision("g", function), decision("d", literal("g(g)"), ["g"])))
    with pytest.raises((ModelTooDeep, FeelBudgetExceeded)):
        model.evaluate("d", {})


def test_one_budget_covers_the_whole_graph() -> None:
    heavy = [decision(f"d{n}", literal("count(for i in 1..900 return i)")) for n in range(20)]
    all_of_them = decision("d", literal(" + ".join(f"d{n}" for n in range(20))), [f"d{n}" for n in range(20)])
    model = parse_model(definitions(*heavy, all_of_them))
    assert model.evaluate("d0", {}, budget=Budget(steps=5_000)).value == 900
    with pytest.raises(FeelBudgetExceeded):
        model.evaluate("d", {}, budget=Budget(steps=5_000))


def test_messages_exist_in_both_languages() -> None:
    for chinese, english in [*MESSAGES.values(), *REMEDIES.values()]:
        assert chinese
        assert english
        assert chinese != english
    assert set(REMEDIES) <= set(MESSAGES)


@pytest.mark.parametrize(
    "setup",
    [
        "data = definitions(decision('d', '<list>' * 60 + literal('1') + '</list>' * 60))",
        "data = definitions(decision('d', literal('[' * 30_000)))",
        "data = definitions(*(decision(f'd{n}', literal('1'), [f'd{n-1}']) for n in range(1, 3000)))",
        "data = definitions(decision('d', table(['x'], ['o'], [([f'<{n}'], ['1']) for n in range(4000)])))",
        "data = definitions(decision('d', literal('for i in 1..10**12 return i')))",
        "data = definitions('<itemDefinition name=\"t\">' * 50 + '</itemDefinition>' * 50)",
        'data = definitions(*(f\'<decision id="{n}" name="a b"/>\' for n in range(9000)))',
    ],
    ids=[
        "deep logic",
        "deep text",
        "long chain",
        "long table",
        "endless list",
        "deep types",
        "many decisions",
    ],
)
def test_hostile_models_stay_within_64_megabytes(setup: str) -> None:
    imports = (
        "from tests.engine.dmn.models import *\nfrom engine.dmn import parse_model\n"
        "from engine.errors import EngineError\n"
    )
    attack = (
        "try:\n    model = parse_model(data)\n    for decision in model.decisions[-1:]:\n"
        "        model.evaluate(decision, {'x': 1})\n    print('evaluated')\n"
        "except EngineError as error:\n    print('refused')"
    )
    assert run_bounded(setup, attack, imports=imports) in ("evaluated", "refused")


@pytest.mark.parametrize("name", ["a-b", "a.b", "a+b", "a*b", "a/b", "a'b"])
def test_names_with_operators_in_parameters_bindings_and_contexts(name: str) -> None:
    knowledge = (
        f'<businessKnowledgeModel id="k" name="know {name}"><variable name="know {name}"/>'
        f'<encapsulatedLogic><formalParameter name="{name}"/>{literal(f"{name} + 1")}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    boxed = (
        f"<invocation>{literal(f'know {name}')}"
        f'<binding><parameter name="{name}"/>{literal("n")}</binding></invocation>'
    )
    context = (
        f'<context><contextEntry><variable name="{name}"/>{literal("n * 2")}</contextEntry>'
        f'<contextEntry><variable name="then {name}"/>{literal(f"{name} + 1")}</contextEntry>'
        f"<contextEntry>{literal(f'know {name}({name}: then {name}) + know {name}({name})')}</contextEntry>"
        "</context>"
    )
    content = (
        input_data("n"),
        knowledge,
        decision("boxed", boxed, needs=["<n"], knows=["k"]),
        decision("d", context, needs=["<n"], knows=["k"]),
    )
    assert value(*content, decide="boxed", n=1) == 2
    assert value(*content, n=1) == 7


def _importing(own: str, imported: str) -> bytes:
    return definitions(
        f'<import name="lib" namespace="urn:{imported}" importType="{DMN_15}"/>',
        f'<decision id="{own}" name="{own}"><variable name="{own}"/><informationRequirement>'
        f'<requiredDecision href="urn:{imported}#{imported}"/></informationRequirement>'
        f"{literal(f'lib.{imported} + 1')}</decision>",
        name=own,
        own=f"urn:{own}",
    )


@pytest.mark.parametrize("names", list(itertools.permutations("abc")))
def test_the_order_of_files_means_nothing_to_imports(names: tuple[str, ...]) -> None:
    base = definitions(decision("base", literal("1")), name="base", own="urn:base")
    models, problems = parse_models(
        {
            f"{names[0]}.dmn": base,
            f"{names[1]}.dmn": _importing("middle", "base"),
            f"{names[2]}.dmn": _importing("top", "middle"),
        }
    )
    assert problems == []
    assert models[f"{names[2]}.dmn"].evaluate("top", {}).value == 3
    assert list(models) == ["a.dmn", "b.dmn", "c.dmn"]


def test_models_that_import_each_other_are_told() -> None:
    _, problems = parse_models({"a.dmn": _importing("a", "b"), "b.dmn": _importing("b", "a")})
    assert {problem.code for problem in problems} == {"dmn.unresolved_import", "dmn.dangling_reference"}


def test_a_file_that_cannot_be_read_leaves_the_others() -> None:
    models, problems = parse_models({"a.dmn": b"<a", "b.dmn": definitions(decision("d", literal("1")))})
    assert list(models) == ["b.dmn"]
    assert [problem.file for problem in problems] == ["a.dmn"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (decision("d", literal("sume([1])")), ["sume"]),
        (decision("d", literal("sum([1])")), []),
        (decision("d", literal("working(1)")), []),
        (decision("d", literal("(function(f) f(1))(abs)")), []),
        (decision("d", table(["nope(x)"], ["o"], [(["also(1)"], ["third(2)"])])), ["nope", "also", "third"]),
    ],
)
def test_calls_of_functions_that_are_not_there_are_named(content: str, expected: list[str]) -> None:
    problems = parse_model(definitions(content), functions={"working"}).problems
    told = [problem.message_en for problem in problems if problem.code == "dmn.unknown_function"]
    assert len(told) == len(expected)
    assert all(name in text for name, text in zip(expected, told, strict=True))
    assert parse_model(definitions(content)).problems == ()


ENUMERATION = (
    '<itemDefinition name="Grade"><typeRef>string</typeRef>'
    '<allowedValues><text>"a","b"</text></allowedValues></itemDefinition>'
)


@pytest.mark.parametrize(
    ("default", "output", "expected"),
    [('"c"', '"a"', [("o0", '"c"')]), ('"b"', '"a"', []), ('"a"', '"x"', [("r1", '"x"')]), ("y", "x", [])],
)
def test_outputs_and_defaults_that_are_no_options_are_named(
    default: str, output: str, expected: list[tuple[str, str]]
) -> None:
    by_column = table(["x"], ["o"], [(["-"], [output])], output_values=['"a","b"'], defaults=[default])
    by_type = by_column.replace('name="o"', 'name="o" typeRef="Grade"').replace("outputValues", "ignored")
    for logic in (by_column, by_type):
        problems = parse_model(definitions(ENUMERATION, decision("d", logic))).problems
        told = [problem for problem in problems if problem.code == "dmn.not_an_option"]
        assert [problem.element_id for problem in told] == [element for element, _ in expected]
        assert all(text in problem.message_en for (_, text), problem in zip(expected, told, strict=True))


PERSON = (
    '<itemDefinition name="Person"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="age"><typeRef>number</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="People" isCollection="true"><typeRef>Person</typeRef></itemDefinition>'
)


@pytest.mark.parametrize(
    ("type_name", "text", "conforms"),
    [
        ("Person", '{name: "x", age: 1}', True),
        ("Person", '{name: "x", age: null}', True),
        ("Person", '{name: "x", age: 1, more: 2}', True),
        ("Person", '{name: "x"}', False),
        ("People", '[{name: "x", age: 1}]', True),
        ("People", '[{name: "x", age: 1}, {name: "y"}]', False),
    ],
)
def test_a_context_without_a_component_does_not_conform(type_name: str, text: str, conforms: bool) -> None:
    result = value(PERSON, decision("d", literal(text), type_name=type_name))
    assert (result is not None) is conforms


FUNCTION = '<itemDefinition name="F"><functionItem outputTypeRef="number"/></itemDefinition>'


@pytest.mark.parametrize("type_name", ["F", "number"])
@pytest.mark.parametrize(("given", "expected"), [("2", 2), ("[2]", 2), ('"a"', None)])
def test_results_of_functions_and_services_are_checked(type_name: str, given: str, expected: Any) -> None:
    knowledge = (
        f'<businessKnowledgeModel id="k" name="k"><variable name="k" typeRef="{type_name}"/>'
        f'<encapsulatedLogic><formalParameter name="x"/>{literal("x")}</encapsulatedLogic>'
        "</businessKnowledgeModel>"
    )
    service = (
        f'<decisionService id="s" name="s"><variable name="s" typeRef="{type_name}"/>'
        '<outputDecision href="#o"/></decisionService>'
    )
    boxed = (
        f'<context><contextEntry><variable name="f"/><functionDefinition typeRef="{type_name}">'
        f'<formalParameter name="x"/>{literal("x")}</functionDefinition></contextEntry>'
        f"<contextEntry>{literal(f'f({given})')}</contextEntry></context>"
    )
    content = (
        FUNCTION,
        knowledge,
        service,
        decision("o", literal(given)),
        decision("by knowledge", literal(f"k({given})"), knows=["k"]),
        decision("by service", literal("s()"), knows=["s"]),
        decision("boxed", boxed),
    )
    for name in ("by knowledge", "by service", "boxed", "s"):
        assert value(*content, decide=name) == expected, name


def test_boxed_conditions_that_are_neither_true_nor_false_give_null() -> None:
    def conditional(condition: str) -> Any:
        parts = (("if", condition), ("then", "1"), ("else", "2"))
        logic = "".join(f"<{part}>{literal(text)}</{part}>" for part, text in parts)
        return value(decision("d", f"<conditional>{logic}</conditional>"))

    def kept(match: str) -> Any:
        logic = f"<in>{literal('[1, 2, 3]')}</in><match>{literal(match)}</match>"
        return value(decision("d", f"<filter>{logic}</filter>"))

    assert [conditional(text) for text in ("true", "false", "null", '"x"', "1")] == [1, 2, 2, None, None]
    assert [kept(text) for text in ("item > 1", "null", '"x"', "2")] == [[2, 3], [], None, None]


@pytest.mark.parametrize(
    ("type_name", "text", "conforms"),
    [
        ("list<number>", "[1, 2]", True),
        ("list<number>", '[1, "a"]', False),
        ("list<list<Person>>", '[[{name: "x", age: 1}]]', True),
        ("list<list<Person>>", '[[{name: "x"}]]', False),
        ("context<a: number, b: list<string>>", '{a: 1, b: ["x"]}', True),
        ("context<a: number, b: list<string>>", "{a: 1, b: [2]}", False),
        ("range<number>", "[1..2]", True),
        ("range<number>", '["a".."b"]', False),
        ("function<number>->number", "function(x) x", True),
        ("function<number>->number", "1", False),
    ],
)
def test_types_may_be_written_as_feel_writes_them(type_name: str, text: str, conforms: bool) -> None:
    content = (PERSON, decision("d", literal(text), type_name=type_name))
    assert (value(*content) is not None) is conforms
