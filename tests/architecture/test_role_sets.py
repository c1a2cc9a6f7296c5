"""Which roles belong together is written once, in `identity.roles`; everywhere else the set has a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflows.people.identity import roles

ROOT = Path(__file__).parents[2]
HOME = "workflows/people/identity/roles.py"
OF_ITS_OWN = {"workflows/notices/kinds.py": "whom invitations concern: asked nowhere else"}
EXAMPLES = ("demo", "scenarios", "migrations")


def sets_of_roles(text: str) -> Iterator[list[str]]:
    """Yield what names two roles or more: a tuple, list or set, or what `holds` asks; not a type's words."""
    tree = ast.parse(text)
    types = {node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set) and node not in types:
            parts = node.elts
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "holds":
            parts = node.args
        named = [part.value for part in parts if isinstance(part, ast.Constant) and part.value in roles.ROLES]
        if len(named) > 1:
            yield named


def test_no_set_of_roles_is_written_twice():
    by_file = {
        str(path.relative_to(ROOT)): sets
        for room in ("workflows", "web")
        for path in (ROOT / room).rglob("*.py")
        if not set(path.parts) & set(EXAMPLES) and (sets := list(sets_of_roles(path.read_text("utf-8"))))
    }
    assert by_file.pop(HOME)
    assert {name: sets for name, sets in by_file.items() if name not in OF_ITS_OWN} == {}
    assert set(OF_ITS_OWN) <= set(by_file)


@pytest.mark.parametrize("text", ['A = ("operator", "admin")', 'viewer.holds("operator", "admin")'])
def test_a_set_of_roles_is_seen(text: str):
    assert list(sets_of_roles(text)) == [["operator", "admin"]]


def test_every_role_either_has_cases_or_works_on_them():
    assert set(roles.ROLES) == roles.APPLICANTS | roles.WORKING_ROLES
    assert roles.OPERATIONS < roles.OVERSIGHT < roles.WORKING_ROLES
