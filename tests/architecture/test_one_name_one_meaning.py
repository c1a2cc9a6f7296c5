"""A class has a name of its own in the whole house: whoever reads it need not ask which one is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("engine", "forms", "workflows", "web", "bpmn")

# The same word where it is the same thing, on two floors of which the lower may not import the upper.
SHARED = {
    "Conflict": "a refusal of the engine, and the domain's",
    "DateTime": "the type of FEEL, and the form-js component that is called so",
    "Forbidden": "a refusal of the engine, and the domain's",
    "InvalidState": "a refusal of the engine, and the domain's",
    "NotFound": "a refusal of the engine, and the domain's",
    "Rejected": "a refusal of the engine, and the domain's",
}


def places() -> dict[str, list[str]]:
    """Return where each public class is made."""
    where = defaultdict(list)
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].append(str(path.relative_to(ROOT)))
    return where


def test_a_class_has_a_name_of_its_own():
    by_name = places()
    assert len(by_name) > 300
    assert {name: where for name, where in by_name.items() if len(where) > 1 and name not in SHARED} == {}


def test_no_shared_name_outlives_its_reason():
    by_name = places()
    assert [name for name in SHARED if len(by_name[name]) < 2] == []
