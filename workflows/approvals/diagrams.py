"""What the domain reads from a deployed diagram: names, actions, rights, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import Definition
from engine.spiff import ElementInfo, FlowInfo
from workflows.work import Work


def elements(work: Work, definition_id: str) -> Mapping[str, ElementInfo]:
    """Return every element of a definition by id."""
    return work.repository.elements(definition_id)


def step_name(work: Work, definition_id: str, element_id: str, name: str) -> tuple[str, str]:
    """Return the names of a step in Chinese and in English; without English the Chinese one twice."""
    element = elements(work, definition_id).get(element_id)
    english = element.name_en if element is not None else ""
    return name or element_id, english or name or element_id


def result_variable(element: ElementInfo | None) -> str:
    """Return the variable that takes the decision."""
    return element.approval.result if element is not None and element.approval is not None else "decision"


def rights_of(element: ElementInfo | None, *, addressed: bool) -> tuple[dict[str, Any], str]:
    """Return the access to fields by path, and the default: reviewers read, applicants write."""
    if element is None or element.rights is None:
        return {}, "write" if addressed else "read"
    return dict(element.rights.fields), element.rights.default


def process_names(work: Work, definition: Definition) -> tuple[str, str]:
    """Return the names of a process in Chinese and in English."""
    process = work.repository.program(definition.id).processes[definition.process_id]
    return definition.name, process.name_en or definition.name


def ways_on(found: Mapping[str, ElementInfo], flows: Mapping[str, FlowInfo], element_id: str) -> list[str]:
    """Return the people's steps and the ends that may come after an element, nearest first.

    Gateways and the platform's own steps lie in between and are passed.
    """
    seen, queue, reached = {element_id}, [element_id], []
    while queue:
        here = found[queue.pop(0)]
        for flow_id in here.outgoing:
            target = flows[flow_id].target
            if target in seen:
                continue
            seen.add(target)
            if found[target].type in {"userTask", "endEvent"}:
                reached.append(target)
            else:
                queue.append(target)
    return reached
