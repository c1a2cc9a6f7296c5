"""Cells of decision tables."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel import compile_unary_tests, from_python
from tests.engine.feel.language import matches


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", None, True),
        ("< 5", 4, True),
        ("< 5", 5, False),
        ("< 5", None, False),
        ("< 5", "4", False),
        ("<= limit", 10, True),
        ("= 5", 5, True),
        ("!= 5", 4, True),
        ("5", 5, True),
        ("limit + 1", 11, True),
        ("[1..5]", 5, True),
        ("[1..5)", 5, False),
        ("]1..5]", 1, False),
        ("[1..5]", "3", False),
        ('"A", "B"', "B", True),
        ('not("A", "B")', "C", True),
        ('not("A", "B")', "A", False),
        ("[1..3), 7", 7, True),
        ("null", None, True),
        ("null", 0, False),
        ("true", True, True),
        ("false", True, False),
        ("true", 3, True),
        ("? > 3 and ? < 5", 4, True),
        ("? > limit", 4, False),
        ("?", "x", True),
        ("?", False, True),
        ("upper case(?)", "X", True),
        ("upper case(?)", "x", False),
        ("string length(?) > 3", None, False),
        ('contains(?, "市")', "北京市", True),
        ("list contains(allowed, ?)", "x", True),
        ("allowed", "x", True),
        ("allowed", "z", False),
        ("[1, 2]", 2, True),
        ('> @"2024-01-01"', dt.date(2024, 1, 2), True),
        ('[@"2024-01-01"..@"2024-12-31"]', dt.date(2024, 6, 1), True),
        ("count(?) > 1", [1, 2], True),
        # what nobody knows is no answer: neither to a condition nor to its opposite
        ("unknown > 20", None, False),
        ("unknown > 20 or limit > 20", None, False),
        ("some one in allowed satisfies one > unknown", None, False),
        ("not(unknown > 20)", 5, False),
        ("not(> 5)", None, False),
        ("not(? > 5)", None, False),
        ("not([1..5])", None, False),
        ('not("A")', None, True),  # null differs from "A"
        ("not(null)", None, False),
        ("limit > 5", None, True),
    ],
)
def test_matches(tests: str, value: object, expected: bool) -> None:
    assert matches(tests, value, {"limit": 10, "allowed": ["x", "y"]}) is expected


@pytest.mark.parametrize(
    "cell", ["-", "5", "<= 5", "[1..7)", '"a", "b"', "not(null)", 'date("2026-01-02")', "true"]
)
def test_many_values_are_asked_as_each_alone(cell: str) -> None:
    asked = compile_unary_tests(cell)
    values = [from_python(one) for one in (None, 1, 5, Decimal(7), "a", dt.date(2026, 1, 2), True, [5], {})]
    assert asked.matches_each(values) == [asked.matches(one, {}) for one in values]


def test_many_values_have_a_budget_each() -> None:
    asked = compile_unary_tests("count(for i in 1..9000 return i) > 1")
    assert asked.matches_each([Decimal(1)] * 20) == [True] * 20
