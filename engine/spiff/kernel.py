"""SpiffWorkflow's kernel as Tongban uses it: tasks are tokens, task specs are elements.

SpiffWorkflow keeps the tree, the states and the life cycle (ready, run, complete, error, cancel). Its BPMN
layer is
not used: it predicts paths, joins by ancestry and copies data per task, which is where its silent errors
and its
growing cost come from. Here a finished task leaves the tree at once, so a tree holds open tokens and their
scopes.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

if TYPE_CHECKING:
    from engine.spiff.elements.base import ElementSpec
    from engine.spiff.machine import Machine

# SpiffWorkflow says at level info what each task does; the case's history is the place for that.
logging.getLogger("spiff").setLevel(logging.WARNING)

READY: int = TaskState.READY
WAITING: int = TaskState.WAITING
STARTED: int = TaskState.STARTED
COMPLETED: int = TaskState.COMPLETED
ERROR: int = TaskState.ERROR
CANCELLED: int = TaskState.CANCELLED

Role = Literal["flow", "watch", "record"]
"""A token that moves; one that waits for an event on behalf of another; the memory of work to compensate."""


class Token(Task):  # type: ignore[misc]  # SpiffWorkflow has no types
    """One token of a case. Its parent is its scope; `active` counts the moving tokens directly inside it."""

    id: str
    task_spec: ElementSpec
    workflow: Case
    internal_data: dict[str, Any]
    state: int
    parent: Token | None
    children: list[Token]

    def __init__(
        self,
        case: Case,
        spec: ElementSpec,
        parent: Token | None,
        *,
        token_id: str,
        state: int,
        role: Role = "flow",
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(case, spec, parent, state=state, id=token_id)
        self.role: Role = role
        self.internal_data = {} if data is None else data
        self.active = 0
        self.chosen: list[str] = []
        self.results: Mapping[str, Any] | None = None
        self.stop_loop = False
        if parent is not None and role == "flow":
            parent.active += 1

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return nothing: every state change would gather what nobody reads; the events tell what happens."""
        return dct or {}

    @property
    def scope(self) -> Token:
        """The token inside which this one lives. The root has none."""
        parent = self.parent
        assert parent is not None
        return parent

    @property
    def alive(self) -> bool:
        """Whether the token is still in the case."""
        return self.id in self.workflow.tasks

    def to_row(self) -> dict[str, Any]:
        """Return the JSON form of this token."""
        row: dict[str, Any] = {"v": 1, "e": self.task_spec.name, "s": self.state, "d": self.internal_data}
        if self._parent is not None:
            row["p"] = self._parent
        if self.role != "flow":
            row["r"] = self.role
        return row


class ProcessSpec(WorkflowSpec):  # type: ignore[misc]
    """A process; names of specs are the ids of the diagram, nothing is added that could collide with them."""

    task_specs: dict[str, ElementSpec]


class Case(Workflow):  # type: ignore[misc]
    """One running instance of a process."""

    tasks: dict[str, Token]

    def __init__(self, spec: ProcessSpec, machine: Machine) -> None:
        super().__init__(spec, deserializing=True)
        self.machine = machine
        self.task_tree: Token | None = None

    def _task_completed_notify(self, task: Token) -> None:
        """Take the finished token out, instead of looking through all that wait."""
        self.machine.after_completion(task)

    def _task_removed_notify(self, task: Token) -> None:
        self.machine.after_removal(task)


__all__ = [
    "CANCELLED",
    "COMPLETED",
    "ERROR",
    "READY",
    "STARTED",
    "WAITING",
    "Case",
    "ProcessSpec",
    "Role",
    "TaskSpec",
    "Token",
]
