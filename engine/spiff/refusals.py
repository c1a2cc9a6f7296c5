"""Constructs that a diagram may contain and that the core does not execute: found by their mere presence."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from lxml import etree

from engine.spiff.foreign import (
    EXPRESSIONS,
    NAMED_BY,
    attribute_said_here,
    by_hand,
    element_said_here,
    feel_of,
)
from engine.spiff.names import BPMN, FOREIGN, REFUSED_EXTENSIONS, REFUSED_NODES, ZEEBE
from engine.spiff.problems import ProblemList
from engine.storable_text import MAX_KEY_BYTES

ONCE = {
    "eventGatewayType": ("Exclusive",),
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
    find_foreign(process, file, problems)


NAMING = frozenset(
    {"id", "errorCode", "escalationCode", "resultVariable", "target", "inputElement", "outputCollection"}
)
"""Attributes that hold the name of something that is found by it."""


def report_long_names(root: etree._Element, file: str, problems: ProblemList) -> None:
    """Add a problem for each name, id or code in a file that is longer than any index takes."""
    for node in root.iter("*"):
        is_named = node.tag in (f"{BPMN}message", f"{BPMN}signal")
        for attribute, text in node.attrib.items():
            if (attribute in NAMING or (is_named and attribute == "name")) and _is_long(str(text)):
                problems.add("bpmn.too_long", file, node, what=str(attribute), limit=MAX_KEY_BYTES)


def _is_long(text: str) -> bool:
    return len(text) * 4 > MAX_KEY_BYTES and text[0] != "=" and len(text.encode()) > MAX_KEY_BYTES


def find_foreign(part: etree._Element, file: str, problems: ProblemList) -> None:
    """Add a problem for each element that says something in the words of another engine: one for all of it.

    `part` is a process or what stands beside it, such as an error that its events refer to.
    """
    foreign: dict[etree._Element, list[tuple[str, str, str]]] = {}
    for node in part.iter("*"):
        if words := list(_foreign_words(node, etree.QName(node).localname)):
            named = named_owner(node)
            foreign.setdefault(node if named is None else named, []).extend(words)
    for owner, words in foreign.items():
        names = ", ".join(dict.fromkeys(name for name, _, _ in words))
        chinese = "；".join(said for _, said, _ in words if said) or "-"
        english = "; ".join(said for _, _, said in words if said) or "-"
        problems.add("bpmn.foreign", file, owner, names=names, translation_zh=chinese, translation_en=english)


def named_owner(node: etree._Element) -> etree._Element | None:
    """Return the element of BPMN with an id that a node is or belongs to, None if there is none."""
    owner: etree._Element | None = node
    while owner is not None and not (owner.tag.startswith(BPMN) and owner.get("id")):
        owner = owner.getparent()
    return owner


def _foreign_words(node: etree._Element, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a node says in the words of another engine, and what to write, in Chinese and English."""
    prefixes = {uri: prefix for prefix, uri in node.nsmap.items()}
    if node.tag.startswith(FOREIGN):
        if not _is_part(node):
            said, full = element_said_here(node), f"{prefixes.get(etree.QName(node).namespace or '')}:{name}"
            yield full, *_to_write(name, full, said)
        return
    for attribute in [etree.QName(one) for one in map(str, node.attrib) if one.startswith(FOREIGN)]:
        said = attribute_said_here(node, attribute)
        word, prefix = attribute.localname, prefixes.get(attribute.namespace or "")
        unclear = f"{word}={quoteattr(str(node.get(attribute)))}"
        yield f"{prefix}:{word}", *_to_write(word, unclear, said)
    computed = str(node.get(NAMED_BY[name], "")) if node.tag.startswith(BPMN) and name in NAMED_BY else ""
    if "${" in computed or "#{" in computed:
        yield computed, *_to_write(NAMED_BY[name], computed, feel_of(computed))
    texts = {name: node.text or ""} if node.tag.startswith(BPMN) and name in EXPRESSIONS else {}
    if node.tag.startswith(ZEEBE):
        texts = {f"{name} {key!s}": str(value) for key, value in node.attrib.items()}
    for what, text in texts.items():
        if (written := feel_of(text)) is not None:
            yield text.strip(), f"{what}: {written}", f"{what}: {written}"


def _to_write(word: str, original: str, said: str | None) -> tuple[str, str]:
    """Return what is written here; where that is not clear, what stands here for such a word."""
    if said is not None:
        return said, said
    chinese, english = by_hand(word)
    return f"{original} → {chinese}", f"{original} → {english}"


def _is_part(node: etree._Element) -> bool:
    """Tell whether an element of another engine only says more of the one around it."""
    around = node.getparent()
    if around is None or not around.tag.startswith(FOREIGN):
        return False
    return etree.QName(around).localname not in ("inputOutput", "properties")
