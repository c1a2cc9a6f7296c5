"""Constructs that a diagram may contain and that the core does not execute: found by their mere presence."""

from __future__ import annotations

from lxml import etree

from engine.spiff.names import BPMN, FOREIGN, REFUSED_EXTENSIONS, REFUSED_NODES, ZEEBE
from engine.spiff.problems import ProblemList

ONCE = {"startQuantity": "1", "completionQuantity": "1", "instantiate": "false", "waitForCompletion": "true"}
"""Attributes of which only this value is executed."""


def find_refused(process: etree._Element, file: str, problems: ProblemList) -> None:
    """Add a problem for each element or attribute in a process that would not be executed."""
    for node in process.iter("*"):
        name = etree.QName(node).localname
        if node.tag.startswith(BPMN):
            if name in REFUSED_NODES:
                problems.add("bpmn.not_executed", file, node, what=name)
            for attribute, executed in ONCE.items():
                if node.get(attribute, executed) != executed:
                    problems.add("bpmn.not_executed", file, node, what=attribute)
        elif node.tag.startswith(ZEEBE) and name in REFUSED_EXTENSIONS:
            problems.add("bpmn.not_executed", file, node, what=f"zeebe:{name}")
        elif node.tag.startswith(FOREIGN):
            problems.add("bpmn.not_executed", file, node, what=f"{node.prefix}:{name}")
        for foreign in map(str, node.attrib):
            if foreign.startswith(FOREIGN):
                problems.add("bpmn.not_executed", file, node, what=etree.QName(foreign).localname)
