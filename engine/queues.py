"""Queues: lines of jobs, each with slots of its own, so that what is slow or down holds up nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """A line of jobs of which a worker does `slots` at a time."""

    name: str
    slots: int


STEPS = Queue("engine", 4)
"""Steps of cases: timers, messages, and every job type that declares no other queue."""

_DECLARED = ("service", "background")
"""Kinds of jobs whose type is that of a handler; the others are the engine's own steps."""


class Queues:
    """Which queue the jobs of each type wait in."""

    def __init__(self, by_type: Mapping[str, Queue]) -> None:
        self._by_type = dict(by_type)
        self.all = (STEPS, *sorted(set(self._by_type.values()) - {STEPS}, key=lambda queue: queue.name))

    def name_for(self, kind: str, job_type: str) -> str:
        """Return the name of the queue for a job."""
        queue = self._by_type.get(job_type, STEPS) if kind in _DECLARED else STEPS
        return queue.name
