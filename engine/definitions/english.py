"""Which words of a package have no English, so that English pages would show them in Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from lxml import etree

from engine.definitions.findings import Findings
from engine.definitions.sources import Sources, read_json
from engine.definitions.vocabulary import DataFacts
from engine.spiff.names import BPMN, TONGBAN, ZEEBE

MOST_NAMED = 6
"""Words that one finding names; the rest is counted."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_DRAWN = frozenset({"process", "lane", "sequenceFlow"})
_LABELS = {
    "label": ("label_en",),
    "dateLabel": ("date_label_en", "label_en"),
    "timeLabel": ("time_label_en", "label_en"),
    "description": ("description_en",),
}
"""The texts of a component that people read, and the properties in any of which their English may stand."""

Missing = tuple[str, str]
"""The id of what has no English, and the Chinese."""


def check_english(sources: Sources, data: DataFacts, findings: Findings) -> None:
    """Add, for each file, one warning that names the words without English."""
    for name in (*sources.bpmn, *sources.dmn):
        if name in sources.trees:
            words = _diagram if name in sources.bpmn else _decisions
            _report(name, list(words(sources.trees[name])), findings)
    for name, content in sources.forms.items():
        try:
            _report(name, list(_form(read_json(content))), findings)
        except json.JSONDecodeError:
            continue  # said elsewhere
    by_file = groupby(data.chinese_only, key=lambda one: one[0])
    for name, texts in by_file:
        missing = [(line, words) for _, line, words in texts if _needs(words)]
        _report(
            name, [("", words) for _, words in missing], findings, line=missing[0][0] if missing else None
        )


def _report(file: str, missing: list[Missing], findings: Findings, *, line: int | None = None) -> None:
    if not missing:
        return
    named = "、".join(text for _, text in missing[:MOST_NAMED])
    findings.add(
        "package.no_english",
        file,
        missing[0][0] or None,
        line=line,
        count=len(missing),
        words=named + ("…" if len(missing) > MOST_NAMED else ""),
    )


def _diagram(root: etree._Element) -> Iterator[Missing]:
    for node in root.iter(f"{BPMN}*"):
        tag, node_id = etree.QName(node).localname, node.get("id", "")
        said = _said(node)
        is_drawn = tag in _DRAWN or node.find(f"{BPMN}incoming") is not None
        is_drawn = is_drawn or node.find(f"{BPMN}outgoing") is not None
        if is_drawn and _needs(node.get("name")) and not said.get("name"):
            yield node_id, node.get("name", "")
        documentation = (node.findtext(f"{BPMN}documentation") or "").strip()
        if is_drawn and _needs(documentation) and not said.get("documentation"):
            yield node_id, documentation
        yield from _extensions(node, node_id)


def _extensions(node: etree._Element, node_id: str) -> Iterator[Missing]:
    """Report what an extension says in Chinese alone; `…_en` beside it would be its English."""
    holder = node.find(f"{BPMN}extensionElements")
    if holder is None:
        return
    for start in holder.findall(f"{TONGBAN}start"):
        yield from _pairs({str(key): str(text) for key, text in start.attrib.items()}, node_id)
    headers = holder.iter(f"{ZEEBE}header")
    yield from _pairs({line.get("key", ""): line.get("value", "") for line in headers}, node_id)


def _pairs(said: dict[str, str], node_id: str) -> Iterator[Missing]:
    for key, text in said.items():
        if not key.endswith("_en") and _needs(text) and not said.get(f"{key}_en"):
            yield node_id, text


def _decisions(root: etree._Element) -> Iterator[Missing]:
    """Report names, headings and notes of decisions in Chinese alone: they stand at the task."""
    for tag, called in (("decision", "name"), ("input", "label")):
        for one in root.iter(f"{{*}}{tag}"):
            if _needs(one.get(called)) and not _said(one).get("name"):
                yield one.get("id", ""), one.get(called, "")
    for rule in root.iter("{*}rule"):
        texts = [
            rule.findtext("{*}description"),
            *(e.findtext("{*}text") for e in rule.iter("{*}annotationEntry")),
        ]
        note = " ".join(filter(None, texts)).strip()
        if _needs(note) and not _said(rule).get("documentation"):
            yield rule.get("id", ""), note


def _form(document: Any) -> Iterator[Missing]:
    components = document.get("components") if isinstance(document, dict) else None
    for one in components if isinstance(components, list) else ():
        if not isinstance(one, dict):
            continue
        properties = one.get("properties")
        said: dict[str, Any] = properties if isinstance(properties, dict) else {}
        field = str(one.get("key") or one.get("id") or "")
        for name, english in _LABELS.items():
            if _needs(one.get(name)) and not any(map(said.get, english)):
                yield field, str(one[name])
        yield from _options(one.get("values"), said, field)
        yield from _form(one)


def _options(options: Any, said: dict[str, Any], field: str) -> Iterator[Missing]:
    for one in options if isinstance(options, list) else ():
        label = one.get("label") if isinstance(one, dict) else None
        if _needs(label) and not said.get(f"option_en.{one.get('value')}"):
            yield field, str(label)


def _said(node: etree._Element) -> dict[str, str]:
    for said in node.iterfind(f"{{*}}extensionElements/{TONGBAN}text"):
        if said.get("locale", "en").startswith("en"):
            return {str(key): str(text) for key, text in said.attrib.items()}
    return {}


def _needs(text: object) -> bool:
    return isinstance(text, str) and bool(_CHINESE.search(text)) and not text.strip().startswith("=")
