"""Extension elements of a diagram that is being rewritten."""

from __future__ import annotations

from lxml import etree

from engine.spiff.names import BPMN, FOREIGN, ZEEBE


def extension(node: etree._Element, name: str) -> etree._Element:
    """Return the extension element `name` of a node, made if it is not there."""
    holder = node.find(f"{BPMN}extensionElements")
    if holder is None:
        holder = etree.Element(f"{BPMN}extensionElements")
        documentation = node.findall(f"{BPMN}documentation")
        node.insert(len(documentation), holder)
    return extension_in(holder, name)


def extension_in(holder: etree._Element, name: str) -> etree._Element:
    """Return the element `name` among extension elements, made if it is not there."""
    there = holder.find(f"{ZEEBE}{name}")
    return etree.SubElement(holder, f"{ZEEBE}{name}") if there is None else there


def is_inside_foreign(node: etree._Element) -> bool:
    """Tell whether a word of another engine only says more of the one around it."""
    parent = node.getparent()
    return parent is not None and parent.tag.startswith(FOREIGN)
