"""What the core reads from a diagram: frozen descriptions of processes, elements and flows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.spiff.expressions import Value


@dataclass(frozen=True, slots=True)
class FlowInfo:
    """A sequence flow; `condition` is None when it is unconditional."""

    id: str
    source: str
    target: str
    condition: Value | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class EventInfo:
    """One event definition.

    `kind`: message, signal, timer, error, escalation, conditional, link, terminate, cancel, compensate.
    `name`: message or signal name, error or escalation code, link name. `timer`: timeDate, timeDuration,
    timeCycle.
    """

    kind: str
    name: Value | None = None
    key: Value | None = None
    timer: str | None = None
    value: Value | None = None
    activity_ref: str | None = None
    wait: bool = True


@dataclass(frozen=True, slots=True)
class MappingInfo:
    """One line of an io mapping; `target` may be a path (`a.b`)."""

    source: Value
    target: str


@dataclass(frozen=True, slots=True)
class JobInfo:
    """What a service task asks of a handler."""

    type: Value
    retries: Value | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AssignmentInfo:
    """Who gets a task and until when; each may be FEEL."""

    assignee: Value | None = None
    candidate_groups: Value | None = None
    candidate_users: Value | None = None
    due: Value | None = None
    follow_up: Value | None = None
    priority: Value | None = None


@dataclass(frozen=True, slots=True)
class RunEvent:
    """What a multi-instance throws when a run of it is over: always, if a condition holds, or only once."""

    event: EventInfo
    condition: Value | None = None
    only_first: bool = False


@dataclass(frozen=True, slots=True)
class LoopInfo:
    """Multi-instance: over a collection, or `cardinality` times; or a standard loop, round after round.

    A standard loop is sequential and goes on while `again` holds, at most `maximum` rounds; `asked_first`: it
    may have no round at all.
    """

    sequential: bool
    collection: Value | None = None
    element: str | None = None
    output_collection: str | None = None
    output_element: Value | None = None
    cardinality: Value | None = None
    completion: Value | None = None
    thrown: tuple[RunEvent, ...] = ()
    is_standard: bool = False
    again: Value | None = None
    maximum: int | None = None
    asked_first: bool = False


@dataclass(frozen=True, slots=True)
class AdHocInfo:
    """An ad-hoc subprocess: which of its elements begin, at once or one after the other, and when it is over.

    `choice` gives the ids of those that begin; without it all do that no flow leads to. `completion` is asked
    whenever one of them is over; `cancels_rest`: what else is open is stopped then.
    """

    sequential: bool
    choice: Value | None = None
    completion: Value | None = None
    cancels_rest: bool = True


@dataclass(frozen=True, slots=True)
class DecisionCall:
    """A business rule task's decision."""

    decision_id: Value
    result_variable: str


@dataclass(frozen=True, slots=True)
class ProcessCall:
    """A call activity's process."""

    process_id: Value
    binding: str = "latest"
    version_tag: str | None = None
    propagate_parent: bool = True
    propagate_children: bool = True


@dataclass(frozen=True, slots=True)
class ScriptInfo:
    """A FEEL script."""

    expression: Value
    result_variable: str


@dataclass(frozen=True, slots=True)
class RightsInfo:
    """`tongban:rights`: access per field path (write, read, hidden)."""

    default: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ElementInfo:
    """A flow node with everything that is bound to it. `type` is the BPMN name (`userTask`, …)."""

    id: str
    type: str
    name: str
    process_id: str
    parent_id: str
    file: str
    line: int | None = None
    name_en: str = ""
    documentation: str = ""
    documentation_en: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    events: tuple[EventInfo, ...] = ()
    parallel_multiple: bool = False
    attached_to: str | None = None
    interrupting: bool = True
    triggered_by_event: bool = False
    transaction: bool = False
    for_compensation: bool = False
    instantiates: bool = False
    start_quantity: int = 1
    completion_quantity: int = 1
    compensation_handler: str | None = None
    assignment: AssignmentInfo = field(default_factory=AssignmentInfo)
    form_id: Value | None = None
    job: JobInfo | None = None
    inputs: tuple[MappingInfo, ...] = ()
    outputs: tuple[MappingInfo, ...] = ()
    decision: DecisionCall | None = None
    called_process: ProcessCall | None = None
    script: ScriptInfo | None = None
    loop: LoopInfo | None = None
    ad_hoc: AdHocInfo | None = None
    activation: Value | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    rights: RightsInfo | None = None
    tongban: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Attributes of every `tongban:` extension element by its name (`form`, `text`, …).

    What those of an installation mean is told to the lint by its vocabulary, and known to nobody else here.
    """

    @property
    def begins_process(self) -> bool:
        """Whether a process can begin here: at a start event, or at a receive task that says so."""
        return self.type == "startEvent" or self.instantiates

    @property
    def event(self) -> EventInfo | None:
        """The only event definition, if there is exactly one."""
        return self.events[0] if len(self.events) == 1 else None


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """An executable process. `start_events` are those of the process itself, not of its subprocesses."""

    id: str
    name: str
    file: str
    name_en: str = ""
    documentation: str = ""
    documentation_en: str = ""
    version_tag: str | None = None
    start_events: tuple[str, ...] = ()
    element_ids: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
