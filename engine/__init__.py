"""Executes BPMN processes in PostgreSQL; knows nothing of approvals, users or the web."""

from engine.core import Engine, Work, utc_now
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
from engine.values import Definition, Instance, Task

__all__ = [
    "Conflict",
    "Definition",
    "DefinitionInvalid",
    "Engine",
    "EngineError",
    "Forbidden",
    "HandlerFailed",
    "Instance",
    "InvalidArgument",
    "InvalidState",
    "NotFound",
    "Problem",
    "Rejected",
    "Task",
    "Work",
    "utc_now",
]
