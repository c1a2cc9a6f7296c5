"""Checks what only the whole diagram shows.

References, required bindings, starts, reachability of handlers.
"""

from __future__ import annotations

from typing import Any

from engine.spiff.model import ElementInfo
from engine.spiff.parse import Diagram
from engine.spiff.problems import ProblemList


def check_structure(diagram: Diagram, problems: ProblemList) -> None:
    """Add a problem for everything that could not be executed."""
    for info in diagram.elements.values():
        _check_bindings(info, problems)
        _check_references(diagram, info, problems)
    for process_id in diagram.processes:
        _check_starts(diagram, process_id, process_id, problems)
    for info in diagram.elements.values():
        if info.type == "subProcess":
            _check_starts(diagram, info.id, info.process_id, problems)


def _report(problems: ProblemList, info: ElementInfo, code: str, **params: Any) -> None:
    problems.add(code, info.file, element_id=info.id, **params)


def _check_bindings(info: ElementInfo, problems: ProblemList) -> None:
    if info.type == "serviceTask" and info.job is None:
        _report(problems, info, "bpmn.missing", what="zeebe:taskDefinition")
    if info.type == "sendTask" and info.job is None and not info.events:
        _report(problems, info, "bpmn.missing", what="zeebe:taskDefinition")
    if info.type == "receiveTask" and not info.events:
        _report(problems, info, "bpmn.missing", what="messageRef")
    if info.type == "scriptTask" and info.script is None and info.job is None:
        _report(problems, info, "bpmn.missing", what="zeebe:script")
    if info.type == "businessRuleTask" and info.decision is None and info.job is None:
        _report(problems, info, "bpmn.missing", what="zeebe:calledDecision")
    if info.type == "callActivity" and info.called_process is None:
        _report(problems, info, "bpmn.missing", what="zeebe:calledElement")
    if info.type in ("intermediateCatchEvent", "boundaryEvent") and not info.events:
        _report(problems, info, "bpmn.missing", what="eventDefinition")


def _check_references(diagram: Diagram, info: ElementInfo, problems: ProblemList) -> None:
    if info.type == "boundaryEvent":
        host = diagram.elements.get(info.attached_to or "")
        if host is None or host.parent_id != info.parent_id:
            ref = info.attached_to or ""
            _report(problems, info, "bpmn.unknown_reference", what="attachedToRef", ref=ref)
    if info.default is not None and info.default not in info.outgoing:
        _report(problems, info, "bpmn.unknown_reference", what="default", ref=info.default)


def _check_starts(diagram: Diagram, scope_id: str, process_id: str, problems: ProblemList) -> None:
    inside = [info for info in diagram.elements.values() if info.parent_id == scope_id]
    plain = [info for info in inside if info.type == "startEvent" and not info.events]
    if len(plain) > 1:
        _report(problems, plain[1], "bpmn.several_starts")
    if not inside:
        scope = diagram.elements.get(scope_id)
        file = scope.file if scope else diagram.processes[process_id].file
        problems.add("bpmn.no_start", file, element_id=scope_id)
