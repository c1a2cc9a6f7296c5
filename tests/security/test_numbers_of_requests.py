"""Numbers from requests have one reader: thousands of digits are no number, and no failure either."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from web.request_values import moment, revision, typed_whole, whole

WEB = Path(__file__).parents[2] / "web"
NOT_FROM_REQUESTS = {
    "request_values.py": "the reader itself",
    "filters.py": "writes amounts and sizes that the domain gives",
    "serving/lifeline.py": "reads a descriptor of the process",
    "notices/text.py": "reads the levels of headings that its own parser found",
    "cli_options.py": "options of the command line",
    "cli_processes.py": "arguments of the command line",
    "cli_cases.py": "arguments of the command line",
}


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("7", 7),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("7.0", None),
        ("٧", None),
        ("²", None),
        ("9" * 5000, None),
    ],
)
def test_a_number_is_read_or_is_none(said: str, number: int | None) -> None:
    assert whole(said) == number


@pytest.mark.parametrize(
    ("said", "number"),
    [("１５", 15), ("1,500", 1500), ("-3", -3), ("1,5", None), ("1.5", None), ("9" * 5000, None)],
)
def test_a_number_that_somebody_types_may_be_full_width(said: str, number: int | None) -> None:
    assert typed_whole(said) == number


@pytest.mark.parametrize("said", ["0001-01-01T00:00", "9999-12-31T23:59", "1969-12-31T10:00", "x", ""])
def test_a_moment_that_could_not_be_shown_again_is_none(said: str) -> None:
    """In UTC it would lie in the year before the first, which the database keeps and nobody reads."""
    assert moment(said) is None


def test_a_number_keeps_its_limits() -> None:
    assert whole("5", least=6) is None
    assert whole("5", most=4) is None
    assert whole("2147483648") is None  # beyond a column of PostgreSQL


@pytest.mark.parametrize("said", ["9" * 5000, "x", "", "-3"])
def test_a_revision_that_is_none_is_as_good_as_not_sent(app: Flask, said: str) -> None:
    with app.test_request_context("/", method="POST", data={"task_revision": said}):
        assert revision("task_revision") is None


def conversions(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        named = {node.func.id} if isinstance(node.func, ast.Name) else set()
        named |= {
            one.value.id for one in node.keywords if one.arg == "type" and isinstance(one.value, ast.Name)
        }
        if named & {"int", "float", "Decimal", "complex"}:
            yield node.lineno


def test_only_the_reader_turns_texts_into_numbers() -> None:
    by_file = {
        str(path.relative_to(WEB)): list(conversions(path))
        for path in WEB.rglob("*.py")
        if str(path.relative_to(WEB)) not in NOT_FROM_REQUESTS
    }
    assert {name: lines for name, lines in by_file.items() if lines} == {}


def test_no_exception_outlives_its_reason() -> None:
    assert all(any(conversions(WEB / name)) for name in NOT_FROM_REQUESTS)
