"""Finds extension elements and attributes that nothing reads: misspelt ones would be missing silently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from lxml import etree

from engine.definitions.findings import Findings
from engine.definitions.notation import READ
from engine.definitions.sources import Sources
from engine.definitions.vocabulary import Vocabulary
from engine.spiff.extensions import attributes, named
from engine.spiff.names import REFUSED_EXTENSIONS
from engine.spiff.notation import ExtensionElement
from engine.spiff.problems import line_of

_CHECKED_BY_THE_RIGHTS = frozenset({"tongban:rights", "tongban:field"})


def check_extensions(sources: Sources, vocabulary: Vocabulary, findings: Findings) -> None:
    """Report what nothing reads: as an error, or a warning where other engines may read it (`zeebe:`)."""
    checks = _Extensions(vocabulary, findings)
    for file, tree in sources.trees.items():
        for node in tree.iter("*"):
            if name := named(node):
                checks.check(file, node, name)


class _Extensions:
    def __init__(self, vocabulary: Vocabulary, findings: Findings) -> None:
        self.findings = findings
        self.declared = {**READ, **vocabulary.notation}
        told = vocabulary.extensions
        self.told = None if told is None else frozenset(f"tongban:{one}" for one in told)
        self.start_is_told = vocabulary.check_start is not None

    def check(self, file: str, node: etree._Element, name: str) -> None:
        severity: Literal["error", "warning"] = "warning" if name.startswith("zeebe:") else "error"
        for code, params in self._problems(node, name):
            self.findings.add(code, file, _owner(node), line=line_of(node), severity=severity, **params)

    def _problems(self, node: etree._Element, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        declared = self.declared.get(name)
        if declared is None:
            if self._is_unknown(name):
                yield "bpmn.unknown_extension", {"name": name, "among": (name, self._known_like(name))}
            return
        place = _place(node)
        if declared.on and place not in declared.on:
            right = " / ".join(sorted(declared.on))
            yield "bpmn.misplaced_extension", {"name": name, "place": place, "right": right}
        if name in READ or not self._is_told(name):
            yield from _attributes(declared, node)

    def _known_like(self, name: str) -> set[str]:
        prefix = name.partition(":")[0]
        return {one for one in (*self.declared, *(self.told or ())) if one.startswith(f"{prefix}:")}

    def _is_unknown(self, name: str) -> bool:
        if name.startswith("zeebe:"):
            return name.removeprefix("zeebe:") not in REFUSED_EXTENSIONS
        return self.told is not None and not self._is_told(name)

    def _is_told(self, name: str) -> bool:
        """Whether who told of an element checks its attributes too."""
        return name in (self.told or ()) or (name == "tongban:start" and self.start_is_told)


def _attributes(declared: ExtensionElement, node: etree._Element) -> Iterator[tuple[str, dict[str, Any]]]:
    for attribute, text in attributes(node).items():
        rule = declared.attributes.get(attribute)
        if rule is None:
            among = (attribute, set(declared.attributes))
            yield "bpmn.unknown_extension", {"name": f"{declared.name} {attribute}", "among": among}
        elif rule.words and declared.name in READ and declared.name not in _CHECKED_BY_THE_RIGHTS:
            for word in sorted({*(text.split() if rule.many else [text])} - {*rule.words}):
                params = {"extension": declared.name, "attribute": attribute, "word": word}
                yield "bpmn.unknown_setting", {**params, "among": (word, set(rule.words))}


def _place(node: etree._Element) -> str:
    """Return in which element something stands: that of BPMN or DMN which it extends, or an extension."""
    parent = node.getparent()
    if parent is not None and etree.QName(parent).localname == "extensionElements":
        parent = parent.getparent()
    return "" if parent is None else named(parent) or etree.QName(parent).localname


def _owner(node: etree._Element) -> str | None:
    return next((str(one.get("id")) for one in node.iterancestors() if one.get("id")), None)
