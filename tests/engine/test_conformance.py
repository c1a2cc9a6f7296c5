"""The page on conformance says what the engine does, and names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from engine.dmn.boxed import BoxedCompiler
from engine.dmn.graph import NodeKind
from engine.dmn.hit_policies import Aggregation, HitPolicy
from engine.feel import BUILTIN_NAMES
from engine.spiff.names import ALLOWED_EVENTS, EVENT_KINDS, FLOW_NODES, REFUSED_EXTENSIONS, REFUSED_NODES
from engine.spiff.refusals import ONCE

ROOT = Path(__file__).resolve().parents[2]
LOOPS = {"complexBehaviorDefinition", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"}
PAGE = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its head."""
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def words(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def test_every_element_that_is_executed_is_listed() -> None:
    assert set().union(*(words(row[0]) for row in rows("Elements"))) == FLOW_NODES | LOOPS


def test_every_event_is_listed_where_it_is_executed() -> None:
    listed = {row[0]: words(row[1]) for row in rows("Events")}
    places = {
        kind: {place for place, kinds in ALLOWED_EVENTS.items() if kind in kinds}
        for kind in EVENT_KINDS.values()
    }
    assert listed == places


def test_everything_refused_is_listed_with_its_reason() -> None:
    extensions = {f"zeebe:{name}" for name in REFUSED_EXTENSIONS}
    assert set().union(*(words(row[0]) for row in rows("Refused"))) == REFUSED_NODES | extensions
    assert all(row[1] for row in rows("Refused"))
    for attribute, executed in ONCE.items():
        assert f'`{attribute}="{executed[0]}"`' in PAGE


def test_every_construct_of_decisions_and_every_function_is_listed() -> None:
    listed = set().union(*(words(row[0]) for row in rows("DMN and FEEL")))
    compiler: Any = BoxedCompiler(*[None] * 3)
    kinds = {*NodeKind, *HitPolicy, *Aggregation, *compiler.kinds, "itemDefinition", "import"}
    assert listed == {str(kind) for kind in kinds}
    assert words(PAGE.split("## Functions\n", 1)[1]) == BUILTIN_NAMES


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"(tests/\S+\.py)::(test_\w+)", PAGE))
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, name
    for row in (*rows("Elements"), *rows("Events"), *rows("Refused"), *rows("DMN and FEEL")):
        assert "::test_" in row[2]
