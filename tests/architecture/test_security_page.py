"""Each promise of the security page names a test that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
PROMISES = PAGE.split("## What is promised")[1].split("\n## ")[0]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PROMISES)


def test_every_promise_names_a_test() -> None:
    lines = re.split(r"\n- ", PROMISES)[1:]
    assert len(lines) > 15
    assert [line for line in lines if "`tests/" not in line] == []


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_the_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_kind_of_attack_is_on_the_page() -> None:
    kinds = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "security").rglob("test_*.py")}
    assert kinds == {path for path, _ in NAMED if path.startswith("tests/security/")}
