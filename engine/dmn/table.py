"""A decision table and its evaluation (DMN 1.5, 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.cells import key_of
from engine.dmn.checks import Check
from engine.dmn.hit_policies import Aggregation, HitPolicy, aggregate, by_priority
from engine.dmn.index import TableIndex
from engine.dmn.model_run import Bindings, ModelRun, described
from engine.dmn.trace import RuleMatch, TableInput, TableTrace
from engine.feel import Expression, UnaryTests, compile_expression
from engine.messages import Said

_ALIKE = compile_expression("every one in rules satisfies one = rules[1]")
Match = tuple[int, Sequence[Any]]
"""The position of a rule from 0, and its outputs."""


@dataclass(frozen=True, slots=True)
class InputColumn:
    """`text` is the expression as written, `expression` is None if it is no FEEL.

    `allowed` are the column's own allowed values, `constraints` these and those of its type.
    """

    label: str
    text: str
    expression: Expression | None
    type_name: str | None
    check: Check
    allowed: UnaryTests | None
    base_type: str | None
    constraints: tuple[UnaryTests, ...]
    label_en: str = ""

    @property
    def said(self) -> Said:
        """The heading in both languages, as sentences name the column."""
        return Said(self.label, self.label_en or self.label)


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """`priorities` are the output values in their order, None where none are given.

    A value must pass `options`, the allowed ones of the column and of its type.
    """

    name: str
    type_name: str | None
    check: Check
    allowed: UnaryTests | None
    priorities: tuple[Any, ...] | None
    default: Expression | None
    options: tuple[UnaryTests, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `cells` are None where the text is no FEEL (such a rule never matches)."""

    rule_id: str | None
    cells: tuple[UnaryTests | None, ...]
    cell_texts: tuple[str, ...]
    outputs: tuple[Expression | None, ...]
    output_texts: tuple[str, ...]
    annotation: str
    annotation_en: str = ""
    output_types: Mapping[int, tuple[str, Check]] = field(default_factory=dict)
    """Types that single output cells declare, by the place of the cell from 0."""


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A compiled table; immutable, shared by all evaluations."""

    table_id: str | None
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rules: tuple[Rule, ...]
    index: TableIndex = field(repr=False)
    names: frozenset[str] = frozenset()
    """What the model itself provides where the table stands."""

    def evaluate(self, scope: Bindings, run: ModelRun) -> Any:
        """Return the result in `scope` and leave a trace of it in `run`."""
        values = [self._input_value(column, scope, run) for column in self.inputs]
        with run.asking([(column.said, value) for column, value in zip(self.inputs, values, strict=True)]):
            return self._decide(values, scope, run)

    def _decide(self, values: list[Any], scope: Bindings, run: ModelRun) -> Any:
        if run.strict:
            self._check_comparable(values, run)
        values = self._allowed(values, run)
        numbers = self.index.matching(values, scope, run, first_only=self.hit_policy is HitPolicy.FIRST)
        matches: list[Match] = [(number, self._outputs(number, scope, run)) for number in numbers]
        result = self._result(matches, scope, run)
        self._leave_trace(values, matches, result, run)
        return result

    def _input_value(self, column: InputColumn, scope: Bindings, run: ModelRun) -> Any:
        if column.expression is None:
            run.warn("dmn.broken_logic")
            return None
        value = run.value(column.expression, scope)
        return run.conform(value, column.check, column.said, column.type_name)

    def _allowed(self, values: Sequence[Any], run: ModelRun) -> list[Any]:
        """Return the values, null in place of each that its column does not allow."""
        allowed: list[Any] = []
        for column, value in zip(self.inputs, values, strict=True):
            fits = column.allowed is None or value is None or run.matches(column.allowed, value, {})
            if not fits:
                run.warn("dmn.input_not_allowed", name=column.said)
            allowed.append(value if fits else None)
        return allowed

    def _check_comparable(self, values: Sequence[Any], run: ModelRun) -> None:
        """Refuse a value that no cell of its column can be compared with: it would match none, silently."""
        for column, compared, value in zip(self.inputs, self.index.kinds, values, strict=True):
            for item in value if isinstance(value, list) else [value]:
                key = key_of(item)
                if compared and item is not None and (key is None or key[0] not in compared):
                    kinds = ", ".join(sorted(compared))
                    run.warn("dmn.not_comparable", name=column.said, type=kinds, found=described(item))

    def _outputs(self, number: int, scope: Bindings, run: ModelRun) -> list[Any]:
        rule, run.rule = self.rules[number], number + 1
        values = [
            self._output_value(column, expression, scope, run)
            for column, expression in zip(self.outputs, rule.outputs, strict=True)
        ]
        for place, (type_name, check) in rule.output_types.items():
            values[place] = run.conform(values[place], check, self.outputs[place].name, type_name)
        run.rule = None
        return values

    def _output_value(
        self, column: OutputColumn, expression: Expression | None, scope: Bindings, run: ModelRun
    ) -> Any:
        if expression is None:
            return None
        value = run.conform(run.value(expression, scope), column.check, column.name, column.type_name)
        if column.allowed is not None and value is not None and not run.matches(column.allowed, value, {}):
            run.warn("dmn.output_not_allowed", name=column.name)
            return None
        return value

    def _shaped(self, outputs: Sequence[Any]) -> Any:
        if len(self.outputs) == 1:
            return outputs[0]
        return {column.name: value for column, value in zip(self.outputs, outputs, strict=True)}

    def _result(self, matches: list[Match], scope: Bindings, run: ModelRun) -> Any:
        if not matches and any(column.default is not None for column in self.outputs):
            default = self._shaped([self._default(column, scope, run) for column in self.outputs])
            return [default] if self.hit_policy.is_multiple and self.aggregation is None else default
        if self.hit_policy.is_multiple:
            return self._several(matches, run)
        if not matches:
            run.warn("dmn.no_match")
            return None
        return self._single(matches, run)

    def _default(self, column: OutputColumn, scope: Bindings, run: ModelRun) -> Any:
        return self._output_value(column, column.default, scope, run)

    def _single(self, matches: list[Match], run: ModelRun) -> Any:
        if self.hit_policy is HitPolicy.UNIQUE and len(matches) > 1:
            run.warn("dmn.several_matches", rules=_numbers(matches))
            return None
        outputs = [outputs for _, outputs in matches]
        if self.hit_policy is HitPolicy.ANY and not run.value(_ALIKE, {"rules": outputs}):
            run.warn("dmn.different_outputs", rules=_numbers(matches))
            return None
        if self.hit_policy is HitPolicy.PRIORITY:
            matches = self._ordered(matches)
        return self._shaped(matches[0][1])

    def _several(self, matches: list[Match], run: ModelRun) -> Any:
        if self.hit_policy is HitPolicy.OUTPUT_ORDER:
            matches = self._ordered(matches)
        if self.aggregation is None:
            return [self._shaped(outputs) for _, outputs in matches]
        if self.aggregation is Aggregation.COUNT:
            return aggregate(self.aggregation, matches)
        if not matches:
            run.warn("dmn.no_match")
            return self._shaped([None] * len(self.outputs))
        columns = zip(*(outputs for _, outputs in matches), strict=True)
        return self._shaped([self._aggregated(list(column), run) for column in columns])

    def _aggregated(self, values: list[Any], run: ModelRun) -> Any:
        assert self.aggregation is not None
        total = aggregate(self.aggregation, values)
        if total is None:
            run.warn("dmn.not_numbers", aggregation=self.aggregation.value)
        return total

    def _ordered(self, matches: list[Match]) -> list[Match]:
        return by_priority(matches, [column.priorities for column in self.outputs])

    def _leave_trace(self, values: Sequence[Any], matches: list[Match], result: Any, run: ModelRun) -> None:
        names = [column.name or "output" for column in self.outputs]
        run.trace.tables.append(
            TableTrace(
                self.table_id,
                self.hit_policy.value,
                tuple(
                    TableInput(column.label, column.text, value, column.label_en)
                    for column, value in zip(self.inputs, values, strict=True)
                ),
                tuple(
                    RuleMatch(
                        number + 1,
                        self.rules[number].rule_id,
                        dict(zip(names, outputs, strict=True)),
                        self.rules[number].annotation,
                        self.rules[number].annotation_en,
                    )
                    for number, outputs in matches
                ),
                result,
            )
        )


def _numbers(matches: list[Match]) -> Said:
    numbers = [str(number + 1) for number, _ in matches]
    return Said("、".join(numbers), ", ".join(numbers))
