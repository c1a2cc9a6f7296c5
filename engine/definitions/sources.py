"""The files of a package after the gates: small enough, and XML that can do no harm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.definitions.findings import Findings
from engine.errors import Problem
from engine.hostile_input import FileRefused
from engine.package_files import MAX_FILES
from engine.spiff.problems import line_of
from engine.xml import parse_xml

MAX_EXPRESSION_CHARACTERS = 300_000
"""All expressions of a diagram together; parsing that many takes half a second."""

MAX_PACKAGE_BYTES = 4 * 1024 * 1024


@dataclass(slots=True)
class Sources:
    """Contents by name, and the trees of those that are XML."""

    bpmn: dict[str, bytes] = field(default_factory=dict)
    dmn: dict[str, bytes] = field(default_factory=dict)
    forms: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, etree._Element] = field(default_factory=dict)


def read_sources(files: Mapping[str, bytes], findings: Findings) -> Sources | None:
    """Return what may be looked at further; None, with a problem, if the package is too large for that."""
    size = sum(map(len, files.values()))
    if len(files) > MAX_FILES:
        findings.add("package.too_many_files", "", limit=MAX_FILES, found=len(files))
        return None
    if size > MAX_PACKAGE_BYTES:
        findings.add("package.too_large", "", limit=MAX_PACKAGE_BYTES, found=size)
        return None
    sources = Sources()
    for name in sorted(files):
        if name.endswith(".form"):
            sources.forms[name] = files[name]
        elif name.endswith((".bpmn", ".dmn")) and (root := _tree(name, files[name], findings)) is not None:
            if name.endswith(".bpmn") and not _has_few_expressions(name, root, findings):
                continue
            (sources.bpmn if name.endswith(".bpmn") else sources.dmn)[name] = files[name]
            sources.trees[name] = root
    if not sources.trees and not findings.found:
        findings.add("package.empty", next(iter(sorted(files)), ""))
    return sources


def _tree(name: str, data: bytes, findings: Findings) -> etree._Element | None:
    try:
        root = parse_xml(data)
    except FileRefused as error:
        line = error.params.get("line")
        findings.take(
            [Problem(error.code, name, None, error.message("zh-CN"), error.message("en"), line=line)]
        )
        return None
    for node in root.iter("*"):
        if (node_id := node.get("id")) and (line := line_of(node)):
            findings.lines.setdefault((name, node_id), line)
    return root


def _has_few_expressions(name: str, root: etree._Element, findings: Findings) -> bool:
    characters = 0
    for node in root.iter("*"):
        texts = (node.text or "", *map(str, node.values()))
        characters += sum(len(text) for text in texts if text.lstrip().startswith("="))
    if characters > MAX_EXPRESSION_CHARACTERS:
        limit = MAX_EXPRESSION_CHARACTERS
        findings.add("bpmn.too_many_expressions", name, root.get("id"), limit=limit, found=characters)
    return characters <= MAX_EXPRESSION_CHARACTERS


def read_json(data: bytes) -> Any:
    """Return the document.

    Raises json.JSONDecodeError: not JSON, or nested so deep, with such numbers, that it could do harm.
    """
    text = data.decode("utf-8", errors="replace")
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        raise json.JSONDecodeError("too large to read", text, 0) from None
