"""No text of an analyst can name anything of Python: the interpreter has nothing that could look it up."""

import ast
from pathlib import Path

import engine.feel

FORBIDDEN = {"eval", "exec", "compile", "getattr", "setattr", "hasattr", "vars", "__import__", "open"}
ROOM = Path(engine.feel.__file__).parent


def called_names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {function.id for function in calls if isinstance(function, ast.Name)}


def test_the_room_looks_nothing_up_by_name() -> None:
    files = sorted(ROOM.rglob("*.py"))
    assert len(files) > 30
    assert {
        path.name: called_names(path) & FORBIDDEN for path in files if called_names(path) & FORBIDDEN
    } == {}


def test_the_room_reaches_no_file_or_network() -> None:
    imported = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    assert imported <= {
        "__future__", "abc", "base64", "collections", "dataclasses", "datetime", "decimal", "engine",
        "functools", "hashlib", "json", "re", "regex", "secrets", "time", "typing", "uuid", "zoneinfo",
    }  # fmt: skip
