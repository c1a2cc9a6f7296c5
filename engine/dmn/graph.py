"""The requirement graph of a model: its nodes, what they require, and in which order to evaluate them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.dmn.checks import Check, anything
from engine.dmn.model_run import Bindings, ModelRun
from engine.dmn.table import DecisionTable
from engine.dmn.texts import LogicText


class NodeKind(StrEnum):
    """What a node of the requirement graph is."""

    INPUT = "inputData"
    DECISION = "decision"
    KNOWLEDGE = "businessKnowledgeModel"
    SERVICE = "decisionService"


@dataclass(slots=True, eq=False)
class DrgElement:
    """One element of the graph. `logic` of a decision gives its value, of knowledge its function.

    `requires` holds (prefix, node): the prefix is the name of the import by which the node is seen, or "".
    """

    kind: NodeKind
    node_id: str
    name: str
    variable: str
    type_name: str | None = None
    check: Check = anything
    logic: Callable[[Bindings, ModelRun], Any] | None = None
    requires: list[tuple[str, DrgElement]] = field(default_factory=list)
    service: DecisionService | None = None
    name_en: str = ""
    parameters: Mapping[str, Check] = field(default_factory=dict)
    """Of a service that declares a function type: the checks of its parameters."""
    texts: tuple[LogicText, ...] = ()
    tables: tuple[DecisionTable, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionService:
    """The parts of a decision service; `inputs` are its parameters: data first, then decisions."""

    inputs: tuple[DrgElement, ...]
    outputs: tuple[DrgElement, ...]


def evaluation_order(targets: Iterable[DrgElement], given: Iterable[DrgElement] = ()) -> list[DrgElement]:
    """Return `targets` and all they require, required ones first; `given` are not entered.

    The graph has no cycles (checked when the model is read); a stack instead of recursion allows long chains.
    """
    done: dict[DrgElement, None] = dict.fromkeys(given)
    skipped = set(done)
    stack: list[tuple[DrgElement, bool]] = [(node, False) for node in reversed(list(targets))]
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


def all_evaluated(target: DrgElement) -> list[DrgElement]:
    """Return what may be evaluated for `target`, required ones first: also inside decision services."""
    done: dict[DrgElement, None] = {}
    waiting, entered = [target], {target}
    while waiting:
        node = waiting.pop()
        service = node.service
        order = evaluation_order(service.outputs, service.inputs) if service else evaluation_order([node])
        done.update(dict.fromkeys((*order, node)))
        further = [one for one in order if one.service is not None and one not in entered]
        waiting += further
        entered.update(further)
    return list(done)


def find_cycle(nodes: Iterable[DrgElement]) -> list[DrgElement]:
    """Return the nodes of one cycle of requirements, an empty list if there is none."""
    states: dict[DrgElement, bool] = {}  # False while on the path, True when done
    for start in nodes:
        path: list[DrgElement] = []
        stack: list[tuple[DrgElement, bool]] = [(start, False)]
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


def scope_of(node: DrgElement, values: Mapping[DrgElement, Any]) -> Bindings:
    """Return what the logic of `node` sees: the values of what it requires, imported ones below a prefix."""
    scope: Bindings = {}
    for prefix, required in node.requires:
        target = scope if not prefix else scope.setdefault(prefix, {})
        if isinstance(target, dict):
            target[required.variable] = values.get(required)
    return scope


def visible_names(requires: Sequence[tuple[str, DrgElement]]) -> frozenset[str]:
    """Return the names under which `scope_of` puts the values, and those below a prefix."""
    return frozenset(name for prefix, node in requires for name in (prefix, node.variable) if name)
