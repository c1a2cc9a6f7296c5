"""What a part of the engine sees of its transaction, and of the other parts: protocols only.

The parts need each other (a step opens tasks, a completed task makes a step). They know each other by these
protocols alone; `engine.work` puts them together. So this file stands below all parts, and none imports up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection

from engine import feel
from engine.definitions import Vocabulary
from engine.events import CallRequested, MessageAwaited, TaskAnswered, TaskOpened
from engine.instances import Instances, LockedInstance, Step
from engine.packages import Package
from engine.pending import Pending
from engine.queues import Queues
from engine.spiff import Answer, Program, Schedule
from engine.transaction import Transaction
from engine.values import Correlation, Definition, Instance, InstanceId, JobId, Task

Answers = Callable[[Instance, TaskOpened], Answer | None]
"""Asked before a human task opens: what it is answered with at once, None to let it open."""


class Definitions(Protocol):
    """Finds what is deployed (`engine.repository`)."""

    def get(self, definition_id: str) -> Definition:
        """Return a definition. Raises NotFound."""

    def latest(self, process_id: str) -> Definition:
        """Return the version that new instances of `process_id` run on. Raises NotFound."""

    def to_start(self, process_id: str, version: int | None) -> Definition:
        """Return what an instance that begins now runs on. Raises NotFound, InvalidState."""

    def tagged(self, process_id: str, version_tag: str) -> Definition:
        """Return the newest version of a process whose version tag is this. Raises NotFound."""

    def program(self, definition_id: str) -> Program:
        """Return the compiled processes of a definition. Raises NotFound."""

    def schedule_next_start(self, definition: Definition, element_id: str, last: Schedule) -> None:
        """Have a timer start event start its process again, if its cycle goes on."""


class InstanceStarter(Protocol):
    """Starts, retries and stops instances on behalf of other parts (`engine.runtime`)."""

    def start_definition(
        self,
        definition: Definition,
        process_id: str,
        variables: Mapping[str, Any],
        *,
        business_key: str | None = None,
        start_element_id: str | None = None,
    ) -> Instance:
        """Start a process of this very definition and return the instance."""

    def start_called(self, caller: LockedInstance, event: CallRequested) -> None:
        """Start the instance that a call activity asks for. Raises NotFound."""

    def cancel_called(self, caller: LockedInstance, token_id: str) -> None:
        """Stop the instances that a token called."""

    def retry(self, instance_id: str, token_id: str) -> None:
        """Try again what led to an incident of a token. Raises: NotFound; InvalidState."""


class TaskRows(Protocol):
    """Keeps the rows of human tasks (`engine.tasks`)."""

    def open(self, locked: LockedInstance, event: TaskOpened) -> Task:
        """Add the row of a task that the core has opened."""

    def answered(self, locked: LockedInstance, event: TaskAnswered) -> Task:
        """Add the row of a task that was answered before it opened."""

    def rebind(self, locked: LockedInstance, event: TaskOpened) -> Task:
        """Bind an active task anew, as another version of the definition says."""

    def load_tokens(self, locked: LockedInstance, token_ids: Iterable[str]) -> None:
        """Read the active tasks of these tokens that this transaction has not seen."""

    def close(self, locked: LockedInstance, token_id: str, reason: str) -> Task:
        """Close the active task of a token."""


class MessageGate(Protocol):
    """Takes messages and signals to whoever waits for them (`engine.correlation`)."""

    def correlate(
        self, name: str, key: str, variables: Mapping[str, Any], time_to_live_seconds: float
    ) -> Correlation:
        """Hand a message to one waiting instance, else start one, else keep it."""

    def signal(
        self, name: str, variables: Mapping[str, Any], *, thrower: str | None = None
    ) -> tuple[InstanceId, ...]:
        """Deliver a signal to all who wait for it, `thrower` excepted; return the instances reached."""

    def receive_signal(
        self, locked: LockedInstance, token_id: str, name: str, variables: Mapping[str, Any]
    ) -> None:
        """Deliver a signal to a token, if it still waits for it."""

    def deliver_buffered(self, locked: LockedInstance, awaited: MessageAwaited) -> None:
        """Hand over a message that came before the token that awaits it."""


class JobRows(Protocol):
    """Keeps the rows of jobs (`engine.jobs`)."""

    def add(
        self,
        kind: str,
        job_type: str,
        variables: Mapping[str, Any],
        *,
        headers: Mapping[str, Any],
        retries: int,
        due_at: datetime | None = None,
        instance: LockedInstance | None = None,
    ) -> JobId:
        """Add a job of an instance, or one that belongs to none."""

    def retry(self, job_id: str, *, retries: int = 1) -> None:
        """Run a failed job again. Raises: NotFound; InvalidState: not failed."""

    def set_suspended(self, root_id: str, *, suspended: bool) -> None:
        """Suspend or resume the jobs of a case."""


class UnitOfWork(Protocol):
    """What one actor does in one transaction, as the parts of the engine see it."""

    @property
    def actor(self) -> str:
        """Who acts."""

    @property
    def now(self) -> datetime:
        """The moment of this transaction, aware UTC; it stands still."""

    @property
    def transaction(self) -> Transaction:
        """The transaction that everything here shares."""

    @property
    def connection(self) -> Connection:
        """The connection of this transaction."""

    @property
    def pending(self) -> Pending:
        """The rows that this transaction has yet to write."""

    @property
    def instances(self) -> Instances:
        """The instances that this transaction holds."""

    @property
    def functions(self) -> feel.Functions | None:
        """What FEEL may call beside its built-in functions."""

    @property
    def vocabulary(self) -> Vocabulary:
        """What packages may name."""

    @property
    def queues(self) -> Queues:
        """Which queue jobs wait in."""

    @property
    def answers(self) -> Answers | None:
        """What answers tasks before they open, if anything does."""

    @property
    def listens(self) -> bool:
        """Whether anybody wants to be told of steps."""

    def tell(self, step: Step) -> None:
        """Hand a step to the listeners."""

    def package(self, definition_id: str) -> Package:
        """Return the compiled package of a definition. Raises NotFound."""

    @property
    def repository(self) -> Definitions:
        """Definitions."""

    @property
    def runtime(self) -> InstanceStarter:
        """Instances."""

    @property
    def tasks(self) -> TaskRows:
        """Human tasks."""

    @property
    def messages(self) -> MessageGate:
        """Messages and signals."""

    @property
    def jobs(self) -> JobRows:
        """What workers do."""
