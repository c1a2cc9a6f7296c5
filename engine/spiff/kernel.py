"""SpiffWorkflow's kernel as Tongban uses it: tasks are tokens, task specs are elements.

SpiffWorkflow keeps the tree, the states and the life cycle (ready, run, complete, error, cancel). Its BPMN
layer is not used: it predicts paths, joins by ancestry and copies data per task, which is where its silent
errors and its growing cost come from. Here a finished task leaves the tree at once, so a tree holds open
tokens and their scopes.

This is the only file that imports SpiffWorkflow or touches a name of it that begins with an underscore; each
of these has a contract test (`tests/engine/spiff/test_kernel_contract.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from typing import Any, Literal, Protocol

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from engine.spiff.model import ElementInfo, FlowInfo
from engine.spiff.variables import ROOT

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

AMachine = Any
"""An `engine.spiff.machine.Machine`, which stands above this file: here it is only handed through."""


class Keeper(Protocol):
    """Who is told when a token is done or has left the tree."""

    def after_completion(self, token: Token) -> None:
        """Take a finished token out of the tree."""

    def after_removal(self, token: Token) -> None:
        """Forget what was kept about a token."""


class Token(Task):  # type: ignore[misc]  # SpiffWorkflow has no types
    """One token of a case. Its parent is its scope; `active` counts the moving tokens directly inside it."""

    id: str
    task_spec: FlowNode
    workflow: TokenTree
    internal_data: dict[str, Any]
    state: int
    parent: Token | None
    children: list[Token]

    def __init__(
        self,
        tree: TokenTree,
        spec: FlowNode,
        parent: Token | None,
        *,
        token_id: str,
        state: int,
        role: Role = "flow",
        data: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(tree, spec, parent, state=state, id=token_id)
        self.role: Role = role
        self.internal_data = {} if data is None else data
        self.active = 0
        self.chosen: list[str] = []
        self.results: Mapping[str, Any] | None = None
        self.stop_loop = False
        self.throws: list[tuple[int, Mapping[str, int]]] = []
        self.ends_scope = False
        if parent is not None and role == "flow":
            parent.active += 1

    def cancel(self) -> None:
        """Stop it; SpiffWorkflow takes one with an incident as finished, which would leave that open."""
        if self.state == ERROR:
            self.task_spec.cancelled(self.workflow.keeper, self)
        super().cancel()

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
    def scope_id(self) -> str | None:
        """The id of the scope, also when the scope itself is not in the tree any more; None for the root."""
        parent_id: str | None = self._parent
        return parent_id

    @property
    def alive(self) -> bool:
        """Whether the token is still in the case."""
        return self.id in self.workflow.tasks

    def make_ready(self) -> None:
        """Let a token that stands with an incident run again."""
        self._set_state(READY)

    def to_row(self) -> dict[str, Any]:
        """Return the JSON form of this token."""
        row: dict[str, Any] = {"v": 1, "e": self.task_spec.name, "s": self.state, "d": self.internal_data}
        if self._parent is not None:
            row["p"] = self._parent
        if self.role != "flow":
            row["r"] = self.role
        return row


class FlowNode(TaskSpec):  # type: ignore[misc]
    """A flow node as SpiffWorkflow and the machine know it; `elements.base.ElementSpec` does the work."""

    name: str

    def __init__(self, process: ProcessSpec, info: ElementInfo) -> None:
        super().__init__(process, info.id, inputs=[], outputs=[], data={})
        self.info = info
        self.flows: tuple[FlowInfo, ...] = ()
        self.boundaries: tuple[FlowNode, ...] = ()
        self.event_starts: tuple[FlowNode, ...] = ()
        self.starts: tuple[FlowNode, ...] = ()
        self.upstream: dict[str, frozenset[str]] = {}
        """Of what waits for others: the elements from which a token reaches an incoming flow without it."""
        self.reach: int | None = None
        """How much the element does to others of its case; None: its tokens only go their way."""

    # -- SpiffWorkflow's hooks ----

    def test(self) -> None:
        """Do not look for inputs: boundary events and handlers have none."""

    def _predict_hook(self, my_task: Token) -> None:
        """Predict nothing: the tree holds tokens, not what might become of them."""

    def _update_hook(self, my_task: Token) -> bool:
        """Wake nothing when a scope is done: a record inside it goes on waiting to be compensated."""
        return False

    def _run_hook(self, my_task: Token) -> bool | None:
        return self.run_token(my_task.workflow.keeper, my_task)

    def _on_complete_hook(self, my_task: Token) -> None:
        self.completed(my_task.workflow.keeper, my_task)

    def _on_cancel(self, my_task: Token) -> None:
        self.cancelled(my_task.workflow.keeper, my_task)

    # -- what an element answers to these ----

    def reach_of(self, token: Token) -> int | None:
        """Return how much a token here does to others of its case, None: it only goes its way."""
        return self.reach

    def run_token(self, machine: AMachine, token: Token) -> bool | None:
        """Let a token that is ready run; True: it is done, None: it waits, False: it has an incident."""
        raise NotImplementedError

    def completed(self, machine: AMachine, token: Token) -> None:
        """Let a token that is done go on its way."""
        raise NotImplementedError

    def cancelled(self, machine: AMachine, token: Token) -> None:
        """Withdraw what a token that is being stopped asked of the outside."""
        raise NotImplementedError

    # -- what the machine asks of an element ----

    def conclude(self, machine: AMachine, token: Token, variables: Mapping[str, Any] | None) -> None:
        """Take results over and choose the way out. Raises Fault; may then be called again without them."""
        raise NotImplementedError

    def withdraw(self, machine: AMachine, token: Token) -> None:
        """Take back what the token asked of the outside; it is being cancelled."""
        raise NotImplementedError

    def close(self, machine: AMachine, token: Token) -> None:
        """Tell that what the token asked of the outside has been answered."""
        raise NotImplementedError

    def triggered(self, machine: AMachine, token: Token, variables: Mapping[str, Any]) -> None:
        """Act on the event that this token waits for; a watch tells the token for which it watches."""
        raise NotImplementedError

    def map_inputs(self, machine: AMachine, token: Token) -> None:
        """Give the token its own variables. Raises Fault."""
        raise NotImplementedError

    def take_results(self, machine: AMachine, token: Token, variables: Mapping[str, Any]) -> None:
        """Set the results: through the output mappings if there are any, else where each name is held."""
        raise NotImplementedError

    # -- what only some elements do ----

    def emptied(self, machine: AMachine, token: Token) -> None:
        """Nothing moves inside this token any more."""

    def branch_ending(self, machine: AMachine, token: Token, last: Token) -> None:
        """Look at an activity inside this token that is done, or where a branch ends. Raises Fault."""

    def branch_ended(self, machine: AMachine, token: Token, last: Token) -> None:
        """Go on after a branch inside this token has come to its end at `last`, which is still there."""

    def watched(self, machine: AMachine, token: Token, watch: Token, variables: Mapping[str, Any]) -> None:
        """Act on the event that a watch inside this token has seen."""

    def variables_changed(self, machine: AMachine, token: Token, changed: Collection[str]) -> None:
        """Variables with these names have changed, and this token waits for a condition."""

    def release(self, machine: AMachine, token: Token) -> bool:
        """Let an inclusive join go on if nothing can reach it. True: it went on."""
        return False

    def notice_starving(self, machine: AMachine, token: Token) -> None:
        """Raise an incident if this join waits for tokens that cannot come any more."""


class ProcessSpec(WorkflowSpec):  # type: ignore[misc]
    """A process; names of specs are the ids of the diagram, nothing is added that could collide with them."""

    name: str
    task_specs: dict[str, FlowNode]


class TokenTree(Workflow):  # type: ignore[misc]
    """The tokens of one running instance of a process."""

    tasks: dict[str, Token]

    def __init__(self, spec: ProcessSpec, keeper: Keeper) -> None:
        super().__init__(spec, deserializing=True)
        self.keeper = keeper
        self.task_tree: Token | None = None

    @property
    def root(self) -> Token:
        """The token of the process itself."""
        return self.tasks[ROOT]

    def take_out(self, token: Token) -> None:
        """Take a token with all inside it out of the tree; the keeper hears of each."""
        self._remove_task(token.id)

    def _task_completed_notify(self, task: Token) -> None:
        """Take the finished token out, instead of looking through all that wait."""
        self.keeper.after_completion(task)

    def _task_removed_notify(self, task: Token) -> None:
        self.keeper.after_removal(task)
