"""Decisions as processes ask them: exact texts are read, and no null goes on that nobody can have meant."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.dmn import DmnError, parse_model
from engine.dmn.errors import NoHonestAnswer
from engine.feel import to_python
from tests.engine.dmn.models import decision, definitions, input_data, literal, table

TWO_WAYS = [(["< 1500"], ['"small"']), ([">= 1200"], ['"big"'])]
DAYS = [(['< date("2026-03-05")'], ['"early"']), (['>= date("2026-03-05")'], ['"late"'])]


def decide(logic: str, inputs: dict[str, Any], *, strict: bool = True) -> Any:
    model = parse_model(definitions(decision("d", logic)))
    return to_python(model.evaluate("d", inputs, strict=strict).value)


def typed(type_name: str, rules: list[Any], hit_policy: str = "FIRST") -> str:
    return table(["value"], ["out"], rules, hit_policy=hit_policy, input_types=[type_name])


@pytest.mark.parametrize(
    ("type_name", "rules", "value", "expected"),
    [
        ("date", DAYS, "2026-03-01", "early"),
        ("date", DAYS, ["2026-03-07"], "late"),
        ("number", TWO_WAYS, "1700", "big"),
        ("number", TWO_WAYS, Decimal(10), "small"),
        ("boolean", [(["true"], ['"yes"']), (["false"], ['"no"'])], "false", "no"),
        ("dayTimeDuration", [(['> duration("P3D")'], ['"long"'])], "P4D", "long"),
        ("string", [(['"2026-03-01"'], ['"text"'])], "2026-03-01", "text"),
        ("date", [*DAYS, (["-"], ['"none"'])], None, "none"),
    ],
)
def test_a_text_is_read_as_the_declared_type(type_name: str, rules: Any, value: Any, expected: str) -> None:
    assert decide(typed(type_name, rules), {"value": value}) == expected


PERSON = (
    '<itemDefinition name="Person"><itemComponent name="born"><typeRef>date</typeRef></itemComponent>'
    '<itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="paid" isCollection="true"><typeRef>number</typeRef></itemComponent>'
    '<itemComponent name="rest"><typeRef>Any</typeRef></itemComponent></itemDefinition>'
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("who.born.year", Decimal(2026)),
        ("who.name", "2026-03-01"),  # a text where a text is declared
        ("sum(who.paid)", Decimal(30)),
        ("who.rest", "2026-03-01"),  # nobody has declared what it is
    ],
)
def test_a_text_is_read_as_declared_at_any_depth(expression: str, expected: Any) -> None:
    """So a whole form can be given to a decision: its dates and numbers are texts in JSON."""
    who = {"born": "2026-03-01", "name": "2026-03-01", "paid": ["10", "20"], "rest": "2026-03-01"}
    logic = decision("d", literal(expression), ["<who"])
    model = parse_model(definitions(PERSON, input_data("who", "Person"), logic))
    value = to_python(model.evaluate("d", {"who": who}, strict=True).value)
    assert (value, type(value)) == (expected, type(expected))
    with pytest.raises(NoHonestAnswer, match="type Person"):
        model.evaluate("d", {"who": {**who, "born": "2026-02-30"}}, strict=True)


def test_a_day_is_the_beginning_of_it_where_a_moment_is_declared() -> None:
    rules = [(['< date and time("2026-03-01T00:00:01")'], ['"early"'])]
    assert decide(typed("dateTime", rules), {"value": "2026-03-01"}) == "early"


@pytest.mark.parametrize(
    ("logic", "inputs", "told"),
    [
        (typed("number", TWO_WAYS, "UNIQUE"), {"value": 1300}, ["rules 1, 2", "value = 1300 (number)"]),
        (typed("number", TWO_WAYS, "ANY"), {"value": 1300}, ["rules 1, 2", "differ"]),
        (typed("date", DAYS), {"value": "2026-02-30"}, ["type date", '"2026-02-30" (string)']),
        (typed("number", TWO_WAYS), {"value": "1,500"}, ["type number", '"1,500"']),
        (table(["value"], ["out"], DAYS), {"value": "2026-03-01"}, ["Expected date", "cells compare"]),
        (table(["value"], ["out"], DAYS), {"value": ["2026-03-01", "2026-03-07"]}, ["Expected date"]),
        (table(["value"], ["out"], TWO_WAYS), {"value": "1500"}, ["Expected number"]),
        (table(["value"], ["out"], [(['? > 3 and ? < "9"'], ["1"])]), {"value": 5}, ["values of one type"]),
        (literal("value + 1"), {"value": "5"}, ["“+”", "text and a number", 'Inputs: value = "5" (string)']),
        (literal("context merge({a: 1}, {b: 2})"), {}, ["context merge"]),
        (literal('upper case("a", "b")'), {}, ["upper case"]),
        (literal("value(3)"), {"value": 5}, ["a known function"]),
        (literal("value.size()"), {"value": {"size": 5}}, ["Expected a function, but found a number"]),
        (literal('value > date("2026-03-01")'), {"value": "2026-03-02"}, ["values of one type"]),
        (
            table(["value"], ["out"], TWO_WAYS[:1], input_values=["1, 2"]),
            {"value": 5},
            ["not among the allowed values"],
        ),
    ],
)
def test_without_an_honest_answer_the_decision_is_refused(
    logic: str, inputs: dict[str, Any], told: list[str]
) -> None:
    assert decide(logic, inputs, strict=False) is None
    with pytest.raises(NoHonestAnswer) as refused:
        decide(logic, inputs)
    assert isinstance(refused.value, DmnError)
    for words in ['decision "d"', *told]:
        assert words in refused.value.message("en")
    assert "没有可靠的结果" in refused.value.message("zh-CN")


@pytest.mark.parametrize(
    ("logic", "inputs"),
    [
        (typed("number", TWO_WAYS[:1]), {"value": 9000}),
        (typed("number", TWO_WAYS), {}),
        (literal("missing + 1"), {}),
        (literal("null"), {}),
    ],
)
def test_a_null_that_the_standard_asks_for_stays(logic: str, inputs: dict[str, Any]) -> None:
    assert decide(logic, inputs) is None


GUARDED = [(["null"], ["1"]), (["count(?) > 1"], ["2"])]
"""The first rule says what becomes of a value for which the second has no answer."""


@pytest.mark.parametrize(
    ("logic", "expected"),
    [
        (table(["value"], ["out"], GUARDED, hit_policy="FIRST"), 1),
        (table(["value", "other"], ["out"], [(["count(?) > 1", "? > 2 * 2"], ["1"])]), None),
    ],
    ids=["an earlier rule decides", "another cell of the rule decides"],
)
def test_a_cell_without_an_answer_is_no_matter_where_nothing_depends_on_it(logic: str, expected: Any) -> None:
    assert decide(logic, {"value": None, "other": 3}) == expected


def test_what_is_wrong_in_a_table_is_told_with_the_rule_and_the_inputs_of_that_table() -> None:
    inner = table(["a"], ["out"], [(["-"], ["a"])])
    rules = [(['"y"'], ["1"]), (["-"], ["f(2) + value"])]
    knowledge = (
        '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
        f'<formalParameter name="a"/>{inner}</encapsulatedLogic></businessKnowledgeModel>'
    )
    for cells, told in ((rules, "Rule 2: "), (GUARDED[1:], "Rule 1: ")):
        logic = decision("d", table(["value"], ["out"], cells), ["<value"], ["f"])
        model = parse_model(definitions(knowledge, input_data("value"), logic))
        with pytest.raises(NoHonestAnswer) as refused:
            model.evaluate("d", {"value": "x" if told == "Rule 2: " else None}, strict=True)
        assert told in refused.value.message("en")
        assert "Inputs: value = " in refused.value.message("en")
        assert f"第 {told[5]} 条规则：" in refused.value.message("zh-CN")


def test_a_name_that_nothing_provides_never_makes_a_rule_match() -> None:
    rules = [(["小微企业"], ['"a"']), (["-"], ['"b"'])]
    for value in (None, "小微企业"):
        assert decide(typed("string", rules), {"value": value}) == "b"


def test_a_required_decision_is_as_strict() -> None:
    needed = decision("day", typed("date", DAYS, "UNIQUE"), needs=["<value"])
    model = parse_model(
        definitions(input_data("value"), needed, decision("d", literal("day"), needs=["day"]))
    )
    assert model.evaluate("d", {"value": "2026-03-01"}, strict=True).value == "early"
    with pytest.raises(NoHonestAnswer, match='decision "day"'):
        model.evaluate("d", {"value": "tomorrow"}, strict=True)


def test_the_result_is_converted_or_refused_as_the_decision_declares() -> None:
    model = parse_model(definitions(decision("d", literal("value"), type_name="number")))
    assert model.evaluate("d", {"value": "12"}, strict=True).value == 12
    with pytest.raises(NoHonestAnswer, match="type number"):
        model.evaluate("d", {"value": "twelve"}, strict=True)


def test_strict_and_plain_evaluations_share_a_table() -> None:
    model = parse_model(definitions(decision("d", table(["value"], ["out"], TWO_WAYS[:1]))))
    assert model.evaluate("d", {"value": "1"}).value is None
    with pytest.raises(NoHonestAnswer):
        model.evaluate("d", {"value": "1"}, strict=True)
    assert model.evaluate("d", {"value": 1}, strict=True).value == "small"
