"""Constructs that a diagram may contain and that the core does not execute: found by their mere presence."""

from __future__ import annotations

import re

from lxml import etree

from engine.spiff.names import BPMN, FOREIGN, REFUSED_EXTENSIONS, REFUSED_NODES, ZEEBE
from engine.spiff.problems import ProblemList

ONCE = {
    "startQuantity": ("1",),
    "completionQuantity": ("1",),
    "instantiate": ("false", "0"),
    "waitForCompletion": ("true", "1"),
    "behavior": ("All",),
}
"""Attributes of which only these values are executed; the first is what a missing one means."""


_JUEL = re.compile(r"[$#]\{([^{}]*)\}")
TRANSLATIONS = {
    "assignee": ("assignmentDefinition", "assignee"),
    "candidateGroups": ("assignmentDefinition", "candidateGroups"),
    "candidateUsers": ("assignmentDefinition", "candidateUsers"),
    "dueDate": ("taskSchedule", "dueDate"),
    "followUpDate": ("taskSchedule", "followUpDate"),
    "priority": ("priorityDefinition", "priority"),
    "formKey": ("formDefinition", "formId"),
    "formRef": ("formDefinition", "formId"),
    "class": ("taskDefinition", "type"),
    "delegateExpression": ("taskDefinition", "type"),
    "expression": ("taskDefinition", "type"),
    "topic": ("taskDefinition", "type"),
    "decisionRef": ("calledDecision", "decisionId"),
    "resultVariable": ("calledDecision", "resultVariable"),
    "collection": ("loopCharacteristics", "inputCollection"),
    "elementVariable": ("loopCharacteristics", "inputElement"),
}
"""Attributes of other engines: the element and attribute that say the same here."""


def find_refused(process: etree._Element, file: str, problems: ProblemList) -> None:
    """Add a problem for each element or attribute in a process that would not be executed."""
    for node in process.iter("*"):
        name = etree.QName(node).localname
        if node.tag.startswith(BPMN):
            if name in REFUSED_NODES:
                problems.add("bpmn.not_executed", file, node, what=name)
            for attribute, executed in ONCE.items():
                said = node.get(attribute, executed[0])
                if said not in executed:
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
    translated = "; ".join(_translated(name, _in_feel(value)) for name, value in written)
    problems.add("bpmn.foreign", file, node, names=names, translation=translated)


def _in_feel(value: str) -> str:
    """Return a value with `${…}` or `#{…}` as FEEL."""
    whole = _JUEL.fullmatch(value.strip())
    return f"={whole.group(1).strip()}" if whole else value


def _translated(name: str, value: str) -> str:
    if name in TRANSLATIONS:
        element, attribute = TRANSLATIONS[name]
        return f'<zeebe:{element} {attribute}="{value}"/>'
    return f"{name} → ?"
