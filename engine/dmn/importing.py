"""The models of a package, imported ones first: their order among the files means nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from lxml import etree

from engine.dmn.model import Model, parse_model
from engine.dmn.xml_elements import children
from engine.errors import DefinitionInvalid, Problem
from engine.xml import XmlRefused, parse_xml


def parse_models(
    files: Mapping[str, bytes], *, functions: Collection[str] | None = None
) -> tuple[dict[str, Model], list[Problem]]:
    """Return the models by file, and all that is wrong; files that cannot be read are left out.

    `functions` are those that the installation adds to FEEL's, see `parse_model`.
    """
    models: dict[str, Model] = {}
    known: dict[str, Model] = {}
    problems: list[Problem] = []
    for name in in_order_of_imports(files):
        try:
            model = parse_model(files[name], imports=dict(known), file=name, functions=functions)
        except DefinitionInvalid as refused:
            problems += refused.problems
            continue
        problems += model.problems
        models[name] = known[name] = known[model.namespace] = model
    return {name: models[name] for name in sorted(models)}, problems


def in_order_of_imports(files: Mapping[str, bytes]) -> list[str]:
    """Return the names of DMN files so that what a model imports stands before it, else by name.

    Models that import each other stay in the order of their names: the first of them misses the other.
    """
    roots = {name: root for name in sorted(files) if (root := _root(files[name])) is not None}
    keys = {root.get("namespace", ""): name for name, root in roots.items()} | {name: name for name in roots}
    wanted = {name: [keys[key] for key in _imported(root) if key in keys] for name, root in roots.items()}
    order: dict[str, None] = {}
    for name in sorted(files):
        _place(name, wanted, order)
    return list(order)


def _place(name: str, wanted: Mapping[str, list[str]], order: dict[str, None]) -> None:
    """Put a file after all that it imports; a stack instead of recursion allows long chains."""
    stack, entered = [name], {name}
    while stack:
        missing = [one for one in wanted.get(stack[-1], ()) if one not in order and one not in entered]
        if missing:
            entered.add(missing[0])
            stack.append(missing[0])
        else:
            order[stack.pop()] = None


def _root(data: bytes) -> etree._Element | None:
    try:
        return parse_xml(data)
    except XmlRefused:
        return None


def _imported(root: etree._Element) -> Iterator[str]:
    for element in children(root, "import"):
        location = element.get("locationURI", "")
        yield from (element.get("namespace", ""), location, PurePosixPath(location).name)
