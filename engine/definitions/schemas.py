"""Validates BPMN and DMN files against the schemas of the standards, in words of both languages."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from engine.definitions.findings import Findings
from engine.definitions.messages import SCHEMA_REASONS
from engine.definitions.sources import Sources
from engine.errors import Locale
from engine.messages import render
from engine.spiff.schema import Violation, violations

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_NAMESPACE = re.compile(r"\{[^}]*\}")
_ELEMENT = re.compile(r"Element '([^']*)'")
_ATTRIBUTE = re.compile(r"[Tt]he attribute '([^']*)'|, attribute '([^']*)'")
_VALUE = re.compile(r"'([^']*)' is not (?:a valid|an element)")
_KINDS = {
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "missing_attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": "unknown_attribute",
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": "unknown_attribute",
}


def check_schemas(sources: Sources, findings: Findings) -> None:
    """Add a problem for everything that a schema forbids, in files without other errors.

    Runs last: the core's own words about a missing reference are clearer than the schema's.
    """
    for name, root in sources.trees.items():
        if findings.has_errors(name):
            continue  # enough to do; the schema takes long to say much
        entries = violations(root)
        if not entries:
            continue
        for entry in entries:
            element_id = _id_around(root, entry)
            code = "bpmn.schema" if etree.QName(root).namespace == _BPMN else "dmn.schema"
            kind, params = _explain(entry)
            findings.add(
                code,
                name,
                element_id,
                line=entry.line,
                reason=_reason(kind, params, "en"),
                chinese={"reason": _reason(kind, params, "zh-CN")},
            )


def _reason(kind: str, params: dict[str, Any], locale: Locale) -> str:
    if kind == "value" and params["attribute"]:
        name = params["attribute"]
        params = {**params, "attribute": f"属性 {name} " if locale == "zh-CN" else f"in the attribute {name}"}
    return render(SCHEMA_REASONS, kind, locale, params)


def _explain(entry: Violation) -> tuple[str, dict[str, Any]]:
    text = _NAMESPACE.sub("", entry.message)
    element = _ELEMENT.search(text)
    attribute = _ATTRIBUTE.search(text)
    value = _VALUE.search(text)
    params: dict[str, Any] = {
        "element": element.group(1) if element else "?",
        "attribute": (attribute.group(1) or attribute.group(2)) if attribute else "",
        "value": value.group(1) if value else "",
        "detail": text,
    }
    if entry.kind == "SCHEMAV_ELEMENT_CONTENT":
        return ("incomplete" if "Missing child" in text else "unexpected"), params
    if entry.kind in _KINDS:
        return _KINDS[entry.kind], params
    return ("value" if value else "other"), params


def _id_around(root: etree._Element, entry: Violation) -> str | None:
    """Return the id of the nearest element with one, by the place of the element: a file may be one line."""
    try:
        elements: Any = root.xpath(
            entry.path or "", namespaces={prefix: uri for prefix, uri in root.nsmap.items() if prefix}
        )
    except etree.XPathError:  # a prefix that stands on an inner element
        return None
    node = elements[0] if isinstance(elements, list) and elements else None
    while node is not None and not node.get("id"):
        node = node.getparent()
    return node.get("id") if node is not None else None
