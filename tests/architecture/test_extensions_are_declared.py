"""What the platform reads of its extension elements is declared: lint and reference know of it too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from engine.definitions.notation import READ
from workflows.lint import NOTATION

ROOT = Path(__file__).parents[2]
ROOMS = ("engine/definitions", "workflows/approvals")
PASSED_ON = {"actions_of": "approval", "result_of": "approval", "_words": "start", "_wording": "start"}
"""Functions that are handed what an element says."""


def functions() -> Iterator[ast.FunctionDef]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def element_of(function: ast.FunctionDef) -> str | None:
    """Return which element a function reads: what `tongban.get(…)` or `tongban[…]` names there."""
    for node in ast.walk(function):
        key: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            key = node.args[0] if is_tongban(node.func.value) else None
        elif isinstance(node, ast.Subscript) and is_tongban(node.value):
            key = node.slice
        if isinstance(key, ast.Constant):
            return str(key.value)
        if isinstance(key, ast.Name) and key.id == "APPROVAL":
            return "approval"
    return PASSED_ON.get(function.name)


def is_tongban(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "tongban"


def asked(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the attributes that a function names: got from, looked up in, or looked for in what is said."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            if is_said(node.func.value):
                yield from constants(node.args[:1])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PASSED_ON:
            yield from constants(node.args[1:])
        elif isinstance(node, ast.Subscript) and is_said(node.value):
            yield from constants([node.slice])
        elif isinstance(node, ast.Compare) and any(map(is_said, node.comparators)):
            yield from constants([node.left])


def is_said(node: ast.expr) -> bool:
    """Whether an expression is what an element says: the variable `said`, or the element looked up."""
    if isinstance(node, ast.Name):
        return node.id == "said"
    if isinstance(node, ast.Subscript):
        return is_tongban(node.value)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and is_tongban(node.func.value)


def constants(nodes: list[ast.expr]) -> Iterator[str]:
    yield from (
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def read_in_code() -> set[tuple[str, str]]:
    pairs = set()
    for function in functions():
        element = element_of(function)
        if element is not None:
            pairs |= {(element, name) for name in asked(function)}
    return pairs


def test_what_the_code_reads_is_declared_and_the_other_way_round():
    declared = {
        (element.name.removeprefix("tongban:"), attribute)
        for element in {**READ, **NOTATION}.values()
        if element.name in {"tongban:form", "tongban:variables", *NOTATION}
        for attribute in element.attributes
    }
    # The settings of a start in English are asked for together with the Chinese ones.
    read = read_in_code()
    read |= {(element, f"{name}_en") for element, name in read if element == "start"} & declared
    assert read == declared


def test_a_reader_of_something_undeclared_is_seen():
    one = ast.parse("def f(element):\n said = element.tongban.get('form', {})\n return said.get('colour')")
    (function,) = one.body
    assert isinstance(function, ast.FunctionDef)
    assert (element_of(function), list(asked(function))) == ("form", ["colour"])
