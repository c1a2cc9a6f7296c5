"""Back to an earlier step, and taking a decision back: which instance goes where.

Positions (`engine.spiff.positions`) are paths from the beginning of the case. What two of them have in
common is where both ways were still one; there a return puts the case, and what has come from there stops.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import InvalidArgument, InvalidState, Rejected
from engine.instances import LockedInstance
from engine.spiff import (
    Came,
    EndedLoop,
    element_of,
    fork_of,
    is_aside,
    is_frame,
    left_in,
    steps_of,
    what_came_of,
)
from engine.stepping import environment, step
from engine.unit_of_work import UnitOfWork
from engine.values import EarlierStep, TaskId

_EARLIER = """
SELECT DISTINCT ON (t.element_id) t.id, t.element_id, t.name, t.closed_by, t.closed_at, t.position
FROM engine_task t JOIN engine_instance i ON i.id = t.instance_id
WHERE i.root_id = %s AND t.state = 'completed' AND t.signs_for IS NULL AND t.element_id <> %s
ORDER BY t.element_id, t.closed_at DESC, t.id DESC
"""
_COMPLETION = """
SELECT seq, events FROM engine_history
WHERE instance_id = %s AND command = 'complete_task' AND data ->> 'task_id' = %s ORDER BY seq DESC LIMIT 1
"""
_MOVED_SINCE = """
SELECT command FROM engine_history
WHERE instance_id = %s AND seq > %s AND command = ANY(%s) LIMIT 1
"""
_MOVES = ["return_task", "go_back", "take_back", "move_token", "migrate"]
_TOUCHED = """
SELECT element_id FROM engine_task
WHERE instance_id = %s AND token_id = ANY(%s) AND closed_at IS NULL
  AND state = 'claimed' AND revision > 1 LIMIT 1
"""
_RUNS = """
SELECT position FROM engine_task WHERE instance_id = %s AND token_id = ANY(%s) AND element_id = %s
"""
_CALLED_ON = """
SELECT i.id FROM engine_instance i
WHERE i.parent_id = %s AND i.parent_token_id = ANY(%s) AND (i.history_seq > 1 OR i.ended_at IS NOT NULL)
LIMIT 1
"""
_THROWN = frozenset({"message_thrown", "signal_thrown"})
_OUTSIDE = frozenset({"escalation_escaped", "error_escaped", "instance_ended"})
"""Events that cannot be undone: others have been told."""
_HELD = """
SELECT id FROM engine_job
WHERE kind IN ('message', 'signal') AND state = 'ready' AND headers ->> 'held_for' = %s
"""

Goal = tuple[list[str], str]
"""Where to go on: the position, and the element there."""


def earlier_steps(
    work: UnitOfWork, locked: LockedInstance, row: Mapping[str, Any]
) -> tuple[EarlierStep, ...]:
    """Return the steps that a task's case can go back to, the latest first."""
    work.transaction.flush()
    here = steps_of(row["position"])
    steps = []
    for earlier in work.transaction.rows(_EARLIER, (locked.row["root_id"], row["element_id"])):
        try:
            _goal(here, earlier)
        except InvalidArgument:
            continue
        steps.append(earlier)
    steps.sort(key=lambda earlier: (earlier["closed_at"], earlier["id"]), reverse=True)
    return tuple(
        EarlierStep(TaskId(one["id"]), one["element_id"], one["name"], one["closed_by"], one["closed_at"])
        for one in steps
    )


def go_back(
    work: UnitOfWork,
    locked: LockedInstance,
    row: Mapping[str, Any],
    earlier: Mapping[str, Any],
    variables: Mapping[str, Any],
) -> None:
    """Close a task with its results and go on at an earlier one of the case.

    A step whose branches have been joined since, or that lies in a subprocess, a multi-instance or a called
    process that has ended, is come to again from the beginning of that.

    Raises: InvalidArgument: the earlier one runs beside, or nothing leads to it; InvalidState.
    """
    if earlier["root_id"] != row["root_id"] or earlier["state"] != "completed":
        raise InvalidArgument("Expected an earlier step of this case, but it is none.", task_id=earlier["id"])
    steps, element_id = _goal(steps_of(row["position"]), earlier)
    token_id = row["token_id"]
    chain = _chain(work, locked)
    place, acting = next(
        (one, below) for one, below in chain if len(steps_of(one.row["parent_position"])) <= len(steps)
    )
    inside = steps[len(steps_of(place.row["parent_position"])) :]
    data = {
        "task_id": row["id"],
        "token_id": token_id,
        "earlier_task_id": earlier["id"],
        "variables": dict(variables),
    }
    if acting is None:

        def both(run: Any) -> None:
            run.close_task(token_id, variables)
            run.go_back(token_id, element_id, inside)

        step(work, place, "return_task", data | {"target_element_id": element_id, "steps": inside}, both)
        return
    step(work, locked, "close_for_return", data, lambda run: run.close_task(token_id, variables))
    said = {"token_id": acting, "target_element_id": element_id, "steps": inside}
    step(work, place, "go_back", said, lambda run: run.go_back(acting, element_id, inside))


def _chain(work: UnitOfWork, locked: LockedInstance) -> list[tuple[LockedInstance, str | None]]:
    """Return an instance and its callers, each with its token that leads here (None: the task's own)."""
    chain: list[tuple[LockedInstance, str | None]] = [(locked, None)]
    while (parent := chain[-1][0].row["parent_id"]) is not None:
        chain.append((work.instances.member(parent), chain[-1][0].row["parent_token_id"]))
    return chain


def _goal(here: Sequence[str], earlier: Mapping[str, Any]) -> Goal:
    """Return where a case at `here` must go on to come to an earlier step. Raises InvalidArgument."""
    there = steps_of(earlier["position"])
    same = 0
    while same < min(len(here), len(there)) and here[same] == there[same]:
        same += 1
    if same == len(there):
        return list(there), earlier["element_id"]
    parting = there[same]
    if is_frame(parting) and same < len(here) and fork_of(parting) == fork_of(here[same]):
        raise InvalidArgument(f"Expected an earlier step, but {earlier['element_id']} runs beside this one.")
    if is_aside(parting):
        raise InvalidArgument(
            f"Expected a step that flows lead to, but {earlier['element_id']} was done beside the case."
        )
    return list(there[:same]), element_of(parting)


def take_back(work: UnitOfWork, locked: LockedInstance, row: Mapping[str, Any]) -> None:
    """Undo what a completed task led to; it opens again.

    Raises: InvalidState: it is not completed, or what came of it has been touched (`details["reason"]`).
    """
    token_id, element_id = row["token_id"], row["element_id"]
    if row["signs_for"] is not None:
        said = {"token_id": row["signs_for"], "user": row["closed_by"]}
        step(work, locked, "ask_again", said, lambda run: run.ask_again(said["token_id"], said["user"]))
        return
    came, steps = _undoable(work, locked, row)
    for job_id in _held_throws(work, row, lock=True):
        work.pending.delete_job(job_id)
    data = {
        "task_id": row["id"],
        "token_id": token_id,
        "element_id": element_id,
        "steps": list(steps),
        "tokens": [list(pair) for pair in came.tokens],
        "flows": sorted(came.flows),
        "joins": [
            [name, {flow: list(paths) for flow, paths in arrivals.items()}] for name, arrivals in came.joins
        ],
    }
    if came.loop is not None:
        data["loop"] = {"body": came.loop.body, "stopped": list(came.loop.stopped)}
    step(work, locked, "take_back", data, lambda run: run.take_back(token_id, came, element_id, steps))


def take_back_refusal(work: UnitOfWork, locked: LockedInstance, row: Mapping[str, Any]) -> Rejected | None:
    """Return why `take_back` would be refused now, None if it would be carried out."""
    try:
        execution = work.instances.execution(locked, environment(work, locked))
        if row["signs_for"] is not None:
            waits = execution.signers(row["signs_for"]).waits
            return None if waits else InvalidState("Expected signatures to be waited for.", reason="touched")
        came, steps = _undoable(work, locked, row)
        execution.check_untouched(row["token_id"], came, steps)
    except Rejected as refusal:
        return refusal
    return None


def _undoable(work: UnitOfWork, locked: LockedInstance, row: Mapping[str, Any]) -> tuple[Came, list[str]]:
    """Read what came of a completion; refuse what others have seen already. Raises InvalidState."""
    work.transaction.flush()
    if locked.row["ended_at"] is not None:
        raise InvalidState("Expected a running case, but it has ended.", reason="ended")
    completion = work.transaction.row(_COMPLETION, (locked.id, row["id"]))
    if row["state"] != "completed" or completion is None or row["position"] is None:
        raise InvalidState(
            f"Expected a task that was decided, but it is {row['state']}.", reason="not_decided"
        )
    happened = [event["kind"] for event in completion["events"]]
    told = [kind for kind in happened if kind in _OUTSIDE]
    thrown = [kind for kind in happened if kind in _THROWN]
    if thrown and len(_held_throws(work, row)) < len(thrown):
        told.append(thrown[0])
    if told:
        raise InvalidState(f"Expected nobody to have been told, but there was {told[0]}.", reason="told")
    steps = steps_of(row["position"])[len(steps_of(locked.row["parent_position"])) :]
    ended = _ended_loop(work, locked, row, steps, completion["events"])
    came = what_came_of(row["token_id"], completion["events"], ended)
    # What has ended leaves nothing to look at: then only the history tells whether it is this round's.
    if (
        not came.tokens
        and work.transaction.row(_MOVED_SINCE, (locked.id, completion["seq"], _MOVES)) is not None
    ):
        raise InvalidState("Expected the case not to have been moved since, but it was.", reason="touched")
    tokens = [token for token, _ in came.tokens]
    for statement in (_TOUCHED, _CALLED_ON):
        if work.transaction.row(statement, (locked.id, tokens)) is not None:
            raise InvalidState("Expected the next step to be untouched, but it is not.", reason="touched")
    return came, steps


def _held_throws(work: UnitOfWork, row: Mapping[str, Any], *, lock: bool = False) -> list[str]:
    """Return the jobs that have yet to deliver what the completion of a task threw."""
    statement = _HELD + (" FOR UPDATE" if lock else "")
    return [str(job["id"]) for job in work.transaction.rows(statement, (row["id"],))]


def _ended_loop(  # what was done, where, and what it led to
    work: UnitOfWork,
    locked: LockedInstance,
    row: Mapping[str, Any],
    steps: Sequence[str],
    recorded: Sequence[Mapping[str, Any]],
) -> EndedLoop | None:
    """Return the repetition of a task's element that its completion ended, None if it did not."""
    if len(steps) < 2 or not is_frame(steps[-1]) or element_of(steps[-2]) != row["element_id"]:
        return None
    body = steps[-2].rpartition("#")[2]
    if not left_in(recorded, body):
        return None
    stopped = [
        event["token_id"]
        for event in recorded
        if event["kind"] == "element_cancelled" and event["element_id"] == row["element_id"]
    ]
    runs = work.transaction.rows(_RUNS, (locked.id, stopped, row["element_id"])) if stopped else ()
    places = {run["position"].rpartition("/")[2] for run in runs if run["position"]}
    inside = {place for place in places if place.startswith(f"{steps[-1].rpartition(':')[0]}:")}
    return EndedLoop(body, tuple(sorted(int(place.rpartition(":")[2]) for place in inside)))
