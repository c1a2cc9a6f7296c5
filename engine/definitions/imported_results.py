"""What a step brings besides its output mappings: all of it leaves a step of Camunda 7, here what is mapped.

So an imported `outputParameter` would drop the rest. Where it is known what comes, it is mapped too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from engine.spiff.names import BPMN, ZEEBE

_BRINGING = frozenset(f"{BPMN}{name}" for name in ("serviceTask", "sendTask", "callActivity"))
"""Steps from which an error may bring variables with it."""
MAPPED_TOO = (
    "其他结果变量也须逐一映射，否则只在步骤内有效 · map each other result, too, or it stays inside the step: "
    '<zeebe:output source="=x" target="x"/>'
)
"""What is written by hand for results that nobody names."""
_BRINGING_NOTHING = frozenset({"task", "manualTask", "subProcess", "transaction", "endEvent"})
"""Steps whose variables are those of what is inside them, or that bring none."""


def results_of(step: etree._Element, files: Mapping[str, bytes]) -> list[str] | None:
    """Return the variables that a step brings, by its own words or its form; None where nobody says."""
    name = etree.QName(step).localname
    extensions = f"{BPMN}extensionElements/{ZEEBE}"
    if name in _BRINGING_NOTHING:
        return []
    for result in ("script", "calledDecision"):
        node = step.find(f"{extensions}{result}")
        if node is not None and node.get("resultVariable"):
            return [str(node.get("resultVariable"))]
    form = step.find(f"{extensions}formDefinition")
    if name == "userTask" and form is not None:
        return _fields_of(form.get("formId", ""), files)
    return None


def _fields_of(form_id: str, files: Mapping[str, bytes]) -> list[str] | None:
    for name, data in files.items():
        if not name.endswith(".form"):
            continue
        try:
            form = json.loads(data)
        except (ValueError, RecursionError):
            continue
        if isinstance(form, dict) and form.get("id") == form_id:
            return list(dict.fromkeys(_keys(form)))
    return None


def _keys(component: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that the fields inside a component give values to, outermost names only."""
    key = component.get("key")
    if isinstance(key, str) and key:
        yield key.partition(".")[0]
        return
    inside = component.get("components")
    for one in inside if isinstance(inside, list) else ():
        if isinstance(one, dict):
            yield from _keys(one)


def is_all(catching: etree._Element) -> bool:
    """Tell whether nothing that an event catches brings variables, which an output mapping would drop."""
    if catching.find(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}output") is not None:
        return True
    scope = catching.getparent()
    around = None if scope is None else scope.getparent()
    if catching.tag == f"{BPMN}boundaryEvent" and scope is not None:
        guarded = [one for one in scope if one.get("id") == catching.get("attachedToRef")]
    else:
        guarded = [] if around is None else [around]
    inside = [node.tag for one in guarded for node in one.iter("*")]
    return bool(guarded) and not any(tag in _BRINGING for tag in inside)
