"""Changes of a diagram that say something else and draw nothing: attributes and texts of its elements.

What is said of texts in English holds for files of decisions, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from engine.spiff.names import BPMN, PREFIXES, TONGBAN
from engine.xml import XmlRefused, parse_xml

for _namespace, _prefix in PREFIXES.items():
    etree.register_namespace(_prefix, _namespace.strip("{}"))

ENGLISH = "en"
_UNWRITABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_HOLDERS = frozenset({"extensionElements", "properties"})
_BEFORE_EXTENSIONS = frozenset({"documentation", "description"})


def diagrams(files: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Return name and root of each diagram that can be read, by name; the lint tells of the others."""
    for name in sorted(one for one in files if one.endswith(".bpmn")):
        try:
            yield name, parse_xml(files[name])
        except XmlRefused:
            continue


def written(root: Any) -> bytes:
    """Return a diagram as a file."""
    data: bytes = etree.tostring(root, xml_declaration=False, encoding="UTF-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + data + b"\n"


def is_writable(text: str) -> bool:
    """Tell whether a file of XML can hold a text."""
    return _UNWRITABLE.search(text) is None


def elements(root: Any) -> Iterator[Any]:
    """Return the elements of a diagram that have an id, without how they are drawn."""
    return (one for one in root.iter(f"{BPMN}*") if one.get("id"))


def said(element: Any, tag: str) -> Any | None:
    """Return an extension element, None where it is not said."""
    return element.find(f"{BPMN}extensionElements/{tag}")


def english(element: Any) -> Any | None:
    """Return the extension element that holds the English texts, None without one."""
    texts = element.findall(f"{{*}}extensionElements/{TONGBAN}text")
    return next((one for one in texts if one.get("locale", ENGLISH).startswith(ENGLISH)), None)


def documentation(element: Any) -> str:
    """Return what is documented of an element, in Chinese."""
    return str(element.findtext(f"{BPMN}documentation") or "").strip()


def document(element: Any, text: str) -> None:
    """Document an element; "" takes the documentation away."""
    told = element.find(f"{BPMN}documentation")
    if told is None and text:
        told = etree.Element(f"{BPMN}documentation")
        element.insert(0, told)
    if told is not None and text:
        told.text = text
    elif told is not None:
        element.remove(told)


def set_english(element: Any, **texts: str) -> None:
    """Say texts of an element in English by attribute; an attribute without text is taken away.

    With its last text what holds it goes, too.
    """
    told = english(element)
    if told is None and any(texts.values()):
        told = etree.SubElement(extensions(element), f"{TONGBAN}text", {"locale": ENGLISH})
    if told is None:
        return
    set_attributes(told, texts)
    if not len(told) and not {*told.attrib} - {"locale"}:
        take_away(told)


def take_away(said: Any) -> None:
    """Take an extension element out of a diagram, and what held it, where it held nothing else."""
    holder = said.getparent()
    holder.remove(said)
    if not len(holder) and etree.QName(holder).localname in _HOLDERS:
        take_away(holder)


def set_attributes(element: Any, values: Mapping[str, str]) -> None:
    """Set attributes; those without a value are taken away."""
    for name, value in values.items():
        if value:
            element.set(name, value)
        else:
            element.attrib.pop(name, None)


def extensions(element: Any) -> Any:
    """Return the extension elements of an element, made where there are none, where its schema wants them."""
    holder = element.find("{*}extensionElements")
    if holder is not None:
        return holder
    holder = etree.Element(etree.QName(etree.QName(element).namespace, "extensionElements"))
    before = (one for one in element if isinstance(one.tag, str))
    element.insert(sum(etree.QName(one).localname in _BEFORE_EXTENSIONS for one in before), holder)
    return holder


def call_process(root: Any, process: Any, name: str) -> None:
    """Call a process something else, and its pool, where that had the same name."""
    before = process.get("name", "")
    for pool in root.iter(f"{BPMN}participant"):
        if pool.get("processRef") == process.get("id") and pool.get("name", "") == before:
            pool.set("name", name)
    process.set("name", name)
