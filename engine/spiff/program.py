"""A compiled package: parsed once, shared by all cases and threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.errors import DefinitionInvalid, InvalidState, NotFound, Problem
from engine.spiff.elements.activities import (
    ActivitySpec,
    CallActivitySpec,
    DecisionTaskSpec,
    JobTaskSpec,
    ReceiveTaskSpec,
    ScriptTaskSpec,
    SendTaskSpec,
    UserTaskSpec,
)
from engine.spiff.elements.ad_hoc import AdHocSpec
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.catching import BoundarySpec, EventGatewaySpec, IntermediateCatchSpec, StartSpec
from engine.spiff.elements.gateways import ComplexSpec, ExclusiveSpec, InclusiveSpec, JoinSpec, ParallelSpec
from engine.spiff.elements.scopes import RootSpec, SubprocessSpec
from engine.spiff.elements.throwing import ThrowSpec
from engine.spiff.kernel import ProcessSpec
from engine.spiff.model import ElementInfo, FlowInfo, ProcessInfo
from engine.spiff.parse import Diagram, parse_diagrams
from engine.spiff.problems import ProblemList
from engine.spiff.structure import check_structure
from engine.spiff.upstream import upstream_of

SPECS: Mapping[str, type[ElementSpec]] = {
    "task": ActivitySpec,
    "manualTask": ActivitySpec,
    "userTask": UserTaskSpec,
    "serviceTask": JobTaskSpec,
    "sendTask": SendTaskSpec,
    "receiveTask": ReceiveTaskSpec,
    "scriptTask": ScriptTaskSpec,
    "businessRuleTask": DecisionTaskSpec,
    "callActivity": CallActivitySpec,
    "subProcess": SubprocessSpec,
    "exclusiveGateway": ExclusiveSpec,
    "parallelGateway": ParallelSpec,
    "inclusiveGateway": InclusiveSpec,
    "eventBasedGateway": EventGatewaySpec,
    "complexGateway": ComplexSpec,
    "startEvent": StartSpec,
    "intermediateCatchEvent": IntermediateCatchSpec,
    "boundaryEvent": BoundarySpec,
    "intermediateThrowEvent": ThrowSpec,
    "endEvent": ThrowSpec,
}


@dataclass(frozen=True, slots=True)
class Program:
    """Processes, elements and flows of one package version, ready to run."""

    processes: Mapping[str, ProcessInfo]
    elements: Mapping[str, ElementInfo]
    flows: Mapping[str, FlowInfo]
    specs: Mapping[str, ProcessSpec]
    warnings: tuple[Problem, ...] = ()

    @classmethod
    def compile(cls, files: Mapping[str, bytes]) -> Program:
        """Parse and check the `.bpmn` files of a package.

        Raises DefinitionInvalid: with every problem found.
        """
        problems = ProblemList()
        diagram = parse_diagrams(files, problems)
        if not diagram.processes and not problems.errors:
            first = next(iter(sorted(files)), "")
            problems.add("bpmn.no_process", first)
        if not problems.errors:
            check_structure(diagram, problems)
        if problems.errors:
            raise DefinitionInvalid(problems.found)
        return cls(
            processes=MappingProxyType(diagram.processes),
            elements=MappingProxyType(diagram.elements),
            flows=MappingProxyType(diagram.flows),
            specs=MappingProxyType({name: _build(diagram, name) for name in diagram.processes}),
            warnings=tuple(problems.found),
        )

    def check_begins(self, process_id: str) -> None:
        """Raise NotFound unless there is such a process, InvalidState unless it has a plain beginning."""
        if process_id not in self.specs:
            raise NotFound(f"Expected a process {process_id}, but the package has none of this name")
        if not self.specs[process_id].task_specs[process_id].starts:
            raise InvalidState(f"Expected {process_id} to have a start without trigger, but it has none")


def _build(diagram: Diagram, process_id: str) -> ProcessSpec:
    process = diagram.processes[process_id]
    built = ProcessSpec(name=process_id)
    root = ElementInfo(process_id, "process", process.name, process_id, "", process.file)
    built.start = RootSpec(built, root)
    for element_id in process.element_ids:
        info = diagram.elements[element_id]
        _class_of(info)(built, info)
    specs = built.task_specs
    inside: dict[str, list[ElementSpec]] = {}
    attached: dict[str | None, list[ElementSpec]] = {}
    for spec in specs.values():
        inside.setdefault(spec.info.parent_id, []).append(spec)
        attached.setdefault(spec.info.attached_to, []).append(spec)
    for spec in specs.values():
        spec.flows = tuple(diagram.flows[flow] for flow in spec.info.outgoing)
        for flow in spec.flows:
            spec.connect(specs[flow.target])
        spec.boundaries = tuple(attached.get(spec.name, ()))
        children = inside.get(spec.name, [])
        spec.starts = tuple(_first_elements(children))
        handlers = [s for s in children if s.info.triggered_by_event]
        spec.event_starts = tuple(
            s for handler in handlers for s in inside.get(handler.name, ()) if s.info.type == "startEvent"
        )
    for spec in specs.values():
        if isinstance(spec, JoinSpec) or spec.info.start_quantity > 1:
            spec.upstream = {flow: upstream_of(diagram, spec.info, flow) for flow in spec.info.incoming}
    return built


def _class_of(info: ElementInfo) -> type[ElementSpec]:
    if info.job is not None and info.type in ("scriptTask", "businessRuleTask"):
        return JobTaskSpec
    return SPECS[info.type] if info.ad_hoc is None else AdHocSpec


def _first_elements(children: list[ElementSpec]) -> list[ElementSpec]:
    """Return where a scope begins.

    Its start events without trigger, or without any, whatever nothing leads to.
    """
    starts = [s for s in children if s.info.begins_process]
    if starts:
        return [s for s in starts if not s.info.events]
    return [
        s
        for s in children
        if not s.info.incoming
        and s.info.attached_to is None
        and not s.info.triggered_by_event
        and not s.info.for_compensation
        and not (s.info.event is not None and s.info.event.kind == "link")
    ]
