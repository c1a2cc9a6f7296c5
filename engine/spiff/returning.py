"""Going back: to an earlier step, or undoing what one decision led to while nobody has touched it.

Both put a new token at an earlier place and stop whatever has come from there: every token whose branches
begin with those of that place, and every arrival at a join that came from there. What runs beside goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import events
from engine.errors import InvalidArgument, InvalidState
from engine.spiff.elements.activities import open_boundaries
from engine.spiff.elements.compensation import forget
from engine.spiff.elements.gateways import LATE, ways_of
from engine.spiff.elements.loops import items_of, keep_items, start_run
from engine.spiff.faults import Fault
from engine.spiff.kernel import STARTED, Token
from engine.spiff.machine import Machine
from engine.spiff.model import LoopInfo
from engine.spiff.moving import entry
from engine.spiff.positions import begins_with, frames_of, is_frame, place


@dataclass(frozen=True, slots=True)
class EndedLoop:
    """A multi-instance that one completion ended: its token, and the runs (from 0) that it stopped."""

    body: str
    stopped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Came:
    """What one completion led to: tokens it left somewhere (token, element), flows taken, joins passed.

    `left`: the task's token went on at all; a decision that is held for signatures has not. `loop`: the last
    of several who were asked, so that the repetition itself is over.
    """

    tokens: tuple[tuple[str, str], ...]
    flows: frozenset[str]
    joins: tuple[tuple[str, Mapping[str, Sequence[Sequence[str]]]], ...]
    left: bool = True
    loop: EndedLoop | None = None


def go_back(machine: Machine, token: Token, target_id: str, steps: Sequence[str]) -> None:
    """Put a token at `target_id` at the position of `steps`, and stop all that has come from there.

    Raises: InvalidArgument: nothing leads to the target there; InvalidState: the place has been left.
    """
    info = entry(machine, target_id)
    scope, frames = place(machine, steps)
    if info.parent_id != scope.task_spec.name or "loop" in scope.internal_data:
        raise InvalidArgument(f"Expected {target_id} to lie in {scope.task_spec.name}, but it does not.")
    again = machine.spawn(target_id, scope, frames=frames)
    stop_from(machine, scope, frames, keep=again)
    if token.alive and token is not again:
        raise InvalidArgument(
            f"Expected {target_id} to lie before {token.task_spec.name}, but they run beside each other."
        )


def stop_from(machine: Machine, scope: Token, frames: Sequence[str], *, keep: Token) -> None:
    """Stop what has come from a place in a scope; an event subprocess runs beside and goes on."""
    for child in list(scope.children):
        beside = child is keep or child.role != "flow" or child.task_spec.info.triggered_by_event
        if beside or not child.alive:
            continue
        if "got" in child.internal_data:
            _withdraw_arrivals(machine, child, frames)
        elif begins_with(frames_of(child), frames):
            machine.cancel(child)


def _withdraw_arrivals(
    machine: Machine, join: Token, frames: Sequence[str], flows: frozenset[str] | None = None
) -> int:
    """Take arrivals from a place, or by `flows` from it, away from a join; return how many there were."""
    got: dict[str, int] = join.internal_data["got"]
    ways, taken = ways_of(join), 0
    for flow in list(got):
        paths = ways.get(flow) or [[] for _ in range(got[flow])]
        if flows is None:
            kept = [path for path in paths if not begins_with(path, frames)]
        else:
            kept = [path for path in paths if flow not in flows or not _same_way(path, frames)]
        taken += len(paths) - len(kept)
        if kept:
            got[flow], ways[flow] = len(kept), kept
        else:
            del got[flow]
            ways.pop(flow, None)
    machine.touch(join)
    if taken and join.internal_data.pop("starved", False):
        machine.emit(events.IncidentResolved(join.id, join.task_spec.name))
    if not got and LATE not in join.internal_data:
        machine.cancel(join)
    return taken


def check_untouched(machine: Machine, came: Came, steps: Sequence[str]) -> None:
    """Raise InvalidState unless everything that a completion led to still stands where it was left."""
    _scope, frames = _origin(machine, came, steps)
    if not came.left:  # it was held for signatures, and what came of it then was not this person's doing
        raise InvalidState("Expected a decision of one person, but others have signed it.", reason="touched")
    for token_id, element_id in came.tokens:
        token = machine.tree.tasks.get(token_id)
        if token is not None and token.internal_data.get("open") != "signing":
            continue
        if token is None and any(_arrived(join, came.flows, frames) for join in _joins(machine, element_id)):
            continue
        message = f"Expected {element_id} to be untouched, but it has gone on."
        raise InvalidState(message, reason="touched", element=element_id)


def take_back(machine: Machine, token_id: str, came: Came, element_id: str, steps: Sequence[str]) -> None:
    """Undo what the completion of a token's task at `element_id` led to, and put a token there again.

    Raises: InvalidState: somebody has gone on from there, or the scope has been left.
    """
    check_untouched(machine, came, steps)
    scope, frames = _origin(machine, came, steps)
    for reached_by, reached in came.tokens:
        token = machine.tree.tasks.get(reached_by)
        if token is not None and token.alive:
            machine.cancel(token)
        elif token is None:
            for join in _joins(machine, reached):
                _withdraw_arrivals(machine, join, frames, came.flows)
    for join_id, arrivals in reversed(came.joins):
        others = {  # who came last by a flow of this completion is the one that is taken back
            flow: paths[:-1] if flow in came.flows else paths for flow, paths in arrivals.items()
        }
        _restore_join(machine, scope, join_id, {flow: paths for flow, paths in others.items() if paths})
    forget(machine, scope, token_id if came.loop is None else came.loop.body)
    if came.loop is not None:
        _loop_again(machine, scope, frames, element_id, came.loop, _index(steps[-1]))
    elif steps and is_frame(steps[-1]) and "loop" in scope.internal_data:
        _run_again(machine, scope, _index(steps[-1]))
    else:
        machine.spawn(element_id, scope, frames=frames)


def _origin(machine: Machine, came: Came, steps: Sequence[str]) -> tuple[Token, list[str]]:
    """Return scope and branches in which the token was: of a repetition that is over, where that was."""
    scope, frames = place(machine, steps if came.loop is None else steps[:-2])
    if came.loop is not None and came.loop.body in machine.tree.tasks:
        raise InvalidState("Expected a repetition that is over, but it is kept.", reason="left_scope")
    if scope.internal_data.get("stage") == "conclude":
        raise InvalidState("Expected a scope that runs, but it is being left.", reason="left_scope")
    return scope, frames


def _joins(machine: Machine, element_id: str) -> Iterator[Token]:
    return (join for (_, name), join in list(machine.joins.items()) if name == element_id)


def _arrived(join: Token, flows: frozenset[str], frames: Sequence[str]) -> bool:
    ways = ways_of(join)
    return any(_same_way(path, frames) for flow in flows for path in ways.get(flow, ()))


def _same_way(path: Sequence[str], frames: Sequence[str]) -> bool:
    """Tell whether one of two paths goes on from the other: a join on the way takes branches off."""
    return begins_with(path, frames) or begins_with(frames, path)


def _restore_join(
    machine: Machine, scope: Token, join_id: str, arrivals: Mapping[str, Sequence[Sequence[str]]]
) -> None:
    """Let those wait at a join again who had come there by other ways."""
    join = machine.joins.get((scope.id, join_id))
    if join is not None and join.internal_data.pop(LATE, None) is not None:  # its round is not over now
        machine.touch(join)
        if not arrivals and not join.internal_data["got"]:
            machine.cancel(join)
    if not arrivals:
        return
    if join is None:
        join = machine.spawn(join_id, scope, state=STARTED, data={"got": {}, "ways": {}})
        machine.joins[scope.id, join_id] = join
    got, ways = join.internal_data["got"], ways_of(join)
    for flow, paths in arrivals.items():
        got[flow] = got.get(flow, 0) + len(paths)
        ways[flow] = [*[list(path) for path in paths], *ways.get(flow, ())]
    machine.touch(join)


def _index(step: str) -> int:
    return int(step.rpartition(":")[2])


def _loop_again(  # noqa: PLR0917  # where, and which of its runs
    machine: Machine, scope: Token, frames: Sequence[str], element_id: str, ended: EndedLoop, index: int
) -> None:
    """Let a multi-instance that is over go on with the runs that its end stopped, and with one anew.

    Raises: InvalidState: what it gave, or its list, has changed since.
    """
    body = machine.spawn(element_id, scope, state=STARTED, frames=frames, token_id=ended.body)
    loop = body.task_spec.info.loop
    assert loop is not None
    machine.emit(events.ElementEntered(element_id, body.id))
    items = _items_again(machine, body, loop)
    state = {"n": len(items), "done": len(items) - len(ended.stopped), "next": len(items)}
    if loop.sequential:
        state |= {"done": index + 1, "next": index + 1}
        keep_items(machine, body, loop, items)
    body.internal_data["loop"] = state
    if loop.output_collection:
        results = machine.view(scope).get(loop.output_collection)
        if not isinstance(results, list) or len(results) != len(items):
            raise _changed(body, loop.output_collection)
        machine.scopes.set(body.id, loop.output_collection, results)
    try:
        open_boundaries(machine, body, body.task_spec)
    except Fault as fault:
        raise _changed(body, "its events") from fault
    _run_again(machine, body, index)
    for stopped in ended.stopped:
        if stopped >= len(items):
            raise _changed(body, "its list")
        start_run(machine, body, loop, items[stopped], stopped)


def _changed(body: Token, what: str) -> InvalidState:
    return InvalidState(
        f"Expected {body.task_spec.name} as it was, but {what} has changed.", reason="touched"
    )


def _items_again(machine: Machine, body: Token, loop: LoopInfo) -> list[Any]:
    try:
        return items_of(machine, body, loop)
    except Fault as fault:
        raise _changed(body, "its list") from fault


def _run_again(machine: Machine, body: Token, index: int) -> None:
    """Begin one run of a multi-instance anew, as if it had not ended. Raises InvalidState."""
    loop, state = body.task_spec.info.loop, body.internal_data["loop"]
    assert loop is not None
    state["done"] -= 1
    if loop.sequential:
        state["next"] = index + 1
    if loop.output_collection:
        results = list(machine.scopes.own(body.id)[loop.output_collection])
        results[index] = None
        machine.scopes.set(body.id, loop.output_collection, results)
    items = _items_again(machine, body, loop)
    if index >= len(items):
        raise _changed(body, "its list")
    machine.touch(body)
    start_run(machine, body, loop, items[index], index)


def left_in(recorded: Sequence[Mapping[str, Any]], token_id: str) -> bool:
    """Tell whether recorded events say that a token left its element."""
    return any(event["kind"] == "element_left" and event["token_id"] == token_id for event in recorded)


def what_came_of(token_id: str, recorded: Sequence[Mapping[str, Any]], loop: EndedLoop | None = None) -> Came:
    """Read from the recorded events of the completion of a token's task what it led to."""
    tokens: dict[str, str] = {}
    for event in recorded:
        if event["kind"] == "element_entered":
            tokens[event["token_id"]] = event["element_id"]
        elif event["kind"] in ("element_left", "element_cancelled"):
            tokens.pop(event["token_id"], None)
        elif event["kind"] == "join_passed":  # those who came there have become one
            tokens = {token: element for token, element in tokens.items() if element != event["element_id"]}
    flows = frozenset(event["flow_id"] for event in recorded if event["kind"] == "flow_taken")
    passed = (event for event in recorded if event["kind"] == "join_passed")
    joins = tuple((event["element_id"], event.get("arrivals") or {}) for event in passed)
    return Came(tuple(tokens.items()), flows, joins, left_in(recorded, token_id), loop)
