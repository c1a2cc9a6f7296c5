from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dmn import DecisionResult, Model, parse_model
from engine.feel import DaysDuration
from tests.engine.dmn.models import decision, definitions, input_data, table

AMOUNTS = [(["< 10"], ['"low"', "1"]), ([">= 5"], ['"mid"', "2"]), ([">= 20"], ['"high"', "4"])]


def model_of(logic: str) -> Model:
    model = parse_model(definitions(decision("d", logic)))
    assert model.problems == ()
    return model


def decide(logic: str, **inputs: Any) -> DecisionResult:
    return model_of(logic).evaluate("d", inputs)


def amounts(hit_policy: str, aggregation: str = "", **further: Any) -> str:
    rules = [(cells, results[1:]) for cells, results in AMOUNTS] if aggregation else AMOUNTS
    names = ["rank"] if aggregation else ["name", "rank"]
    return table(["amount"], names, rules, hit_policy=hit_policy, aggregation=aggregation, **further)


@pytest.mark.parametrize(
    ("hit_policy", "amount", "expected"),
    [
        ("UNIQUE", 3, {"name": "low", "rank": 1}),
        ("UNIQUE", 7, None),
        ("FIRST", 7, {"name": "low", "rank": 1}),
        ("FIRST", 30, {"name": "mid", "rank": 2}),
        ("ANY", 7, None),
        ("ANY", 12, {"name": "mid", "rank": 2}),
        ("COLLECT", 30, [{"name": "mid", "rank": 2}, {"name": "high", "rank": 4}]),
        ("RULE ORDER", 7, [{"name": "low", "rank": 1}, {"name": "mid", "rank": 2}]),
    ],
)
def test_hit_policies(hit_policy: str, amount: int, expected: Any) -> None:
    assert decide(amounts(hit_policy), amount=amount).value == expected


@pytest.mark.parametrize(
    ("hit_policy", "expected"),
    [
        ("PRIORITY", {"name": "high", "rank": 4}),
        ("OUTPUT ORDER", [{"name": "high", "rank": 4}, {"name": "mid", "rank": 2}]),
    ],
)
def test_output_values_give_the_priorities(hit_policy: str, expected: Any) -> None:
    logic = amounts(hit_policy, output_values=['"high", "mid", "low"'])
    assert decide(logic, amount=30).value == expected


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        (["1", "1.0"], 1),
        (['@"P1D"', 'duration("PT24H")'], DaysDuration(86_400 * 10**9)),
        (["null", "null"], None),
        (["true", "1"], None),
        (["1", "null"], None),
    ],
)
def test_outputs_are_alike_as_feel_compares_them(outputs: list[str], expected: Any) -> None:
    logic = table(["x"], ["o"], [(["-"], [output]) for output in outputs], hit_policy="ANY")
    result = decide(logic, x=1)
    assert result.value == expected
    different = expected is None and outputs[0] != outputs[1]
    assert ("dmn.different_outputs" in [warning.code for warning in result.warnings]) is different


@pytest.mark.parametrize(
    ("aggregation", "amount", "expected"),
    [
        ("SUM", 30, 6),
        ("COUNT", 30, 2),
        ("MIN", 30, 2),
        ("MAX", 30, 4),
        ("SUM", 1, 1),
    ],
)
def test_aggregations(aggregation: str, amount: int, expected: int) -> None:
    assert decide(amounts("COLLECT", aggregation), amount=amount).value == Decimal(expected)


@pytest.mark.parametrize(("aggregation", "expected"), [("SUM", None), ("COUNT", Decimal(0)), ("", [])])
def test_collecting_nothing(aggregation: str, expected: Any) -> None:
    logic = table(["x"], ["o"], [(["1"], ["2"])], hit_policy="COLLECT", aggregation=aggregation)
    assert decide(logic, x=9).value == expected


def test_aggregating_what_cannot_be_added_gives_null_and_says_why() -> None:
    logic = table(["x"], ["o"], [(["-"], ["1"]), (["-"], ['"a"'])], hit_policy="COLLECT", aggregation="SUM")
    result = decide(logic, x=9)
    assert result.value is None
    assert "dmn.not_numbers" in [warning.code for warning in result.warnings]


def test_several_outputs_are_aggregated_one_by_one() -> None:
    rules = [(["-"], ["1", "10"]), (["-"], ["2", "20"])]
    logic = table(["x"], ["a", "b"], rules, hit_policy="COLLECT", aggregation="SUM")
    assert decide(logic, x=0).value == {"a": 3, "b": 30}


def test_defaults_apply_when_no_rule_matches() -> None:
    logic = table(["x"], ["a", "b"], [(["1"], ["1", "2"])], defaults=["10", "x + 1"])
    assert decide(logic, x=5).value == {"a": 10, "b": 6}


def test_no_match_is_null_with_a_reason_in_both_languages() -> None:
    result = decide(table(["x"], ["o"], [(["1"], ["2"])]), x=5)
    assert result.value is None
    assert [(warning.code, warning.message("en")) for warning in result.warnings] == [
        ("dmn.no_match", "No rule matches.")
    ]
    assert result.warnings[0].message("zh-CN") == "没有规则命中。"


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("-", None, True),
        ("", 1, True),
        ('"a","b"', "b", True),
        ('not("a","b")', "c", True),
        ('not("a","b")', "a", False),
        ("[1..5)", 5, False),
        ("(1..5]", 5, True),
        ("< 5, > 10", 11, True),
        ("not(< 5)", 5, True),
        ("-5", -5, True),
        ("true", True, True),
        ("true", None, False),
        ("null", None, True),
        ('date("2026-01-01")', "2026-01-01", False),
        ("1, other", 7, True),
        ("? > other", 8, True),
        ("? > other", 7, False),
        ("count(?) = 2", ["a", "b"], True),
    ],
)
def test_cells(cell: str, value: Any, matches: bool) -> None:
    logic = table(["x"], ["o"], [([cell], ['"yes"'])])
    result = decide(logic, x=value, other=7)
    assert (result.value == "yes") is matches
    assert decide(logic, x=value, other=7).value == result.value, "a second lookup uses the index"


def test_date_cells() -> None:
    logic = table(
        ["x"], ["o"], [(['< date("2026-02-01")'], ["1"]), (['[@"2026-02-01"..@"2026-03-01"]'], ["2"])]
    )
    model = model_of(logic)
    problems = [
        model.evaluate("d", {"x": day}).value
        for day in model_dates("2026-01-31", "2026-02-01", "2026-03-01", "2026-03-02")
    ]
    assert problems == [1, 2, 2, None]


def model_dates(*texts: str) -> list[Any]:
    from engine.feel import compile_expression

    return [compile_expression("date(x)").evaluate({"x": text}) for text in texts]


def test_values_outside_the_allowed_ones_give_null() -> None:
    """A value that a column does not allow counts as null there, which a rule may ask for."""
    logic = table(["x"], ["o"], [(['"a"'], ["1"]), (["null"], ["2"])], input_values=['"a","b"'])
    assert decide(logic, x="a").value == 1
    result = decide(logic, x="z")
    assert result.value == 2
    assert [warning.code for warning in result.warnings] == ["dmn.input_not_allowed"]


def test_the_trace_tells_inputs_rules_and_outputs() -> None:
    model = parse_model(
        definitions(input_data("amount", "number"), decision("d", amounts("COLLECT"), ["<amount"]))
    )
    result = model.evaluate("d", {"amount": 30})
    unsaid = {"annotation": "", "annotation_en": ""}
    assert json.loads(json.dumps(result.trace_json())) == [
        {
            "decision": "d",
            "name": "d",
            "name_en": "",
            "value": [{"name": "mid", "rank": 2}, {"name": "high", "rank": 4}],
            "tables": [
                {
                    "table": "table",
                    "hit_policy": "COLLECT",
                    "inputs": [{"label": "amount", "label_en": "", "expression": "amount", "value": 30}],
                    "rules": [
                        {"index": 2, "id": "r2", "outputs": {"name": "mid", "rank": 2}, **unsaid},
                        {"index": 3, "id": "r3", "outputs": {"name": "high", "rank": 4}, **unsaid},
                    ],
                    "result": [{"name": "mid", "rank": 2}, {"name": "high", "rank": 4}],
                }
            ],
            "warnings": [],
        }
    ]


CELLS = st.sampled_from(
    [
        "-",
        "1",
        "2",
        "1,3",
        "< 2",
        ">= 2",
        "[1..3]",
        "(1..3)",
        "not(2)",
        '"a"',
        'not("a")',
        "null",
        "true",
        "? = y",
        "? > 1 and ? <= 3",
        "? != 2 or ? in (null, 2)",
    ]
)
VALUES = st.sampled_from([0, 1, 2, 3, 4, Decimal("1.5"), "a", "b", None, True, False, [1], {}])


@given(
    st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6), st.lists(st.tuples(VALUES, VALUES), max_size=6)
)
def test_the_index_agrees_with_asking_every_cell(
    rows: list[tuple[str, str]], cases: list[tuple[Any, Any]]
) -> None:
    from engine.feel import compile_unary_tests

    rules = [(row, [str(number)]) for number, row in enumerate(rows)]
    model = model_of(table(["x", "y"], ["o"], rules, hit_policy="COLLECT"))
    for x, y in cases:
        asked = [
            number
            for number, (first, second) in enumerate(rows)
            if compile_unary_tests(first).matches(x, {"x": x, "y": y})
            and compile_unary_tests(second).matches(y, {"x": x, "y": y})
        ]
        assert model.evaluate("d", {"x": x, "y": y}).value == asked


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("2026-03-01", ["dmn.bare_date"]),
        (">= 2026-3-1", ["dmn.bare_date"]),
        ("[1,000..2,000]", ["dmn.grouped_number", "dmn.grouped_number"]),
        ("< 12,000", ["dmn.grouped_number"]),
        ('date("2026-03-01")', []),
        ('"1,000", "2026-03-01"', []),
        ("100, 200", []),
        ("1,2", []),
        ("max(1,200)", []),
        ("[100,200]", []),
        ("amount-2026", []),
    ],
)
def test_a_date_or_a_grouped_number_in_a_cell_is_told(cell: str, codes: list[str]) -> None:
    model = parse_model(definitions(decision("d", table(["amount"], ["out"], [([cell], ['"x"'])]))))
    problems = [problem for problem in model.problems if problem.code != "dmn.syntax"]
    assert [problem.code for problem in problems] == codes
    for problem in problems:
        assert "rule 1, column 1" in problem.message_en
        assert "第 1 条规则第 1 列" in problem.message_zh
        assert 'date("2026-03-01")' in problem.remedy_en or "," not in problem.remedy_en.partition(";")[0]
