"""What is known of an expression before it runs agrees with what comes of it."""

from __future__ import annotations

import pytest

from engine.feel import (
    BUILTINS,
    compile_expression,
    compile_unary_tests,
    is_never_boolean,
    null_conversions,
    unlike_types,
    wrong_calls,
)

WRONG = [
    "substring(1)",
    'substring("a")',
    "context merge({a: 1}, {b: 2})",
    'substring(text: "a", start position: 1)',
    "string length(1)",
    'abs("a")',
    "abs({a: 1})",
    "abs(1, 2)",
    "min()",
    "[1, 2][abs(item, 1) > 0]",
    "for x in [1] return string length(2)",
    'if x = 1 then substring("a") else "b"',
]
RIGHT = [
    'substring("a", 1)',
    'substring(string: "abc", start position: 2)',
    "context merge([{a: 1}, {b: 2}])",
    "abs(x)",
    "abs(null)",
    "abs([1])",
    "sum(1, 2, 3)",
    "sum([1, 2])",
    "sort([2, 1], function(a, b) a < b)",
    "is defined(x)",
    "{abs: function(a, b) a + b, total: abs(1, 2)}",
    "(function(abs) abs(1, 2))(function(a, b) a + b)",
]


@pytest.mark.parametrize("source", WRONG)
def test_a_call_that_no_signature_takes_is_told(source: str) -> None:
    expression = compile_expression(source)
    calls = list(wrong_calls(expression.tree))
    assert len(calls) == 1
    assert expression.may_be_wrong
    assert all(text.startswith(f"{calls[0].function}(") for text in calls[0].signatures)


@pytest.mark.parametrize("source", [one for one in WRONG if "x" not in one and "item" not in one])
def test_what_is_told_gives_null(source: str) -> None:
    value = compile_expression(source).evaluate({})
    assert value is None or value == [None]


@pytest.mark.parametrize("source", RIGHT)
def test_a_call_that_fits_is_not_told(source: str) -> None:
    assert list(wrong_calls(compile_expression(source).tree)) == []


def test_a_name_that_the_case_has_is_no_built_in_function() -> None:
    assert list(wrong_calls(compile_expression("abs(1, 2)").tree, {"abs"})) == []


def test_every_built_in_function_can_be_called() -> None:
    """Each takes some call, or the check would refuse it always."""
    for builtin in BUILTINS.values():
        shortest = min(one.required + one.rest for one in builtin.signatures)
        call = compile_expression(f"{builtin.name}({', '.join(['x'] * shortest)})")
        assert list(wrong_calls(call.tree)) == [], builtin.name


@pytest.mark.parametrize(
    ("source", "never"),
    [
        ("1 + 1", True),
        ('"yes"', True),
        ("null", True),
        ("[true, false]", True),
        ("{a: true}", True),
        ('if x then "a" else 1', True),
        ("[1..2]", True),
        ("true", False),
        ("x", False),
        ("x > 1", False),
        ("x in [1..2]", False),
        ("if x then true else 1", False),
        ("some y in x satisfies y", False),
        ("[true]", False),
        ("f(x)", False),
    ],
)
def test_a_condition_that_is_neither_true_nor_false(source: str, *, never: bool) -> None:
    assert is_never_boolean(compile_expression(source).tree) is never


UNLIKE = {
    'count(x) = "2"': ("=", "number", "string"),
    "5 > true": (">", "number", "boolean"),
    'today() <= "2026-01-01"': ("<=", "date", "string"),
    'string length(x) between 1 and "5"': ("between", "number", "string"),
    'x = 1 or "a"': ("or", "string", "boolean"),
}
ALIKE = [
    'x = "2"',
    "count(x) = null",
    "date(x) > date and time(y)",
    "max(x) = 2",
    "for count in xs return count = 1",
    '{count: x, is: count = "a"}',
]


@pytest.mark.parametrize("source", UNLIKE)
def test_a_comparison_of_unlike_types_is_told_and_gives_no_answer(source: str) -> None:
    expression = compile_expression(source)
    (told,) = unlike_types(expression.tree)
    assert (told.operator, told.left, told.right) == UNLIKE[source]
    assert expression.may_be_wrong
    assert expression.evaluate({"x": [1, 2]}) is not True


@pytest.mark.parametrize("source", ALIKE)
def test_a_comparison_that_may_hold_is_not_told(source: str) -> None:
    assert list(unlike_types(compile_expression(source).tree)) == []


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('x > date("2026-02-30")', 'date("2026-02-30")'),
        ('date("2026/3/1")', 'date("2026/3/1")'),
        ("date(2026, 2, 30)", "date(2026, 2, 30)"),
        ('number("1,000") + 1', 'number("1,000")'),
        ('duration("P1X")', 'duration("P1X")'),
        ('date("2026-02-28")', ""),
        ("date(x)", ""),
        ("date(null)", ""),
    ],
)
def test_a_conversion_of_what_does_not_exist_is_told(source: str, told: str) -> None:
    expression = compile_expression(source)
    assert list(null_conversions(expression.tree)) == ([told] if told else [])
    assert expression.may_be_wrong


@pytest.mark.parametrize("cell", ["-", "5", "<= 5", "[1..7)", '"a", "b"', "not(null)", "x", "-1"])
def test_in_a_bare_cell_nothing_can_be_wrong(cell: str) -> None:
    assert not compile_unary_tests(cell).may_be_wrong
