"""Where a token is, by what it has come through: the open scopes and the branches of open forks.

A position is a path from the beginning of the case, `/` between its steps. `ask_all#7` is the scope that
token 7 opened at that element (a subprocess, the body of a multi-instance, a call); `~split#9:to_a` is the
branch by flow `to_a` of the fork that token 9 made. A join takes its branches' steps off again. So what lies
behind a step, and beside it, can be told from two positions alone, however the diagram is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from engine.errors import InvalidState
from engine.spiff.kernel import Token, TokenTree

FRAMES = "b"
"""Under this key a token keeps the branches it is in, inside its scope."""
MARK = "~"
ASIDE = "!"
"""Stands for the flow of a branch that no flow began: a non-interrupting event."""


class Positioned(Protocol):
    """What positions are told by: the tree of tokens, and where in the whole case it stands."""

    tree: TokenTree
    prefix: list[str]
    counter: int


def frames_of(token: Token) -> list[str]:
    """Return the branches of a token inside its scope, the outermost first."""
    return list(token.internal_data.get(FRAMES, ()))


def set_frames(data: dict[str, Any], frames: Sequence[str]) -> dict[str, Any]:
    """Write branches into a token's data; none take no room."""
    if frames:
        data[FRAMES] = list(frames)
    else:
        data.pop(FRAMES, None)
    return data


def branch(token: Token, flow_id: str) -> list[str]:
    """Return the branches of what leaves a fork by `flow_id`.

    A fork that is passed again before its branches were joined begins anew: paths stay as short as the
    diagram is wide.
    """
    kept: list[str] = []
    for frame in frames_of(token):
        if element_of(frame) == token.task_spec.name:
            break
        kept.append(frame)
    return [*kept, f"{MARK}{token.task_spec.name}#{token.id}:{flow_id}"]


def aside(case: Positioned, frames: Sequence[str], element_id: str) -> list[str]:
    """Return the branches of a token that an event puts beside what goes on."""
    return [*frames, f"{MARK}{element_id}#{case.counter}:{ASIDE}"]


def common(paths: Iterable[Sequence[str]]) -> list[str]:
    """Return the steps with which all paths begin."""
    shared: list[str] | None = None
    for path in paths:
        if shared is None:
            shared = list(path)
            continue
        same = 0
        while same < min(len(shared), len(path)) and shared[same] == path[same]:
            same += 1
        shared = shared[:same]
    return shared or []


def begins_with(path: Sequence[str], beginning: Sequence[str]) -> bool:
    """Tell whether a path begins with these steps."""
    return list(path[: len(beginning)]) == list(beginning)


def position_of(case: Positioned, token: Token) -> str:
    """Return where a token is in its case."""
    steps = frames_of(token)
    node = token.parent
    while node is not None and node.parent is not None:
        steps = [*frames_of(node), scope_step(node), *steps]
        node = node.parent
    return "/".join([*case.prefix, *steps])


def scope_step(token: Token) -> str:
    """Return the step into the scope of a token."""
    return f"{token.task_spec.name}#{token.id}"


def steps_of(position: str | None) -> list[str]:
    """Return the steps of a position; the outermost scope has none."""
    return position.split("/") if position else []


def is_frame(step: str) -> bool:
    """Tell whether a step is a branch and not a scope."""
    return step.startswith(MARK)


def element_of(step: str) -> str:
    """Return the element of a step: the fork's gateway, or the scope's activity."""
    return step.removeprefix(MARK).partition("#")[0]


def fork_of(step: str) -> str:
    """Return the fork of a branch, the same for all its branches."""
    return step.rpartition(":")[0]


def is_aside(step: str) -> bool:
    """Tell whether a branch was begun by an event and not by a fork."""
    return is_frame(step) and step.endswith(f":{ASIDE}")


def place(case: Positioned, steps: Sequence[str]) -> tuple[Token, list[str]]:
    """Return the scope and the branches in it that a position names.

    Raises: InvalidState: a scope on the way has been left.
    """
    scope, frames = case.tree.root, list[str]()
    for step in steps:
        if is_frame(step):
            frames.append(step)
            continue
        token = case.tree.tasks.get(step.rpartition("#")[2])
        if token is None or token.role != "flow" or token.task_spec.name != element_of(step):
            raise InvalidState(
                f"Expected {element_of(step)} to be running still, but it has been left.", reason="left_scope"
            )
        scope, frames = token, []
    return scope, frames
