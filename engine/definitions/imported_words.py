"""Words of BPMN itself that other engines read, as they are said here: performers, loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from engine.definitions.imported_nodes import extension
from engine.spiff.foreign import performer_said_here
from engine.spiff.names import BPMN

Changes = list[tuple[str, str]] | None
"""What was written, before and after; None where it is not clear."""


def _performer(node: etree._Element) -> Changes:
    """Write who is to do a step, where that is `user(…)`, `group(…)` or a name."""
    said = node.findtext(f"{BPMN}resourceAssignmentExpression/{BPMN}formalExpression")
    step, kind = node.getparent(), etree.QName(node).localname
    written = performer_said_here(kind, said or "")
    if step is None or not written:
        return None
    definition = extension(step, "assignmentDefinition")
    changes: list[tuple[str, str]] = []
    for word, text in written.items():
        before = f"{definition.get(word)}," if definition.get(word) else ""
        definition.set(word, before + text)
        changes.append((f"{kind} {said}", f'zeebe:assignmentDefinition {word}="{definition.get(word)}"'))
    return changes


def _loop_data(attribute: str) -> Callable[[etree._Element], Changes]:
    """Return what writes one attribute of a loop: by the variable that is named, or by the item's name."""

    def write(node: etree._Element) -> Changes:
        loop = node.getparent()
        name = node.get("name") if attribute.endswith("Element") else (node.text or "").strip()
        if loop is None or not name or not name.replace("_", "a").isalnum():
            return None
        said = f"={name}" if attribute in ("inputCollection", "outputElement") else name
        extension(loop, "loopCharacteristics").set(attribute, said)
        kind = etree.QName(node).localname
        return [(f"{kind} {name}", f'zeebe:loopCharacteristics {attribute}="{said}"')]

    return write


REWRITTEN_HERE: Mapping[str, Callable[[etree._Element], Changes]] = {
    "potentialOwner": _performer,
    "humanPerformer": _performer,
    "loopDataInputRef": _loop_data("inputCollection"),
    "inputDataItem": _loop_data("inputElement"),
    "loopDataOutputRef": _loop_data("outputCollection"),
    "outputDataItem": _loop_data("outputElement"),
}
"""By element of BPMN: what writes the same in the words of this engine."""
