"""What crosses the engine's border: frozen values and typed ids, never database rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NewType

DefinitionId = NewType("DefinitionId", str)
InstanceId = NewType("InstanceId", str)
TaskId = NewType("TaskId", str)
TokenId = NewType("TokenId", str)
JobId = NewType("JobId", str)
IncidentId = NewType("IncidentId", str)

InstanceState = Literal["active", "completed", "terminated", "cancelled", "failed"]
TaskState = Literal["open", "claimed", "completed", "cancelled"]
JobState = Literal["ready", "suspended", "failed"]
JobKind = Literal["service", "timer", "message", "signal", "delivery", "start", "background"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One immutable version of a process package. `content_hash` covers the names and bytes of all files.

    The version that became current last is the one that new instances run on.
    """

    id: DefinitionId
    process_id: str
    version: int
    process_ids: tuple[str, ...]
    name: str
    content_hash: str
    source: str
    deployed_by: str
    deployed_at: datetime
    current_since: datetime


@dataclass(frozen=True, slots=True)
class Retirement:
    """That no instance of a process may be started any more; running ones go on."""

    process_id: str
    retired_at: datetime
    retired_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Instance:
    """A running or ended process. `root_id` is the case: the outermost caller, or the instance itself."""

    id: InstanceId
    root_id: InstanceId
    parent_id: InstanceId | None
    definition_id: DefinitionId
    process_id: str
    business_key: str | None
    region: str | None
    state: InstanceState
    suspended: bool
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class Task:
    """A human task. `revision` grows with every change; hand it back to decide on what you saw.

    `evaluated` says from which expression and values assignee, candidates, dates and priority came.
    `signs_for` is the token of the task to which this one was added as a signature. A task that was answered
    before it opened has `close_reason` "answered".
    """

    id: TaskId
    instance_id: InstanceId
    root_id: InstanceId
    definition_id: DefinitionId
    process_id: str
    element_id: str
    token_id: TokenId
    scope: str
    loop_index: int | None
    name: str
    form_id: str | None
    state: TaskState
    assignee: str | None
    candidate_groups: frozenset[str]
    candidate_users: frozenset[str]
    priority: int
    due_at: datetime | None
    follow_up_at: datetime | None
    business_key: str | None
    region: str | None
    created_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    close_reason: str | None
    comment: str | None
    revision: int
    evaluated: Mapping[str, Any] = field(default_factory=dict)
    position: str | None = None
    signs_for: str | None = None


@dataclass(frozen=True, slots=True)
class EarlierStep:
    """A step that a case can go back to: the last time it was done, by whom and when (aware UTC)."""

    task_id: TaskId
    element_id: str
    name: str
    closed_by: str
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Element:
    """A place in a diagram where a token is. `kind` is the BPMN name of the element.

    `definition_id`: whose diagram it is, where elements of several are told together.
    """

    element_id: str
    kind: str
    name: str
    token_id: TokenId | None = None
    since: datetime | None = None
    assignee: str | None = None
    candidate_groups: frozenset[str] = frozenset()
    due_at: datetime | None = None
    definition_id: DefinitionId | None = None


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that runs: at which event of the diagram, and when it is due."""

    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened in an instance.

    `seq` counts the commands of the instance, `index` what happened in one of them (the command itself is 0).
    `kind` is the name of the command (index 0) or of the event, in snake case; `data` is JSON-able.
    """

    instance_id: InstanceId
    seq: int
    index: int
    at: datetime
    actor: str
    kind: str
    element_id: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """Work for a worker. `due_at` is aware UTC; `state` "failed" means that an incident is open."""

    id: JobId
    kind: JobKind
    job_type: str
    instance_id: InstanceId | None
    element_id: str | None
    token_id: TokenId | None
    business_key: str | None
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    state: JobState
    retries_left: int
    attempts: int
    due_at: datetime
    last_error: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that needs a person: a job without retries left, or an expression without a value."""

    id: IncidentId
    instance_id: InstanceId | None
    job_id: JobId | None
    token_id: TokenId | None
    element_id: str | None
    code: str
    message: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str | None
    message_zh: str | None = None


@dataclass(frozen=True, slots=True)
class StartedInstance(Instance):
    """An instance as it stands after its start. `incidents` are what it met, in called processes, too.

    Empty if it waits, or has ended, as its diagram says; else somebody must look after it.
    """

    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentCause:
    """Open incidents that are alike: of one process, at one element, with one code."""

    process_id: str
    element_id: str
    code: str
    count: int
    oldest_at: datetime
    newest_at: datetime
    message: str
    message_zh: str | None = None


@dataclass(frozen=True, slots=True)
class Correlation:
    """What became of a message. `instance_id` is whom it reached, None where it was buffered or discarded."""

    outcome: Literal["delivered", "started", "buffered", "discarded"]
    instance_id: InstanceId | None = None


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """Where an instance's history does not continue its hash chain."""

    instance_id: InstanceId
    seq: int
    expected: str
    found: str
