"""Cells in another notation than FEEL's, and names of built-in functions that are no call."""

from __future__ import annotations

import pytest

from engine.definitions import lint
from engine.errors import Problem
from tests.engine.dmn.models import decision, definitions, input_data, literal, table


def problems_of(
    cell: str, type_name: str, output: str = '"a"', *, given: tuple[str, ...] = ()
) -> list[Problem]:
    rules = [((cell,), (output,)), (("-",), ('"b"',))]
    logic = table(["first"], ["r"], rules, hit_policy="FIRST", input_types=[type_name])
    inputs = [input_data(name) for name in given]
    needs = ["<first", *(f"<{name}" for name in given)]
    return lint({"d.dmn": definitions(input_data("first", type_name), *inputs, decision("d", logic, needs))})


NOTATIONS = [
    ("number", "> 1 and < 5", "(1..5)"),
    ("number", "not > 5", "not(> 5)"),
    ("number", "5以上", ">= 5"),
    ("number", "between 1 and 5", "[1..5]"),
    ("number", "1 or 2", "1, 2"),
    ("string", '"a" or "b"', '"a", "b"'),
    ("string", 'contains("a")', 'contains(?, "a")'),
    ("string", "is not null", "not(null)"),
    ("date", '>= date("2026-01-01") and < date("2027-01-01")', '[date("2026-01-01")..date("2027-01-01"))'),
    ("date", 'not @"2026-01-01"', 'not(@"2026-01-01")'),
]


@pytest.mark.parametrize(("type_name", "cell", "write"), NOTATIONS)
def test_another_notation_is_told_once_with_what_to_write(type_name: str, cell: str, write: str) -> None:
    (problem,) = problems_of(cell, type_name)
    assert (problem.code, problem.severity, problem.element_id) == ("dmn.other_notation", "error", "r1")
    assert problem.remedy_en == f"Write {write}."
    assert problem.remedy_zh == f"写成 {write}。"


@pytest.mark.parametrize(("type_name", "cell", "write"), NOTATIONS)
def test_what_is_to_be_written_is_told_no_more(type_name: str, cell: str, write: str) -> None:
    assert problems_of(write, type_name) == []


FUNCTIONS = [
    ("string", "all", '"all"'),
    ("string", "not(date)", '"date"'),
    ("string", "-", None),
    ("number", "> min", "min(list)"),
    ("date", "today", "today()"),
    ("date", "< now", "now()"),
    ("date", "< today()", None),
    ("string", "count", '"count"'),
]


@pytest.mark.parametrize(("type_name", "cell", "write"), FUNCTIONS)
def test_the_name_of_a_function_that_is_no_call(type_name: str, cell: str, write: str | None) -> None:
    told = [one.remedy_en for one in problems_of(cell, type_name) if one.code == "dmn.unquoted_word"]
    assert told == ([] if write is None else [f"Write {write}."])


@pytest.mark.parametrize("output", ["all", "date", "not", "count"])
def test_the_name_of_a_function_among_the_outputs(output: str) -> None:
    (problem,) = problems_of("> 5", "number", output)
    assert (problem.code, problem.remedy_en) == ("dmn.unquoted_word", f'Write "{output}".')


@pytest.mark.parametrize("name", ["count", "date", "not"])
def test_a_name_that_the_model_gives_is_no_function(name: str) -> None:
    assert problems_of(name, "string", given=(name,)) == []


@pytest.mark.parametrize(
    ("text", "write"),
    [
        ("kind = all", '"all"'),
        ('if kind = "x" then date else "b"', '"date"'),
        ("kind in (any, kind)", '"any"'),
        ("sort([1, 2], before)", None),
        ("{f: count}.f([kind])", None),
        ("count([kind])", None),
    ],
)
def test_the_name_of_a_function_in_an_expression(text: str, write: str | None) -> None:
    model = definitions(input_data("kind"), decision("d", literal(text), ["<kind"]))
    told = [one.remedy_en for one in lint({"d.dmn": model})]
    assert told == ([] if write is None else [f"Write {write}."])
