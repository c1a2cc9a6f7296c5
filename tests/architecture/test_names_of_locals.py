"""A local is called after what it holds; `found` and `seen` say only how it came there."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "forms", "workflows", "web", "benchmarks", "tests")
SAY_NOTHING = frozenset({"found", "seen"})
STILL: dict[str, int] = {
    "tests/architecture/test_tests.py": 1,
    "tests/engine/definitions/test_lint.py": 12,
    "tests/forms/test_parsing.py": 1,
    "tests/web/access/test_access.py": 2,
    "tests/web/services/test_package_data.py": 1,
    "tests/workflows/test_fulltext.py": 1,
}
"""Where they still stand, and how often. The list may only shrink."""


def locals_that_say_nothing(text: str) -> Iterator[str]:
    """Yield each binding of such a name in a function: what it assigns, what it is given."""
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield from SAY_NOTHING & {node.id}
                elif isinstance(node, ast.arg):
                    yield from SAY_NOTHING & {node.arg}


def test_locals_are_called_after_what_they_hold() -> None:
    standing = Counter(
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for _ in locals_that_say_nothing(path.read_text("utf-8"))
    )
    assert {path: many for path, many in standing.items() if many > STILL.get(path, 0)} == {}


@pytest.mark.parametrize(
    "body",
    ["found = 1", "seen: set[str] = set()", "for found in (): ...", "lambda seen: 1", "(found := 1)"],
)
def test_such_a_name_is_told(body: str) -> None:
    assert list(locals_that_say_nothing(f"def one():\n    {body}\n"))


@pytest.mark.parametrize("body", ["raise Refused(found=3)", "self.found = 3", "rows.seen.add(1)"])
def test_a_field_may_be_called_so(body: str) -> None:
    assert not list(locals_that_say_nothing(f"def one():\n    {body}\n"))
