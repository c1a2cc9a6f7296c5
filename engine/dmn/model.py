"""The public face of a decision model: parse once, evaluate many times, from any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from engine.dmn.errors import ModelTooDeep, UnknownDecision
from engine.dmn.evaluation import InputLookup, as_parameter, evaluate_nodes, run_service
from engine.dmn.graph import DrgElement, NodeKind, all_evaluated, evaluation_order, visible_names
from engine.dmn.model_run import MAX_INVOCATIONS, ModelRun
from engine.dmn.reader import Read, read_definitions
from engine.dmn.table import DecisionTable
from engine.dmn.trace import DecisionResult
from engine.errors import Problem
from engine.feel import BUILTIN_NAMES, Budget, Draws, Functions, from_python
from engine.feel.words import words


class Model:
    """A compiled decision model; immutable."""

    def __init__(self, read: Read) -> None:
        """Use `parse_model`."""
        self._read = read
        self._import_names = {
            node: name for name, imported in read.imported.items() for node in imported.exported.values()
        }
        self._declared = {node.variable for node in self._import_names if node.kind is NodeKind.INPUT}
        self._declared |= {node.variable for node in read.exported.values() if node.kind is NodeKind.INPUT}
        self._type_tests = read.types.tests()
        self._nodes = _by_name_and_id(read.exported.values(), (NodeKind.DECISION, NodeKind.SERVICE))

    @property
    def namespace(self) -> str:
        """The namespace of the definitions, by which other models import it."""
        return self._read.namespace

    @property
    def name(self) -> str:
        """The name of the definitions."""
        return self._read.name

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong inside the model's logic; a deploy refuses a model with errors among them."""
        return self._read.problems

    @property
    def decisions(self) -> tuple[str, ...]:
        """The ids of all decisions, in the order of the file."""
        return tuple(node.node_id for node in self._read.nodes.values() if node.kind is NodeKind.DECISION)

    @property
    def services(self) -> tuple[str, ...]:
        """The ids of all decision services, in the order of the file."""
        return tuple(node.node_id for node in self._read.nodes.values() if node.kind is NodeKind.SERVICE)

    @property
    def tables(self) -> tuple[tuple[str, DecisionTable], ...]:
        """Every decision table with the id of the decision or knowledge model that holds it."""
        return self._read.tables

    def inputs_of(self, decision: str) -> tuple[str, ...]:
        """Return the names of the input data that a decision needs, directly or not; a service's parameters.

        Raises: UnknownDecision.
        """
        node = self._node(decision)
        if node.service is not None:
            return tuple(item.variable for item in node.service.inputs)
        nodes = evaluation_order([node])
        return tuple(dict.fromkeys(item.variable for item in nodes if item.kind is NodeKind.INPUT))

    def reads_of(self, decision: str) -> frozenset[str]:
        """Return the names that a decision reads from outside, as far as it is known.

        Its input data, and what the input columns of its tables read without requiring it.

        Raises: UnknownDecision.
        """
        names = set(self.inputs_of(decision))
        texts = [
            text for node in self.nodes_of(decision) if node.kind is NodeKind.DECISION for text in node.texts
        ]
        for text in texts:
            outside = text.expression.names - text.names - BUILTIN_NAMES - self.own_names
            if text.place == "input":
                names |= outside
            elif text.place == "literal" and not text.filtered:
                names |= outside - words(text.expression.tree, text.names | names)
        return frozenset(names)

    def visible_in(self, decision: str) -> frozenset[str]:
        """Return the names that the model itself provides to a decision. Raises: UnknownDecision."""
        order = evaluation_order([self._node(decision)])
        return frozenset(name for node in order for name in visible_names([*node.requires, ("", node)]))

    def tables_of(self, decision: str) -> tuple[DecisionTable, ...]:
        """Return the tables that a decision is worked out with. Raises: UnknownDecision."""
        nodes = self.nodes_of(decision)
        return tuple(table for node in nodes if node.kind is NodeKind.DECISION for table in node.tables)

    def nodes_of(self, decision: str) -> list[DrgElement]:
        """Return all that a decision is worked out with, also of imported models. Raises: UnknownDecision."""
        return all_evaluated(self._node(decision))

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The names that a decision sees only where it requires them."""
        return frozenset(node.variable for node in self._read.exported.values()) | self._declared

    @property
    def nodes(self) -> tuple[DrgElement, ...]:
        """The elements of the requirement graph of this file."""
        return tuple(self._read.nodes.values())

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        *,
        functions: Functions | None = None,
        now: dt.datetime | None = None,
        budget: Budget | None = None,
        strict: bool = False,
        draws: Draws | None = None,
    ) -> DecisionResult:
        """Evaluate a decision or decision service, by name or id, with `inputs` by name.

        For a decision service, `inputs` also give its input decisions. An imported model's input data
        are found under their own name, as `import.name`, or in a mapping under the name of the import.
        `now` is aware; the clock if left out. `strict` is how processes decide: texts that write a value of
        the declared type are read as it, and a null that nobody can have meant is refused (strictness.py).
        `draws` is what `random number()` and `uuid()` draw from.

        Raises: UnknownDecision; ModelTooDeep; NoHonestAnswer: strict; FeelBudgetExceeded: the logic would
        use more than it may.
        """
        node = self._node(decision)
        undeclared = {
            name: from_python(value) for name, value in inputs.items() if name not in self._declared
        }
        run = ModelRun(functions, now, budget, self._type_tests, undeclared, strict=strict, draws=draws)
        with run.deciding(None, self.name) as outside:

            def lookup(wanted: DrgElement) -> Any:
                return self._given(inputs, wanted, run)

            try:
                value = _value(node, run, lookup)
            except RecursionError:
                raise ModelTooDeep("dmn.too_deep", limit=MAX_INVOCATIONS) from None
        traces = run.traces if outside.warnings else run.traces[:-1]
        return DecisionResult(value, tuple(traces))

    def _given(self, inputs: Mapping[str, Any], node: DrgElement, run: ModelRun) -> Any:
        imported_as = self._import_names.get(node, "")
        group = inputs.get(imported_as)
        names = (node.variable, node.name, node.node_id)
        for source in (group, inputs) if isinstance(group, Mapping) else (inputs,):
            for name in (*(f"{imported_as}.{one}" for one in names), *names):
                if name in source:
                    return from_python(source[name])
        run.warn("dmn.input_missing", name=node.variable)
        return None

    def _node(self, decision: str) -> DrgElement:
        if decision not in self._nodes:
            raise UnknownDecision("dmn.unknown_decision", model=self.name, name=decision)
        return self._nodes[decision]


def _value(node: DrgElement, run: ModelRun, lookup: InputLookup) -> Any:
    if node.service is None:
        return evaluate_nodes([node], run, lookup, {})[0]
    given = {
        item: run.conform(lookup(item), as_parameter(node, item), item.variable, item.type_name)
        for item in node.service.inputs
    }
    return run_service(node, run, lookup, given)


def _by_name_and_id(nodes: Any, kinds: tuple[NodeKind, ...]) -> dict[str, DrgElement]:
    """Index nodes by id, name and variable; an id wins over a name, the first of two equal names wins."""
    wanted = [node for node in nodes if node.kind in kinds]
    by_key: dict[str, DrgElement] = {}
    for key in ("node_id", "name", "variable"):
        for node in wanted:
            by_key.setdefault(str(getattr(node, key)), node)
    return by_key


def parse_model(
    data: bytes,
    *,
    imports: Mapping[str, Model] | None = None,
    file: str = "decision.dmn",
    functions: Collection[str] | None = None,
) -> Model:
    """Read and compile a DMN 1.1–1.6 file.

    `imports` are models by namespace, by the name of the import or by its location; `file` names the file in
    problems. `functions` are those that the installation adds to FEEL's: calls of others are
    problems; where it is None, nobody looks.

    Raises: ModelInvalid: not DMN, or a requirement graph that cannot be evaluated. Wrong expressions do not
    raise: see `Model.problems`.
    """
    return Model(
        read_definitions(data, {key: model._read for key, model in (imports or {}).items()}, file, functions)
    )
