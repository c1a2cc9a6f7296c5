"""Spoils packages at random, as people and tools do: attributes, flows, cells, fields of forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from lxml import etree

_SUFFIXES = (".bpmn", ".dmn", ".form")
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
WORDS = (
    *("", " ", "x", "true", "1", "0", "=", "=1 +", "=nobody", "=null", '="a"', "=true", "=[1, 2]", "${x}"),
    *("PT1H", "R/PT1H", "2026-03-01", "=2026-03-01", "1,000", "一", "a b", "-", "not(", '"a"', "> 5", "?"),
    *("=date(1)", "a.b", "#", "FEEL", "UNIQUE", "COLLECT", "\u00a0", "=for", "Any", "number", "_1"),
)
TAGS = (
    *("task", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "callActivity", "receiveTask"),
    *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"),
    *("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"),
    *("subProcess", "transaction", "adHocSubProcess", "sequenceFlow", "textAnnotation", "dataObject"),
)


def spoiled(files: dict[str, bytes], random: Random) -> tuple[dict[str, bytes], list[str]]:
    """Return the files with one to three things changed, and what was changed."""
    files, told = dict(files), []
    names = sorted(
        name for name in files if name.endswith((".bpmn", ".dmn", ".form")) and _is_read(files[name])
    )
    for _ in range(random.choice((1, 1, 2, 3))):
        if not names:
            break  # it was no file that anybody could read before
        name = random.choice(names)
        spoil = _in_a_form if name.endswith(".form") else _in_a_tree
        files[name], change = spoil(files[name], random)
        told.append(f"{name}: {change}")
    return files, told


def _is_read(data: bytes) -> bool:
    try:
        return (
            bool(json.loads(data)) if data.lstrip().startswith(b"{") else etree.fromstring(data) is not None
        )
    except (ValueError, etree.XMLSyntaxError):
        return False


def _in_a_tree(data: bytes, random: Random) -> tuple[bytes, str]:
    root = etree.fromstring(data)
    nodes = [node for node in root.iter("*") if "/DI" not in node.tag and "/DC" not in node.tag]
    change = random.choice(_CHANGES)(random.choice(nodes), nodes, random)
    return etree.tostring(root, encoding="UTF-8"), change


def _attribute_removed(node: etree._Element, _nodes: list[Any], random: Random) -> str:
    if not node.attrib:
        return "nothing"
    name = random.choice(sorted(map(str, node.attrib)))
    del node.attrib[name]
    return f"{_at(node)} without {name}"


def _attribute_changed(node: etree._Element, nodes: list[Any], random: Random) -> str:
    if not node.attrib:
        return "nothing"
    name = random.choice(sorted(map(str, node.attrib)))
    others = [str(text) for other in random.sample(nodes, min(5, len(nodes))) for text in other.values()]
    node.set(name, random.choice((*WORDS, *others)))
    return f"{_at(node)} {name}={node.get(name)!r}"


def _text_changed(_node: etree._Element, nodes: list[Any], random: Random) -> str:
    said = [node for node in nodes if (node.text or "").strip()]
    if not said:
        return "nothing"
    node = random.choice(said)
    node.text = random.choice((*WORDS, str(random.choice(said).text)))
    return f"{_at(node)} says {node.text!r}"


def _removed(node: etree._Element, _nodes: list[Any], _random: Random) -> str:
    holder = node.getparent()
    if holder is None:
        return "nothing"
    holder.remove(node)
    return f"{_at(node)} removed"


def _doubled(node: etree._Element, _nodes: list[Any], _random: Random) -> str:
    holder = node.getparent()
    if holder is None:
        return "nothing"
    holder.insert(holder.index(node), etree.fromstring(etree.tostring(node)))
    return f"{_at(node)} twice"


def _moved(node: etree._Element, nodes: list[Any], random: Random) -> str:
    place = random.choice(nodes)
    if node.getparent() is None or any(one is node for one in (place, *place.iterancestors())):
        return "nothing"
    place.append(node)
    return f"{_at(node)} into {_at(place)}"


def _renamed(node: etree._Element, _nodes: list[Any], random: Random) -> str:
    was, node.tag = _at(node), f"{{{etree.QName(node).namespace or 'other'}}}{random.choice(TAGS)}"
    return f"{was} is {_at(node)}"


def _flows_swapped(_node: etree._Element, nodes: list[Any], random: Random) -> str:
    flows = [node for node in nodes if node.tag == f"{BPMN}sequenceFlow"]
    if len(flows) < 2:
        return "nothing"
    one, other = random.sample(flows, 2)
    end, of_other = random.choice(("sourceRef", "targetRef")), random.choice(("sourceRef", "targetRef"))
    was = one.get(end, "")
    one.set(end, other.get(of_other, ""))
    other.set(of_other, was)
    return f"{end} of {_at(one)} and {of_other} of {_at(other)} swapped"


_Change = Callable[[etree._Element, list[Any], Random], str]
_CHANGES: tuple[_Change, ...] = (
    *(_attribute_removed, _attribute_changed, _attribute_changed, _text_changed, _text_changed),
    *(_removed, _doubled, _moved, _renamed, _flows_swapped),
)


def _at(node: etree._Element) -> str:
    return f"{etree.QName(node).localname} {node.get('id') or node.get('name') or ''}".strip()


def _in_a_form(data: bytes, random: Random) -> tuple[bytes, str]:
    document = json.loads(data)
    holders = [one for one in _mappings(document) if one]
    if not holders:
        return data, "nothing"
    holder = random.choice(holders)
    key = random.choice(sorted(holder))
    change = random.choice(("removed", "changed", "doubled"))
    if change == "removed":
        del holder[key]
    elif change == "doubled" and isinstance(holder[key], list):
        holder[key] = [*holder[key], *holder[key]]
    else:
        holder[key] = random.choice((*WORDS, None, 0, -1, 1e30, True, [], {}, [[]], [{}], {"a": []}))
    return json.dumps(document, ensure_ascii=False).encode(), f"{key} {change}: {holder.get(key)!r:.60}"


def _mappings(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [inner for item in value for inner in _mappings(item)]
    if not isinstance(value, dict):
        return []
    return [value, *(inner for item in value.values() for inner in _mappings(item))]
