"""Executes BPMN processes in PostgreSQL; knows nothing of approvals, users or the web."""

from engine.core import Directory, Engine, utc_now
from engine.errors import (
    Conflict,
    DefinitionInvalid,
    EngineError,
    Forbidden,
    HandlerFailed,
    InvalidArgument,
    InvalidState,
    NotFound,
    Problem,
    Rejected,
)
from engine.instances import Step
from engine.job_handlers import BpmnError, Handler, JobContext
from engine.migration import MigrationPlan
from engine.periodic import Periodic
from engine.queries import Page, TaskQuery
from engine.queues import STEPS, Queue
from engine.replay import Replay, ReplayStep
from engine.spiff import Answer, Signers
from engine.task_events import TaskAssigned, TaskChanged
from engine.values import (
    BrokenLink,
    Correlation,
    Definition,
    DefinitionId,
    EarlierStep,
    Element,
    HistoryEntry,
    Incident,
    IncidentCause,
    IncidentId,
    Instance,
    InstanceId,
    Job,
    JobId,
    Retirement,
    StartedInstance,
    Task,
    TaskId,
    TokenId,
)
from engine.work import Listener, TaskAnswers, Work
from engine.worker import Worker

__all__ = [
    "STEPS",
    "Answer",
    "BpmnError",
    "BrokenLink",
    "Conflict",
    "Correlation",
    "Definition",
    "DefinitionId",
    "DefinitionInvalid",
    "Directory",
    "EarlierStep",
    "Element",
    "Engine",
    "EngineError",
    "Forbidden",
    "Handler",
    "HandlerFailed",
    "HistoryEntry",
    "Incident",
    "IncidentCause",
    "IncidentId",
    "Instance",
    "InstanceId",
    "InvalidArgument",
    "InvalidState",
    "Job",
    "JobContext",
    "JobId",
    "Listener",
    "MigrationPlan",
    "NotFound",
    "Page",
    "Periodic",
    "Problem",
    "Queue",
    "Rejected",
    "Replay",
    "ReplayStep",
    "Retirement",
    "Signers",
    "StartedInstance",
    "Step",
    "Task",
    "TaskAnswers",
    "TaskAssigned",
    "TaskChanged",
    "TaskId",
    "TaskQuery",
    "TokenId",
    "Work",
    "Worker",
    "utc_now",
]
