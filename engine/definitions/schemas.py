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
from engine.spiff.problems import line_of
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
        spoken = {(p.file, p.line) for p in findings.found}
        ids = {(p.file, p.element_id) for p in findings.found}
        ids_by_line = _ids_by_line(root)
        for entry in entries:
            element_id = ids_by_line.get(entry.line)
            if (name, entry.line) in spoken or (element_id and (name, element_id) in ids):
                continue
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


def _ids_by_line(root: etree._Element) -> dict[int, str]:
    """Return the id of the nearest element with one, for every line on which an element begins."""
    by_line: dict[int, str] = {}
    stack: list[tuple[etree._Element, str]] = [(root, "")]
    while stack:
        node, outer = stack.pop()
        own = node.get("id") or outer
        if (line := line_of(node)) and own:
            by_line.setdefault(line, own)
        stack.extend((child, own) for child in reversed(node))
    return by_line
