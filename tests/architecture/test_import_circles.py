"""No module of a room needs itself by way of others; imports that only types need count, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Modules that still stand in a circle. The list may only shrink: who cuts an edge takes its modules out.
CIRCLES: Mapping[str, frozenset[str]] = {
    "engine": frozenset(),
    "forms": frozenset(),
    "web": frozenset(),
    "workflows": frozenset(),
}

Graph = dict[str, set[str]]


def module_name(path: Path, top: Path) -> str:
    parts = path.relative_to(top).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports: for `from a import b` both `a.b` and `a`, the longer name first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def import_graph(room: Path) -> Graph:
    """Return which modules of a room each of them imports. A package itself is the module of its name."""
    paths = {module_name(path, room.parent): path for path in room.rglob("*.py")}
    graph: Graph = {}
    for name, path in paths.items():
        imports = set()
        for wanted in imported(ast.parse(path.read_text("utf-8"))):
            target = wanted if wanted in paths else wanted.rpartition(".")[0]
            if target in paths and target != name:
                imports.add(target)
        graph[name] = imports
    return graph


def reached(graph: Graph, start: str) -> set[str]:
    """Return every module that `start` needs, directly or by way of others."""
    needed: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        here = waiting.pop()
        if here not in needed:
            needed.add(here)
            waiting.extend(graph[here])
    return needed


def in_circles(graph: Graph) -> set[str]:
    return {name for name in graph if name in reached(graph, name)}


@pytest.mark.parametrize("room", sorted(CIRCLES))
def test_no_module_needs_itself(room: str):
    assert in_circles(import_graph(ROOT / room)) - CIRCLES[room] == set()


@pytest.mark.parametrize("room", sorted(CIRCLES))
def test_what_left_a_circle_left_the_list(room: str):
    assert CIRCLES[room] - in_circles(import_graph(ROOT / room)) == set()


def test_a_circle_of_typing_imports_is_seen(tmp_path: Path):
    room = tmp_path / "room"
    room.mkdir()
    (room / "__init__.py").write_text("")
    (room / "low.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from room.high import H\n"
    )
    (room / "high.py").write_text("from room import low\n")
    (room / "alone.py").write_text("import room.low\n")
    assert in_circles(import_graph(room)) == {"room.low", "room.high"}


def test_import_linter_sees_every_folder_of_code():
    """A folder without `__init__.py` works, but no contract is asked of what stands in it."""
    folders = {path.parent for room in CIRCLES for path in (ROOT / room).rglob("*.py")}
    unseen = {str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()}
    assert unseen <= {"workflows/migrations/versions", "engine/migrations/versions"}  # Alembic reads these
