"""Job types: a decorator beside the function says what a job takes, gives and where it waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import TypeAlias, cast

from engine import Handler, JobContext, Outcome, OutsideHandler, Queue
from engine.definitions import Header, JobContract, JobVariable
from engine.queues import STEPS
from workflows.ground.services import Services

Given: TypeAlias = Outcome
Function: TypeAlias = Callable[[JobContext], Given] | Callable[[JobContext, Services], Given]
"""A handler takes the job, and the services as well if it needs them."""
Run: TypeAlias = Function | type[OutsideHandler]
"""A function, or the class of a handler that asks somebody outside: it is made with the services."""


@dataclass(frozen=True, slots=True)
class JobType:
    """A job type and its handler. `contract`: diagrams may name it; `cron` begins it by the clock."""

    name: str
    run: Run
    about: tuple[str, str]
    queue: Queue = STEPS
    contract: JobContract | None = None
    cron: str | None = None

    def handler(self, services: Services) -> Handler:
        """Return the function that the engine calls with a job."""
        if isinstance(self.run, type):
            return cast("Callable[[Services], OutsideHandler]", self.run)(services)
        if len(signature(self.run).parameters) == 1:
            return cast("Handler", self.run)
        return partial(cast("Callable[..., Given]", self.run), services=services)


def job(
    name: str,
    about: tuple[str, str],
    *,
    headers: Mapping[str, Header] | None = None,
    reads: Mapping[str, JobVariable] | None = None,
    gives: Mapping[str, JobVariable] | None = None,
    repeatable: bool = True,
    queue: Queue = STEPS,
) -> Callable[[Run], JobType]:
    """Make a function the handler of a job type that diagrams may name; `about`: Chinese, English.

    Without `gives` it gives nothing.
    """
    contract = JobContract(headers or {}, reads or {}, gives or {}, repeatable)
    return lambda function: JobType(name, function, about, queue, contract)


def background_job(
    name: str, about: tuple[str, str], *, queue: Queue = STEPS, cron: str | None = None
) -> Callable[[Run], JobType]:
    """Make a function the handler of a job type of the platform's own, which diagrams cannot name.

    `cron` (UTC, five fields) begins it by the clock.
    """
    return lambda function: JobType(name, function, about, queue, None, cron)
