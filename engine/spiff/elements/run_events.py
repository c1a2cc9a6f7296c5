"""What the runs of a multi-instance throw when they are over, by its `behavior`: None, One or Complex.

A token inside the loop throws it, after all who only go their way have gone it; until then the activity is
not over, so its boundary events can catch it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.spiff.elements.thrown import REACH, throw
from engine.spiff.kernel import Token
from engine.spiff.machine import Machine
from engine.spiff.model import EventInfo, LoopInfo
from engine.spiff.positions import frames_of

THROWS, WITH = "throws", "with"
"""What marks such a token: which event of its loop it throws, and the numbers that go with it."""
CARRIED = (
    "numberOfInstances",
    "numberOfCompletedInstances",
    "numberOfActiveInstances",
    "numberOfTerminatedInstances",
)
"""What an event of a run carries: how the loop stood when the run was over, in the names of BPMN."""


def is_throw(token: Token) -> bool:
    """Tell whether a token is there only to throw what a run has left to be thrown."""
    return THROWS in token.internal_data


def thrown_after(
    machine: Machine, run: Token, loop: LoopInfo, counts: Mapping[str, Decimal]
) -> Iterator[tuple[int, Mapping[str, int]]]:
    """Yield which events a run throws now that it is over, with what they carry. Raises Fault."""
    carried = {name: int(counts[name]) for name in CARRIED}
    is_first = run.scope.internal_data["loop"]["done"] == 0
    for index, event in enumerate(loop.thrown):
        what = "complexBehaviorDefinition condition"
        if event.condition is not None and not machine.is_true(what, event.condition, run, counts):
            continue
        if is_first or not event.only_first:
            yield index, carried


def let_throw(machine: Machine, run: Token) -> None:
    """Put what a run throws on its way."""
    for index, carried in run.throws:
        data = {"i": run.internal_data["i"], THROWS: index, WITH: carried}
        machine.spawn(run.task_spec.name, run.scope, data=data, frames=frames_of(run))


def event_of(token: Token) -> EventInfo:
    """Return the event that such a token throws."""
    loop = token.task_spec.info.loop
    assert loop is not None
    index: int = token.internal_data[THROWS]
    return loop.thrown[index].event


def reach_of(token: Token) -> int | None:
    """Return how much the event of such a token does to others of its case, None: nothing."""
    kind = event_of(token).kind
    return REACH.index(kind) if kind in REACH else None


def throw_for_run(machine: Machine, token: Token) -> None:
    """Throw it, and be gone. Raises Fault."""
    carried = {name: Decimal(number) for name, number in token.internal_data[WITH].items()}
    throw(machine, token, event_of(token), carried)
    if token.alive:
        machine.remove(token)
