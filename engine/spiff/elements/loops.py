"""Multi-instance: runs an activity for each item, at once or one after the other, until a condition holds.

A standard loop runs it round after round while a condition holds.

The body token keeps the counts; each run is a token inside it. While runs finish, `completionCondition`
sees the live
counts (Zeebe's names and those of BPMN), the output collection as it grows, and the run's own variables.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from engine import feel
from engine.spiff.elements.run_events import is_throw, let_throw, thrown_after
from engine.spiff.faults import Fault, found
from engine.spiff.kernel import Token
from engine.spiff.machine import Machine
from engine.spiff.model import ElementInfo, LoopInfo
from engine.spiff.positions import MARK, scope_step

MAX_ROUNDS = 1_000
"""Rounds of a standard loop that names no maximum of its own."""


def begin_loop(machine: Machine, body: Token, loop: LoopInfo) -> bool:
    """Start the runs. True: there is nothing to run. Raises Fault."""
    items = items_of(machine, body, loop)
    body.internal_data["loop"] = {"n": len(items), "done": 0, "next": 0}
    if loop.output_collection:
        machine.scopes.set(body.id, loop.output_collection, [None] * len(items))
    if not items or (loop.asked_first and not _goes_on(machine, body, loop)):
        return True
    if loop.sequential:
        keep_items(machine, body, loop, items)
        _start_run(machine, body, loop, items[0])
    else:
        for item in items:
            _start_run(machine, body, loop, item)
    return False


def keep_items(machine: Machine, body: Token, loop: LoopInfo, items: list[Any]) -> None:
    """Keep what a sequential loop runs over: it is that, whatever becomes of the variable meanwhile."""
    if loop.collection is not None:
        kept = [feel.to_json(item) for item in items]
        machine.attachments[f"{body.id}.items"] = {"v": 1, "items": kept}


def items_of(machine: Machine, body: Token, loop: LoopInfo) -> list[Any]:
    """Return what a loop runs over. Raises Fault."""
    if loop.collection is not None:
        result = machine.evaluate_to_keep(loop.collection, body)
        if not isinstance(result, list):
            raise Fault("not_a_list", expression=loop.collection.source, value=found(result))
        return result
    if loop.is_standard:
        return [None] * (loop.maximum or MAX_ROUNDS)
    assert loop.cardinality is not None
    result = machine.evaluate(loop.cardinality, body)
    if not isinstance(result, Decimal) or result < 0 or result != int(result) or result > 100_000:
        raise Fault(
            "not_a_number", what="loopCardinality", expression=loop.cardinality.source, value=found(result)
        )
    return [None] * int(result)


def _start_run(machine: Machine, body: Token, loop: LoopInfo, item: Any) -> None:
    state = body.internal_data["loop"]
    start_run(machine, body, loop, item, state["next"])
    state["next"] += 1
    machine.touch(body)


def start_run(machine: Machine, body: Token, loop: LoopInfo, item: Any, index: int) -> None:
    """Put one run of a loop into its body."""
    frame = f"{MARK}{scope_step(body)}:{index}"
    run = machine.spawn(body.task_spec.name, body, data={"i": index}, frames=[frame])
    machine.scopes.set(run.id, "loopCounter", Decimal(index + 1))
    if loop.element:
        machine.scopes.set(run.id, loop.element, item)


def hold_in_run(machine: Machine, token: Token, names: Iterable[str]) -> None:
    """Let variables belong to the run of a repeated subprocess around a token, where nothing nearer has them.

    So runs that go on at the same time do not write over each other. Elsewhere nothing changes.
    """
    around: list[Token] = []
    node = token.parent
    while node is not None and not (around and "i" in around[-1].internal_data):
        around.append(node)
        node = node.parent
    if not around or "i" not in around[-1].internal_data:
        return
    loop = around[-1].task_spec.info.loop
    if loop is not None and loop.is_standard:
        return  # one round at a time, and the next goes on with what this one left
    for name in names:
        if not any(name in machine.scopes.own(one.id) for one in (token, *around)):
            machine.scopes.set(around[-1].id, name, None)


def conclude_inner(machine: Machine, run: Token, info: ElementInfo) -> None:
    """Take over a run's result and ask whether the loop is done. Raises Fault."""
    loop, body = info.loop, run.scope
    assert loop is not None
    state = body.internal_data["loop"]
    if loop.output_collection:
        value = None if loop.output_element is None else machine.evaluate_to_keep(loop.output_element, run)
        kept = machine.scopes.own(body.id)[loop.output_collection]
        if not isinstance(kept, list) or len(kept) != state["n"]:  # a step has written over it
            names = {"name": loop.output_collection, "count": state["n"], "value": found(kept)}
            raise Fault("results_overwritten", **names)
        results = list(kept)
        results[run.internal_data["i"]] = value
        machine.scopes.set(body.id, loop.output_collection, results)
    counts = _counts(state, body)
    run.throws = list(thrown_after(machine, run, loop, counts))
    run.stop_loop = loop.is_standard and not _goes_on(machine, run, loop, rounds=state["done"] + 1)
    if loop.completion is not None:
        run.stop_loop = machine.is_true("completionCondition", loop.completion, run, counts)


def _goes_on(machine: Machine, token: Token, loop: LoopInfo, *, rounds: int = 0) -> bool:
    """Tell whether a standard loop has another round after `rounds`. Raises Fault."""
    if loop.maximum is not None and rounds >= loop.maximum:
        return False
    if loop.again is None:
        return True
    result = machine.is_true("loopCondition", loop.again, token, {"loopCounter": Decimal(rounds)})
    if result and loop.maximum is None and rounds >= MAX_ROUNDS:
        name = token.task_spec.name
        raise Fault("too_many_rounds", element=name, limit=MAX_ROUNDS, expression=loop.again.source)
    return result


def _counts(state: dict[str, int], body: Token) -> dict[str, Decimal]:
    total, completed = Decimal(state["n"]), Decimal(state["done"] + 1)
    loop = body.task_spec.info.loop
    others = sum(is_throw(child) for child in body.children) if loop is not None and loop.thrown else 0
    active = Decimal(body.active - 1 - others)
    counts: dict[str, Decimal] = {}
    for prefix in ("numberOf", "nrOf"):
        counts[f"{prefix}Instances"] = total
        counts[f"{prefix}CompletedInstances"] = completed
        counts[f"{prefix}ActiveInstances"] = active
        counts[f"{prefix}TerminatedInstances"] = Decimal(0)
    return counts


def inner_left(machine: Machine, run: Token) -> None:
    """Start the next run after one has finished, or stop the others; the loop ends when it is empty."""
    body = run.scope
    info = body.task_spec.info
    assert info.loop is not None
    state = body.internal_data["loop"]
    state["done"] += 1
    machine.touch(body)
    let_throw(machine, run)
    if run.stop_loop:
        machine.cancel_inside(body, keep=lambda one: one is run or is_throw(one) or one.role != "flow")
    elif state["done"] < state["n"] and info.loop.sequential:
        _start_run(machine, body, info.loop, _item(machine, body, state["next"]))


def _item(machine: Machine, body: Token, index: int) -> Any:
    attached = machine.attachments.get(f"{body.id}.items")
    return None if attached is None else feel.from_json(attached["items"][index])
