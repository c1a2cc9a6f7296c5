"""The requirement graph of a model: its nodes, what they require, and in which order to evaluate them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.dmn.run import Run, Scope
from engine.dmn.types import Check, anything


class NodeKind(StrEnum):
    """What a node of the requirement graph is."""

    INPUT = "inputData"
    DECISION = "decision"
    KNOWLEDGE = "businessKnowledgeModel"
    SERVICE = "decisionService"


@dataclass(slots=True, eq=False)
class Node:
    """One element of the graph. `logic` of a decision gives its value, of knowledge its function.

    `requires` holds (prefix, node): the prefix is the name of the import by which the node is seen, or "".
    """

    kind: NodeKind
    node_id: str
    name: str
    variable: str
    type_name: str | None = None
    check: Check = anything
    logic: Callable[[Scope, Run], Any] | None = None
    requires: list[tuple[str, Node]] = field(default_factory=list)
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a decision service; `inputs` are its parameters: data first, then decisions."""

    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]


def evaluation_order(targets: Iterable[Node], given: Iterable[Node] = ()) -> list[Node]:
    """Return `targets` and all they require, required ones first; `given` are not entered.

    The graph has no cycles (checked when the model is read); a stack instead of recursion allows long chains.
    """
    done: dict[Node, None] = dict.fromkeys(given)
    skipped = set(done)
    stack: list[tuple[Node, bool]] = [(node, False) for node in reversed(list(targets))]
    while stack:
        node, ready = stack.pop()
        if node in done:
            continue
        if ready:
            done[node] = None
            continue
        stack.append((node, True))
        stack.extend((required, False) for _, required in reversed(node.requires) if required not in done)
    return [node for node in done if node not in skipped]


def find_cycle(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes of one cycle of requirements, an empty list if there is none."""
    states: dict[Node, bool] = {}  # False while on the path, True when done
    for start in nodes:
        path: list[Node] = []
        stack: list[tuple[Node, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                states[node] = True
                path.pop()
            elif states.get(node) is False:
                return path[path.index(node) :]
            elif node not in states:
                states[node] = False
                path.append(node)
                stack.append((node, True))
                stack.extend((required, False) for _, required in node.requires)
    return []


def scope_of(node: Node, values: Mapping[Node, Any]) -> Scope:
    """Return what the logic of `node` sees: the values of what it requires, imported ones below a prefix."""
    scope: Scope = {}
    for prefix, required in node.requires:
        target = scope if not prefix else scope.setdefault(prefix, {})
        if isinstance(target, dict):
            target[required.variable] = values.get(required)
    return scope


def visible_names(requires: Sequence[tuple[str, Node]]) -> frozenset[str]:
    """Return the names under which `scope_of` puts the values, and those below a prefix."""
    return frozenset(name for prefix, node in requires for name in (prefix, node.variable) if name)
