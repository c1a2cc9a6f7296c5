"""Constructs that a diagram may contain and that the core does not execute: found by their mere presence."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree

from engine.spiff.foreign import TRANSLATIONS, said_here
from engine.spiff.names import BPMN, FOREIGN, REFUSED_EXTENSIONS, REFUSED_NODES, ZEEBE
from engine.spiff.problems import ProblemList

ONCE = {
    "instantiate": ("false", "0"),
    "waitForCompletion": ("true", "1"),
}
"""Attributes of which only these values are executed; the first is what a missing one means."""


def find_refused(process: etree._Element, file: str, problems: ProblemList) -> None:
    """Add a problem for each element or attribute in a process that would not be executed."""
    for node in process.iter("*"):
        name = etree.QName(node).localname
        if node.tag.startswith(BPMN):
            if name in REFUSED_NODES:
                problems.add("bpmn.not_executed", file, node, what=name)
            for attribute, executed in ONCE.items():
                said = node.get(attribute, executed[0])
                if said not in executed and (name, attribute) != ("receiveTask", "instantiate"):
                    problems.add("bpmn.not_executed", file, node, what=f'{attribute}="{said}"')
        elif node.tag.startswith(ZEEBE) and name in REFUSED_EXTENSIONS:
            problems.add("bpmn.not_executed", file, node, what=f"zeebe:{name}")
        elif node.tag.startswith(FOREIGN):
            problems.add("bpmn.not_executed", file, node, what=f"{node.prefix}:{name}")
        _foreign_attributes(node, file, problems)


def _foreign_attributes(node: etree._Element, file: str, problems: ProblemList) -> None:
    """Add one problem for all attributes of another engine, with what to write instead."""
    prefixes = {uri: prefix for prefix, uri in node.nsmap.items()}
    foreign = [etree.QName(name) for name in map(str, node.attrib) if name.startswith(FOREIGN)]
    if not foreign:
        return
    names = ", ".join(f"{prefixes.get(name.namespace or '')}:{name.localname}" for name in foreign)
    written = [(name.localname, str(node.get(name))) for name in foreign]
    translated = "; ".join(_translated(name, value) for name, value in written)
    problems.add("bpmn.foreign", file, node, names=names, translation=translated)


def _translated(name: str, value: str) -> str:
    said = said_here(name, value)
    if name in TRANSLATIONS and said is not None:
        element, attribute = TRANSLATIONS[name]
        return f"<zeebe:{element} {attribute}={quoteattr(said)}/>"
    return f"{name}={quoteattr(value)} → ?"
