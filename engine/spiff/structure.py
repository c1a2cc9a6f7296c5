"""Checks what only the whole diagram shows: references, bindings, where scopes begin, who handles what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine import feel
from engine.spiff.expressions import Environment
from engine.spiff.faults import Fault
from engine.spiff.model import AdHocInfo, ElementInfo, EventInfo
from engine.spiff.names import ACTIVITIES, THROWING
from engine.spiff.parse import Diagram
from engine.spiff.problems import ProblemList
from engine.spiff.timers import schedule


def check_structure(diagram: Diagram, problems: ProblemList) -> None:
    """Add a problem for everything that could not be executed."""
    _Check(diagram, problems).run()


class _Check:
    def __init__(self, diagram: Diagram, problems: ProblemList) -> None:
        self.diagram = diagram
        self.problems = problems
        self.inside: dict[str, list[ElementInfo]] = {}
        self.handlers: dict[tuple[str, str, str | None], str] = {}
        for info in diagram.elements.values():
            self.inside.setdefault(info.parent_id, []).append(info)

    def run(self) -> None:
        for info in self.diagram.elements.values():
            self.bindings(info)
            self.flows(info)
            for event in info.events:
                self.timer(info, event)
            if info.type == "boundaryEvent":
                self.boundary(info)
            elif info.type == "eventBasedGateway":
                self.event_gateway(info)
            elif info.type == "subProcess":
                self.scope(info.id, info.file)
                if info.ad_hoc is not None:
                    self.ad_hoc(info, info.ad_hoc)
                if info.triggered_by_event:
                    self.event_subprocess(info)
            elif info.type == "endEvent":
                self.cancel_end(info)
            if info.type in THROWING:
                self.undone(info)
            elif info.type == "startEvent" and info.parent_id == info.process_id:
                self.process_start(info)
            elif info.instantiates:
                self.instantiating(info)
            self.link(info)
        for process in self.diagram.processes.values():
            self.scope(process.id, process.file)

    def report(self, info: ElementInfo, code: str, **params: Any) -> None:
        self.problems.add(code, info.file, element_id=info.id, **params)

    def bindings(self, info: ElementInfo) -> None:
        """Each task says what it does."""
        wanted: dict[str, tuple[Any, str]] = {
            "serviceTask": (info.job, "zeebe:taskDefinition"),
            "sendTask": (info.job or info.events, "zeebe:taskDefinition, messageRef"),
            "receiveTask": (info.events, "messageRef"),
            "scriptTask": (info.script or info.job, "zeebe:script"),
            "businessRuleTask": (info.decision or info.job, "zeebe:calledDecision"),
            "callActivity": (info.called_process, "zeebe:calledElement"),
            "intermediateCatchEvent": (info.events, "eventDefinition"),
            "boundaryEvent": (info.events, "eventDefinition"),
        }
        if info.type == "complexGateway" and len(info.incoming) > 1:
            wanted[info.type] = (info.activation, "activationCondition")
        bound, what = wanted.get(info.type, (True, ""))
        if not bound:
            self.report(info, "bpmn.missing", what=what)
        call = info.called_process
        if call is not None and call.process_id.source == info.process_id:
            self.report(info, "bpmn.self_call", process=info.process_id)

    def flows(self, info: ElementInfo) -> None:
        """No flow into a start or an attached event, none out of an end, none around a handler."""
        if info.default is not None and info.default not in info.outgoing:
            self.report(info, "bpmn.unknown_reference", what="default", ref=info.default)
        no_incoming = info.type in ("startEvent", "boundaryEvent") or info.triggered_by_event
        no_outgoing = info.type == "endEvent" or info.triggered_by_event
        if (no_incoming or info.for_compensation) and info.incoming:
            self.report(info, "bpmn.wrong_flow", flow=info.incoming[0])
        if (no_outgoing or info.for_compensation) and info.outgoing:
            self.report(info, "bpmn.wrong_flow", flow=info.outgoing[0])

    def timer(self, info: ElementInfo, event: EventInfo) -> None:
        """Report a timer that is neither FEEL nor ISO 8601, or whose FEEL gives no time whatever there is.

        A timer that begins a process is worked out before there is a case with variables.
        """
        if event.kind != "timer" or event.value is None:
            return
        expression = event.value.expression
        if expression is not None:
            begins = info.type == "startEvent" and info.parent_id == info.process_id
            reads = expression.names | expression.possible_names
            if (reads and not begins) or expression.calls - feel.BUILTIN_NAMES:
                return
        day = datetime(2026, 1, 1, tzinfo=UTC)
        try:
            first = schedule(event, {}, Environment(day))
            gets_on = first is None or not first.anew or first.due_at > day
        except Fault:
            gets_on = False
        if not gets_on:
            self.report(info, "bpmn.timer", expression=event.value.source)

    def boundary(self, info: ElementInfo) -> None:
        """Report a boundary at what cannot have it, or one of several for the same trigger."""
        host = self.diagram.elements.get(info.attached_to or "")
        if host is None or host.parent_id != info.parent_id or host.type not in ACTIVITIES:
            ref = info.attached_to or ""
            self.report(info, "bpmn.unknown_reference", what="attachedToRef", ref=ref)
            return
        if info.parallel_multiple:
            self.report(info, "bpmn.not_executed", what="parallelMultiple")
        for event in info.events:
            self.only_handler(info, event, host.id)
            if event.kind in ("error", "cancel") and not info.interrupting:
                self.report(info, "bpmn.must_interrupt", kind=event.kind)
            if event.kind == "cancel" and not host.transaction:
                self.report(info, "bpmn.wrong_place", what="cancel")
            if event.kind == "compensate":
                self.compensation(info)

    def only_handler(self, info: ElementInfo, event: EventInfo, place: str) -> None:
        if event.kind in ("error", "escalation", "cancel", "compensate"):
            trigger = (place, event.kind, None if event.name is None else event.name.source)
            if self.handlers.setdefault(trigger, info.id) != info.id:
                self.report(info, "bpmn.ambiguous_event", kind=event.kind)

    def compensation(self, info: ElementInfo) -> None:
        handler = self.diagram.elements.get(info.compensation_handler or "")
        if handler is None or not handler.for_compensation or handler.parent_id != info.parent_id:
            self.report(info, "bpmn.missing", what="isForCompensation")
        elif info.outgoing:
            self.report(info, "bpmn.wrong_flow", flow=info.outgoing[0])

    def undone(self, info: ElementInfo) -> None:
        """Report who throws compensation for an activity that it cannot see, or that nothing undoes."""
        parent = self.diagram.elements.get(info.parent_id)
        scope = parent.parent_id if parent is not None and parent.triggered_by_event else info.parent_id
        for event in info.events:
            activity = self.diagram.elements.get(event.activity_ref or "")
            if activity is not None and (activity.parent_id != scope or not self.can_be_undone(activity)):
                self.report(info, "bpmn.nothing_to_undo", activity=activity.id)

    def can_be_undone(self, activity: ElementInfo) -> bool:
        """Tell whether an activity has a handler for compensation, or something inside it has."""
        beside = self.inside[activity.parent_id]
        if any(one.attached_to == activity.id and one.compensation_handler for one in beside):
            return True
        inside = self.inside.get(activity.id, ())
        starts = [start for one in inside if one.triggered_by_event for start in self.starts(one)]
        if any(event.kind == "compensate" for start in starts for event in start.events):
            return True
        return any(self.can_be_undone(one) for one in inside)

    def event_gateway(self, info: ElementInfo) -> None:
        """Only events follow an event-based gateway, and only from it."""
        if len(info.outgoing) < 2:
            self.report(info, "bpmn.too_few_events", found=len(info.outgoing))
        for flow in info.outgoing:
            target = self.diagram.elements[self.diagram.flows[flow].target]
            attached = any(other.attached_to == target.id for other in self.inside[target.parent_id])
            is_link = any(event.kind == "link" for event in target.events)
            waits = target.type in ("intermediateCatchEvent", "receiveTask") and not is_link
            if not waits or len(target.incoming) > 1 or target.parallel_multiple or target.loop or attached:
                words = {"element": target.name or target.id, "gateway": info.name or info.id}
                self.report(target, "bpmn.not_awaited", **words)

    def event_subprocess(self, info: ElementInfo) -> None:
        """Report an event subprocess without exactly one start event that has a trigger of its own."""
        starts = self.starts(info)
        if len(starts) != 1 or not starts[0].events:
            self.report(info, "bpmn.event_subprocess_start")
            return
        if info.loop is not None:
            self.report(info, "bpmn.not_executed", what="multiInstanceLoopCharacteristics")
        if starts[0].parallel_multiple:
            self.report(starts[0], "bpmn.not_executed", what="parallelMultiple")
        if info.parent_id == info.process_id and any(one.kind == "compensate" for one in starts[0].events):
            self.report(starts[0], "bpmn.wrong_place", what="startEvent (compensate)")
        for event in starts[0].events:
            self.only_handler(starts[0], event, info.parent_id)
            if event.kind == "error" and not starts[0].interrupting:
                self.report(starts[0], "bpmn.must_interrupt", kind="error")

    def ad_hoc(self, info: ElementInfo, ad_hoc: AdHocInfo) -> None:
        """Report starts and ends where nothing begins or ends by itself, and an order that nobody gives."""
        for inner in self.inside.get(info.id, ()):
            if inner.type in ("startEvent", "endEvent"):
                self.report(inner, "bpmn.wrong_place", what=inner.type)
        if ad_hoc.sequential and ad_hoc.choice is None:
            self.report(info, "bpmn.missing", what="zeebe:adHoc activeElementsCollection")

    def starts(self, info: ElementInfo) -> list[ElementInfo]:
        return [inner for inner in self.inside.get(info.id, ()) if inner.type == "startEvent"]

    def process_start(self, info: ElementInfo) -> None:
        """Nobody asks conditions, or waits for several events together, before there is a case."""
        if info.parallel_multiple:
            self.report(info, "bpmn.not_executed", what="parallelMultiple")
        if any(event.kind == "conditional" for event in info.events):
            self.report(info, "bpmn.not_executed", what="conditionalEventDefinition")

    def instantiating(self, info: ElementInfo) -> None:
        """Report a receive task that is to begin a process, but is not the first of one, or is repeated."""
        if info.parent_id != info.process_id:
            self.report(info, "bpmn.wrong_place", what='instantiate="true"')
        elif info.incoming:
            self.report(info, "bpmn.wrong_flow", flow=info.incoming[0])
        elif info.loop is not None:
            self.report(info, "bpmn.not_executed", what='instantiate="true", loopCharacteristics')

    def cancel_end(self, info: ElementInfo) -> None:
        """Report a cancel end event outside a transaction whose boundary says where to go on."""
        if not any(event.kind == "cancel" for event in info.events):
            return
        scope = self.diagram.elements.get(info.parent_id)
        while scope is not None and not scope.transaction:
            scope = self.diagram.elements.get(scope.parent_id)
        if scope is None:
            self.report(info, "bpmn.wrong_place", what="cancel")
            return
        for other in self.inside[scope.parent_id]:
            if other.attached_to == scope.id and any(event.kind == "cancel" for event in other.events):
                return
        self.report(scope, "bpmn.missing", what="cancel boundary event")

    def link(self, info: ElementInfo) -> None:
        """Report a throwing link without exactly one catching link of its name in its scope."""
        event = info.event
        if event is None or event.kind != "link":
            return
        catching = [
            other.id
            for other in self.inside[info.parent_id]
            if other.type == "intermediateCatchEvent" and other.event is not None
            if other.event.kind == "link" and other.event.name == event.name
        ]
        name = event.name.source if event.name else ""
        if not catching:
            self.report(info, "bpmn.unknown_reference", what="link", ref=name)
        elif len(catching) > 1 and info.id == max(catching):
            self.report(info, "bpmn.ambiguous_event", kind="link")
        if (info.outgoing and info.type == "intermediateThrowEvent") or (
            info.incoming and info.type == "intermediateCatchEvent"
        ):
            self.report(info, "bpmn.wrong_flow", flow=(*info.incoming, *info.outgoing)[0])

    def scope(self, scope_id: str, file: str) -> None:
        """Report a scope with nothing to begin with, or with several starts without trigger."""
        inside = self.inside.get(scope_id, [])
        plain = [info for info in inside if info.type == "startEvent" and not info.events]
        if len(plain) > 1:
            self.report(plain[1], "bpmn.several_starts")
        begins = [
            info
            for info in inside
            if not info.incoming
            and info.attached_to is None
            and not info.triggered_by_event
            and not info.for_compensation
        ]
        if not begins:
            self.problems.add("bpmn.no_start", file, element_id=scope_id)
