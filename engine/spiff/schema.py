"""The XML schemas of BPMN and DMN, which ship inside the SpiffWorkflow package; nothing of it is imported."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import islice
from typing import Any

from lxml import etree

SCHEMAS = {
    "http://www.omg.org/spec/BPMN/20100524/MODEL": "bpmn/parser/schema/BPMN20.xsd",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "dmn/parser/schema/DMN.xsd",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "dmn/parser/schema/DMN13.xsd",
}
"""By namespace. DMN 1.2 is left out: its schema there does not load; 1.4 and 1.5 do not ship."""


MAX_VIOLATIONS = 20
_validating = threading.Lock()  # a schema keeps the log of its last validation


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that a schema forbids; `kind`, `message` and `path` (an XPath) are those of libxml2."""

    line: int
    path: str | None
    kind: str
    message: str


def violations(root: etree._Element) -> tuple[Violation, ...]:
    """Return what the schema of the root's namespace forbids, at most 20; nothing if there is no schema."""
    schema = _schema(etree.QName(root).namespace or "")
    if schema is None:
        return ()
    with _validating:
        if schema.validate(root):
            return ()
        log: Any = schema.error_log
        return tuple(Violation(e.line, e.path, e.type_name, e.message) for e in islice(log, MAX_VIOLATIONS))


@lru_cache
def _schema(namespace: str) -> etree.XMLSchema | None:
    """Return a schema, compiled once (100 ms for BPMN)."""
    if namespace not in SCHEMAS:
        return None
    with as_file(files("SpiffWorkflow")) as package:
        return etree.XMLSchema(etree.parse(package / SCHEMAS[namespace]))
