"""The canonical form of files: what an editor writes in another way, and says the same, is the same.

Editors leave out defaults, order attributes and shapes in their own way, and break lines where they like.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from lxml import etree

from engine.definitions.sources import read_json
from engine.hostile_input import FileRefused
from engine.xml import parse_xml

_DEFAULTS = frozenset(
    {
        ("boundaryEvent", "cancelActivity", "true"),
        ("startEvent", "isInterrupting", "true"),
        ("decisionTable", "hitPolicy", "UNIQUE"),
        ("multiInstanceLoopCharacteristics", "isSequential", "false"),
    }
)
"""Attributes that say what counts without them, by element."""
_UNORDERED = frozenset(
    {
        *("definitions", "collaboration", "process", "subProcess", "extensionElements", "lane"),
        *("BPMNPlane", "BPMNShape", "BPMNEdge"),
    }
)
"""Elements whose children may stand in any order."""
DRAWINGS = frozenset({"BPMNDiagram", "DMNDI"})


def canonical_lines(name: str, content: bytes, *, drawing: bool = False) -> list[str]:
    """Return the lines of a file in canonical form; without `drawing`, where elements lie does not matter.

    What cannot be read is returned as it is.
    """
    if name.endswith((".bpmn", ".dmn")):
        try:
            return list(_xml_lines(parse_xml(content), 0, drawing=drawing))
        except FileRefused:
            pass
    elif name.endswith(".form"):
        try:
            form = read_json(content)
        except json.JSONDecodeError:
            pass
        else:
            if isinstance(form, dict):
                form = {key: value for key, value in form.items() if key not in ("exporter", "schemaVersion")}
            return json.dumps(form, ensure_ascii=False, indent=1, sort_keys=True).splitlines()
    return content.decode("utf-8", "replace").splitlines()


def element_lines(element: etree._Element, is_apart: Callable[[etree._Element], bool]) -> list[str]:
    """Return the lines of an element in canonical form, without the elements in it that stand apart."""
    return list(_lines(element, 0, is_apart))


def _xml_lines(node: etree._Element, depth: int, *, drawing: bool) -> Iterator[str]:
    return _lines(node, depth, lambda one: not drawing and etree.QName(one).localname in DRAWINGS)


def _lines(node: etree._Element, depth: int, is_apart: Callable[[etree._Element], bool]) -> Iterator[str]:
    name = etree.QName(node).localname
    pairs = [f' {key}="{value}"' for key, value in sorted(_attributes(node, name))]
    children = [one for one in node.iterchildren("*") if not is_apart(one)]
    blocks = [list(_lines(one, depth + 1, is_apart)) for one in children]
    if name in _UNORDERED:
        blocks.sort()
    text = (node.text or "").strip() if not children else ""
    yield f"{' ' * depth}{name}{''.join(pairs)}{': ' + text if text else ''}"
    for block in blocks:
        yield from block


def _attributes(node: etree._Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in node.attrib.items():
        local = etree.QName(key).localname
        # Who exported a file, and when, says nothing about the process.
        if local not in ("exporter", "exporterVersion") and (name, local, value) not in _DEFAULTS:
            yield local, str(value)
