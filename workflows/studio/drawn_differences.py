"""What differs between two versions of a diagram, element by element, to be painted on the newer one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from lxml import etree

from engine.hostile_input import FileRefused
from engine.xml import parse_xml
from workflows.studio.canonical import element_lines
from workflows.studio.element_names import element_named
from workflows.studio.values import DrawnDifference

_FRAMES = frozenset({"collaboration", "participant", "process", "laneSet", "lane"})
"""Elements around others: painted they would hide what differs in them."""
_LINES = frozenset({"sequenceFlow", "messageFlow", "association"})
_ENDS = frozenset({"incoming", "outgoing"})
"""Say again which flows there are: an element is not another one because a flow leads elsewhere."""


def drawn_difference(before: bytes, after: bytes) -> DrawnDifference | None:
    """Return the elements that differ; None, if a diagram cannot be read or nothing drawn differs."""
    try:
        older, newer = _drawn(parse_xml(before)), _drawn(parse_xml(after))
    except FileRefused:
        return None
    added = [one for one in newer if one not in older]
    removed = [older[one] for one in older if one not in newer]
    both = [one for one in newer if one in older]
    changed = [one for one in both if _says(newer[one], newer) != _says(older[one], older)]
    if not (added or removed or changed):
        return None
    lines = tuple(one for one in chain(added, changed) if _tag(newer[one]) in _LINES)
    return DrawnDifference(
        added=tuple(one for one in added if one not in lines),
        changed=tuple(one for one in changed if one not in lines),
        lines=lines,
        removed=tuple(element_named(one, one.get("name", "")) for one in removed if _tag(one) not in _LINES),
        removed_lines=sum(_tag(one) in _LINES for one in removed),
    )


def _drawn(root: etree._Element) -> Mapping[str, etree._Element]:
    """Return what has a shape or a line in a diagram, by id."""
    shown = {one.get("bpmnElement") for one in root.iter("{*}BPMNShape", "{*}BPMNEdge")}
    elements = (one for one in root.iter("{*}*") if one.get("id") in shown)
    return {str(one.get("id")): one for one in elements if _tag(one) not in _FRAMES}


def _says(element: etree._Element, drawn: Mapping[str, etree._Element]) -> list[str]:
    return element_lines(element, lambda one: one.get("id") in drawn or _tag(one) in _ENDS)


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
