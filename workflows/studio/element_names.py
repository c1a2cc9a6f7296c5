"""What the elements of a draft's files are called, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.definitions.sources import read_json
from engine.spiff.names import TONGBAN
from engine.xml import XmlRefused, parse_xml
from workflows.administration.repair_values import Names
from workflows.studio import diagram_xml

_CALLED = {
    "decision": "name",
    "inputData": "name",
    "businessKnowledgeModel": "name",
    "input": "label",
    "output": "name",
}


def element_names(files: Mapping[str, bytes]) -> dict[str, dict[str, Names]]:
    """Return for each file the names of its elements by id; what has none is called by its id."""
    return {name: dict(_names(name, content)) for name, content in files.items()}


def _names(file: str, content: bytes) -> Iterator[tuple[str, Names]]:
    try:
        if file.endswith(".bpmn"):
            return _of_diagram(parse_xml(content))
        if file.endswith(".dmn"):
            return _of_decisions(parse_xml(content))
        if file.endswith(".form"):
            return _of_form(read_json(content))
    except (XmlRefused, json.JSONDecodeError):
        pass  # the lint tells what is wrong with it
    return iter(())


def _of_diagram(root: Any) -> Iterator[tuple[str, Names]]:
    for one in diagram_xml.elements(root):
        yield one.get("id"), element_named(one, one.get("name", ""))


def _of_decisions(root: Any) -> Iterator[tuple[str, Names]]:
    for tag, attribute in _CALLED.items():
        for one in root.iter(f"{{*}}{tag}"):
            if one.get("id"):
                yield one.get("id"), element_named(one, one.get(attribute, ""))
    for table in root.iter("{*}decisionTable"):
        for number, rule in enumerate(table.iterfind("{*}rule"), 1):
            for one in (rule, *rule.iter("{*}inputEntry", "{*}outputEntry")):
                if one.get("id"):
                    yield one.get("id"), Names(f"第 {number} 条规则", f"Rule {number}")


def _of_form(document: Any) -> Iterator[tuple[str, Names]]:
    for one in components(document):
        if isinstance(one.get("id"), str):
            yield one["id"], component_named(one, one["id"])


def components(around: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the components of a form, and those inside them, in the order in which they are shown."""
    inside = around.get("components") if isinstance(around, dict) else None
    for one in inside if isinstance(inside, list) else ():
        if isinstance(one, dict):
            yield one
            yield from components(one)


def component_named(component: Mapping[str, Any], otherwise: str) -> Names:
    """Return what a component of a form is called."""
    properties = component.get("properties")
    english = properties.get("label_en") if isinstance(properties, dict) else None
    called = str(component.get("label") or component.get("key") or otherwise)
    return Names(called, str(english or called))


def element_named(element: Any, name: str) -> Names:
    """Return what an element of a diagram or a decision is called: `name` and its English, else its id."""
    called = " ".join(name.split()) or element.get("id", "")
    texts = element.iterfind(f"{{*}}extensionElements/{TONGBAN}text")
    english = next((one.get("name", "") for one in texts if one.get("locale", "en").startswith("en")), "")
    return Names(called, english or called)
