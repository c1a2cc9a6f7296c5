"""Reads BPMN files into the frozen descriptions of `model`; finds what the core cannot execute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from lxml import etree

from engine.hostile_input import FileRefused
from engine.spiff.expressions import Value
from engine.spiff.extensions import ExtensionReader, said
from engine.spiff.loop_reading import LoopReader, text_formula
from engine.spiff.model import ElementInfo, EventInfo, FlowInfo, ProcessInfo
from engine.spiff.names import (
    ACTIVITIES,
    ALLOWED_EVENTS,
    BPMN,
    EVENT_KINDS,
    FLOW_NODES,
    REFUSED_NODES,
    SCOPES,
    THROWING,
    THROWN_BY_RUNS,
    ZEEBE,
)
from engine.spiff.problems import ProblemList, line_of
from engine.spiff.refusals import find_foreign, find_refused, report_long_names
from engine.spiff.xml_values import is_executable, is_true
from engine.xml import parse_xml


class Drawn(Protocol):
    """What a package draws: a diagram as it was read, or a program that was made of it."""

    @property
    def processes(self) -> Mapping[str, ProcessInfo]:
        """Processes by id."""

    @property
    def elements(self) -> Mapping[str, ElementInfo]:
        """Elements by id."""

    @property
    def flows(self) -> Mapping[str, FlowInfo]:
        """Flows by id."""


@dataclass(slots=True)
class Diagram:
    """All that a package's BPMN files say."""

    processes: dict[str, ProcessInfo] = field(default_factory=dict)
    elements: dict[str, ElementInfo] = field(default_factory=dict)
    flows: dict[str, FlowInfo] = field(default_factory=dict)


def parse_diagrams(files: Mapping[str, bytes], problems: ProblemList) -> Diagram:
    """Read every `.bpmn` of a package; other files are not looked at."""
    diagram = Diagram()
    for name in sorted(files):
        if name.endswith(".bpmn"):
            _FileReader(name, diagram, problems).read(files[name])
    return diagram


class _FileReader:
    def __init__(self, file: str, diagram: Diagram, problems: ProblemList) -> None:
        self.file = file
        self.diagram = diagram
        self.problems = problems
        self.extensions = ExtensionReader(file, problems)
        self.by_id: dict[str, etree._Element] = {}
        self.loops = LoopReader(file, problems, self.extensions, self.by_id, self._thrown_by_run)
        self.associated: dict[str, list[str]] = {}

    def read(self, data: bytes) -> None:
        try:
            root = parse_xml(data)
        except FileRefused as error:
            self.problems.add(
                "bpmn.not_bpmn", self.file, found=str(error), element_id=None
            )  # the file's own words
            return
        if root.tag != f"{BPMN}definitions":
            self.problems.add("bpmn.not_bpmn", self.file, root, found=root.tag)
            return
        self._index(root)
        for part in root.iterchildren(f"{BPMN}*"):
            if part.tag != f"{BPMN}process":
                find_foreign(part, self.file, self.problems)
            if (name := etree.QName(part).localname) in REFUSED_NODES:
                self.problems.add("bpmn.not_executed", self.file, part, what=name)
        for process in root.findall(f"{BPMN}process"):
            if is_executable(process):
                self._process(process)

    def _index(self, root: etree._Element) -> None:
        name_flows(root)
        report_long_names(root, self.file, self.problems)
        for node in root.iter(f"{BPMN}association"):
            ends = [local_id(node.get(end)) for end in ("sourceRef", "targetRef")]
            self.associated.setdefault(ends[0], []).append(ends[1])
            self.associated.setdefault(ends[1], []).append(ends[0])
        for node in root.iter(f"{BPMN}*"):
            node_id = node.get("id")
            if node_id is None:
                continue
            if node_id in self.by_id:
                self.problems.add_duplicate(self.file, node)
            self.by_id[node_id] = node

    def _process(self, node: etree._Element) -> None:
        process_id = node.get("id")
        if not process_id:
            self.problems.add("bpmn.missing_id", self.file, node, type="process")
            return
        if process_id in self.diagram.processes:
            self.problems.add_duplicate(self.file, node)
            return
        find_refused(node, self.file, self.problems)
        before = len(self.diagram.elements)
        self._scope(node, process_id, process_id)
        own = list(self.diagram.elements.values())[before:]
        bindings = self.extensions.bindings(node)
        version = node.find(f"{BPMN}extensionElements/{ZEEBE}versionTag")
        self.diagram.processes[process_id] = ProcessInfo(
            id=process_id,
            name=node.get("name") or process_id,
            file=self.file,
            name_en=bindings.get("name_en", ""),
            documentation=(node.findtext(f"{BPMN}documentation") or "").strip(),
            documentation_en=bindings.get("documentation_en", ""),
            version_tag=None if version is None else said(version, "value"),
            start_events=tuple(e.id for e in own if e.begins_process and e.parent_id == process_id),
            element_ids=tuple(e.id for e in own),
            properties=bindings.get("properties", {}),
        )

    def _scope(self, node: etree._Element, process_id: str, parent_id: str) -> None:
        flows = [flow for child in node.findall(f"{BPMN}sequenceFlow") if (flow := self._flow(child))]
        incoming: dict[str, list[str]] = {}
        outgoing: dict[str, list[str]] = {}
        local = {child.get("id") for child in node}
        for flow in flows:
            if flow.source not in local or flow.target not in local:
                self.problems.add("bpmn.flow_crosses_scope", self.file, self.by_id[flow.id], flow=flow.id)
            self.diagram.flows[flow.id] = flow
            outgoing.setdefault(flow.source, []).append(flow.id)
            incoming.setdefault(flow.target, []).append(flow.id)
        for child in node:
            name = etree.QName(child).localname
            if not child.tag.startswith(BPMN):
                continue
            if name in FLOW_NODES:
                self._element(child, name, process_id, parent_id, incoming=incoming, outgoing=outgoing)

    def _flow(self, node: etree._Element) -> FlowInfo | None:
        flow_id, source, target = node.get("id"), node.get("sourceRef"), node.get("targetRef")
        if not flow_id:
            self.problems.add("bpmn.missing_id", self.file, node, type="sequenceFlow")
            return None
        for ref in (source, target):
            if not ref or ref not in self.by_id:
                self.problems.add(
                    "bpmn.unknown_reference", self.file, node, what="sequenceFlow", ref=ref or ""
                )
                return None
            type_name = etree.QName(self.by_id[ref]).localname
            if type_name not in FLOW_NODES | REFUSED_NODES:
                self.problems.add(
                    "bpmn.flow_without_step", self.file, node, flow=flow_id, ref=ref, type=type_name
                )
                return None
        condition = node.find(f"{BPMN}conditionExpression")
        value = (
            None
            if condition is None
            else self.extensions.formula(condition, condition.text, "conditionExpression")
        )
        assert source is not None
        assert target is not None
        return FlowInfo(flow_id, source, target, value, node.get("name", ""))

    def _element(
        self,
        node: etree._Element,
        name: str,
        process_id: str,
        parent_id: str,
        *,
        incoming: Mapping[str, list[str]],
        outgoing: Mapping[str, list[str]],
    ) -> None:
        element_id = node.get("id")
        if not element_id:
            self.problems.add("bpmn.missing_id", self.file, node, type=name)
            return
        if element_id in self.diagram.elements:
            self.problems.add_duplicate(self.file, node)
            return
        by_event = is_true(node, "triggeredByEvent")
        info = ElementInfo(
            id=element_id,
            type="subProcess" if name in SCOPES else name,
            name=node.get("name") or "",
            process_id=process_id,
            parent_id=parent_id,
            file=self.file,
            line=line_of(node),
            documentation=(node.findtext(f"{BPMN}documentation") or "").strip(),
            incoming=tuple(incoming.get(element_id, ())),
            outgoing=tuple(outgoing.get(element_id, ())),
            default=node.get("default"),
            events=tuple(self._events(node, name, parent_id)),
            parallel_multiple=is_true(node, "parallelMultiple"),
            attached_to=local_id(node.get("attachedToRef")) or None,
            interrupting=is_true(
                node, "cancelActivity" if name == "boundaryEvent" else "isInterrupting", usual=True
            ),
            triggered_by_event=by_event,
            transaction=name == "transaction",
            for_compensation=is_true(node, "isForCompensation"),
            start_quantity=self._quantity(node, "startQuantity"),
            completion_quantity=self._quantity(node, "completionQuantity"),
            instantiates=name == "receiveTask" and is_true(node, "instantiate"),
            loop=self.loops.loop(node) if name in ACTIVITIES else None,
            activation=text_formula(self.extensions, node, "activationCondition"),
            ad_hoc=self.loops.ad_hoc(node) if name == "adHocSubProcess" else None,
            compensation_handler=self._handler_of(element_id) if name == "boundaryEvent" else None,
            **self.extensions.bindings(node),
        )
        self.diagram.elements[element_id] = self._with_message(node, info)
        if info.type == "subProcess":
            self._scope(node, process_id, element_id)

    def _handler_of(self, boundary_id: str) -> str | None:
        """Return what an association of a boundary event leads to that undoes, whichever way it is drawn."""
        for other in self.associated.get(boundary_id, ()):
            node = self.by_id.get(other)
            if node is not None and is_true(node, "isForCompensation"):
                return other
        return None

    def _quantity(self, node: etree._Element, attribute: str) -> int:
        said = node.get(attribute, "1").strip()
        quantity = int(said) if said.isdecimal() and len(said) < 4 else 0
        if quantity < 1:
            self.problems.add("bpmn.not_executed", self.file, node, what=f'{attribute}="{said}"')
        return max(quantity, 1)

    def _with_message(self, node: etree._Element, info: ElementInfo) -> ElementInfo:
        """Give receive and send tasks the message that they name as their event."""
        if info.type not in ("receiveTask", "sendTask") or not node.get("messageRef"):
            return info
        return replace(info, events=(self._message(node, node),))

    def _events(self, node: etree._Element, name: str, parent_id: str) -> Iterator[EventInfo]:
        if not name.endswith("Event"):
            return
        place = name
        parent = self.diagram.elements.get(parent_id)
        if name == "startEvent" and parent is not None:
            place = "eventSubprocessStart" if parent.triggered_by_event else "none"
        for child in self._definitions(node):
            kind = EVENT_KINDS[etree.QName(child).localname]
            if kind not in ALLOWED_EVENTS.get(place, ()):
                self.problems.add("bpmn.wrong_place", self.file, node, what=f"{name} ({kind})")
            else:
                yield self._event(node, child, kind, throwing=name in THROWING)

    def _definitions(self, node: etree._Element) -> Iterator[etree._Element]:
        for child in node:
            name = etree.QName(child).localname
            if name in EVENT_KINDS and child.tag.startswith(BPMN):
                yield child
            elif child.tag == f"{BPMN}eventDefinitionRef":
                ref = local_id(child.text)
                target = self.by_id.get(ref)
                if target is None or etree.QName(target).localname not in EVENT_KINDS:
                    self.problems.add(
                        "bpmn.unknown_reference", self.file, child, what="eventDefinitionRef", ref=ref
                    )
                else:
                    yield target

    def _event(
        self, node: etree._Element, definition: etree._Element, kind: str, *, throwing: bool
    ) -> EventInfo:
        if kind == "message":
            return self._message(node, definition)
        if kind == "signal":
            return EventInfo(kind, name=self._named(node, definition, "signalRef", "name"))
        if kind in ("error", "escalation"):
            ref = f"{kind}Ref"
            name = None
            if throwing or definition.get(ref):
                name = self._named(node, definition, ref, f"{kind}Code")
            return EventInfo(kind, name=name)
        if kind == "timer":
            return self._timer(node, definition)
        if kind == "conditional":
            condition = definition.find(f"{BPMN}condition")
            text = None if condition is None else condition.text
            if not (text or "").strip():
                self.problems.add("bpmn.missing", self.file, node, what="condition")
            return EventInfo(kind, value=self.extensions.formula(node, text, "condition"))
        if kind == "link":
            if not definition.get("name"):
                self.problems.add("bpmn.missing", self.file, node, what="link name")
            return EventInfo(kind, name=Value(definition.get("name", "")))
        if kind == "compensate":
            ref_id = local_id(definition.get("activityRef")) or None
            if ref_id and ref_id not in self.by_id:
                self.problems.add("bpmn.unknown_reference", self.file, node, what="activityRef", ref=ref_id)
            return EventInfo(
                kind, activity_ref=ref_id, wait=is_true(definition, "waitForCompletion", usual=True)
            )
        return EventInfo(kind)

    def _thrown_by_run(self, node: etree._Element, place: etree._Element) -> Iterator[EventInfo]:
        """Yield the events that runs of an activity throw: `place` is a definition or has some inside."""
        is_one = etree.QName(place).localname in EVENT_KINDS
        for definition in [place] if is_one else self._definitions(place):
            kind = EVENT_KINDS[etree.QName(definition).localname]
            if kind in THROWN_BY_RUNS:
                yield self._event(node, definition, kind, throwing=True)
            else:
                self.problems.add("bpmn.wrong_place", self.file, node, what=f"event ({kind})")

    def _message(self, node: etree._Element, definition: etree._Element) -> EventInfo:
        name = self._named(node, definition, "messageRef", "name")
        message = self.by_id.get(local_id(definition.get("messageRef")))
        subscription = (
            None if message is None else message.find(f"{BPMN}extensionElements/{ZEEBE}subscription")
        )
        key = None
        if subscription is not None:
            key = self.extensions.value(subscription, said(subscription, "correlationKey"), "correlationKey")
        return EventInfo("message", name=name, key=key)

    def _named(
        self, node: etree._Element, definition: etree._Element, ref: str, attribute: str
    ) -> Value | None:
        """Return name or code of the root element that `definition` refers to."""
        target_id = local_id(definition.get(ref))
        target = self.by_id.get(target_id)
        if target is None:
            code = "bpmn.unknown_reference" if target_id else "bpmn.missing"
            self.problems.add(code, self.file, node, what=ref, ref=target_id)
            return None
        text = target.get(attribute)
        if not text:
            self.problems.add("bpmn.missing", self.file, node, what=f"{ref} {attribute}")
            return None
        return self.extensions.value(node, text, attribute)

    def _timer(self, node: etree._Element, definition: etree._Element) -> EventInfo:
        for kind in ("timeDate", "timeDuration", "timeCycle"):
            child = definition.find(f"{BPMN}{kind}")
            if child is not None and (child.text or "").strip():
                return EventInfo("timer", timer=kind, value=self.extensions.value(node, child.text, kind))
        self.problems.add("bpmn.missing", self.file, node, what="timeDate, timeDuration, timeCycle")
        return EventInfo("timer", timer="timeDate")


def local_id(reference: str | None) -> str:
    """Return the id that a reference names, which the schema lets have a prefix; "" without one."""
    return (reference or "").strip().rpartition(":")[2]


def name_flows(root: etree._Element) -> None:
    """Give sequence flows without an id one made of their ends: the schema lets them have none."""
    taken = Counter(node.get("id") for node in root.iter("*"))
    for node in root.iter(f"{BPMN}sequenceFlow"):
        ends = (node.get("sourceRef"), node.get("targetRef"))
        if not node.get("id") and all(ends):
            wanted = "_to_".join(str(end) for end in ends)
            number = taken[wanted]
            taken[wanted] += 1
            node.set("id", f"{wanted}_{number + 1}" if number else wanted)
