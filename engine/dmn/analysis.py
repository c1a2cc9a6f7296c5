"""Proof of decision tables: gaps and overlaps with a concrete example, rules that can never have an effect.

Inputs are taken as independent of each other. Cells that are not plain (see cells.py) are given the
benefit of the doubt: they never cause a report, so every report is true; `open_cells` says what could
not be examined. A missing input is null: a rule that only null meets has an effect, but no rule is
missed for null unless some cell asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.dmn.axes import Axis, axes_of
from engine.dmn.cells import constants_of, key_of, literal_value
from engine.dmn.coverage import BudgetSpent, Coverage, Steps, bits, grouped
from engine.dmn.hit_policies import HitPolicy, by_priority
from engine.dmn.table import DecisionTable, Rule
from engine.feel import Expression

DEFAULT_STEPS = 400_000
MAX_REPORTED = 20
_MAX_AXES = 100
_Finding = TypeVar("_Finding")


@dataclass(frozen=True, slots=True)
class Example:
    """A value of one input: what the column is called, its expression, the value."""

    label: str
    expression: str
    value: Any


@dataclass(frozen=True, slots=True)
class Gap:
    """Inputs that no rule accepts. A rule with these input cells closes the gap."""

    example: tuple[Example, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules (from 1) that accept the same inputs; `same_output` if their outputs are written alike."""

    first: int
    second: int
    same_output: bool
    example: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class UnreachableRule:
    """A rule (counted from 1) without effect: no input meets it, or `hidden_by` rules always win."""

    rule: int
    hidden_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TableAnalysis:
    """What was found, at most 20 of each kind; `is_complete` is False where there may be more."""

    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    unreachable: tuple[UnreachableRule, ...]
    open_cells: tuple[tuple[int, int], ...]
    is_complete: bool


def analyse(table: DecisionTable, *, max_steps: int = DEFAULT_STEPS) -> TableAnalysis:
    """Examine a table; about a microsecond a step at most."""
    return _Analysis(table, max_steps).run()


class _Analysis:
    def __init__(self, table: DecisionTable, max_steps: int) -> None:
        self._table = table
        self._steps = Steps(max_steps)
        self._rules = (1 << len(table.rules)) - 1
        self._axes: list[Axis] = []
        self._is_complete = True

    def run(self) -> TableAnalysis:
        open_cells = tuple(
            (rule, column)
            for rule, item in enumerate(self._table.rules, 1)
            for column, cell in enumerate(item.cells, 1)
            if cell is None or constants_of(cell) is None
        )
        try:
            self._axes = axes_of(self._table, self._steps)
        except BudgetSpent:
            return TableAnalysis((), (), (), open_cells, is_complete=False)
        if len(self._axes) > _MAX_AXES:
            return TableAnalysis((), (), (), open_cells, is_complete=False)
        return TableAnalysis(
            tuple(self._bounded(self._gaps())),
            tuple(self._bounded(self._overlaps())),
            tuple(self._bounded(self._unreachable())),
            open_cells,
            self._is_complete,
        )

    def _bounded(self, findings: Iterator[_Finding]) -> Iterator[_Finding]:
        try:
            for number, item in enumerate(findings):
                if number == MAX_REPORTED:
                    self._is_complete = False
                    return
                yield item
        except BudgetSpent:
            self._is_complete = False

    def _example(self, regions: Sequence[int]) -> tuple[Example, ...]:
        """Return the first value of each mask of regions."""
        return tuple(
            Example(axis.label, axis.expression, axis.regions[next(bits(mask))].example)
            for axis, mask in zip(self._axes, regions, strict=True)
        )

    def _is_allowed(self, example: Sequence[Example]) -> bool:
        """Tell whether the types allow the values; restrictions that are not plain are asked only here."""
        for axis, item in zip(self._axes, example, strict=True):
            for column in (self._table.inputs[number] for number in axis.columns):
                if item.value is not None and any(
                    not tests.matches(item.value, {}) for tests in column.constraints
                ):
                    self._is_complete = False
                    return False
        return True

    def _gaps(self) -> Iterator[Gap]:
        groups = [grouped(axis.possible, self._rules, axis.expected) for axis in self._axes]
        for box in Coverage(groups, self._rules, self._steps).gaps():
            regions = [*box, *(axis.expected for axis in self._axes[len(box) :])]
            if all(regions) and self._is_allowed(example := self._example(regions)):
                yield Gap(example, self._cells(regions))

    def _cells(self, regions: Sequence[int]) -> tuple[str, ...]:
        texts = ["-"] * len(self._table.inputs)
        for axis, mask in zip(self._axes, regions, strict=True):
            texts[axis.columns[0]] = axis.cell_text(mask)
        return tuple(texts)

    def _common(self, first: int, second: int) -> list[int] | None:
        """Return the regions that both rules surely accept, axis by axis; None if there are none."""
        common: list[int] = []
        for axis in self._axes:
            mask = axis.certain[first] & axis.certain[second] & axis.expected
            if not mask:
                return None
            common.append(mask)
        return common

    def _overlaps(self) -> Iterator[Overlap]:
        rules = self._table.rules
        for second in range(len(rules)):
            self._steps.take(second)
            for first in range(second):
                common = self._common(first, second)
                if common is not None and self._is_allowed(example := self._example(common)):
                    same = _give_the_same(rules[first], rules[second])
                    yield Overlap(first + 1, second + 1, same, example)

    def _unreachable(self) -> Iterator[UnreachableRule]:
        stronger = self._stronger()
        for number, rule in enumerate(self._table.rules):
            if any(cell is None for cell in rule.cells):
                continue
            box = [axis.possible[number] for axis in self._axes]
            if not all(box):
                yield UnreachableRule(number + 1, ())
            elif hidden := self._hiding(box, stronger[number]):
                yield UnreachableRule(number + 1, tuple(other + 1 for other in hidden))

    def _hiding(self, box: list[int], candidates: int) -> list[int]:
        """Return the rules that together accept all of `box`, an empty list if they do not."""
        rules = 0
        for other in bits(candidates):
            self._steps.take()
            shared = [axis.certain[other] & mask for axis, mask in zip(self._axes, box, strict=True)]
            if shared == box:
                return [other]
            if all(shared):
                rules |= 1 << other
        if not rules:
            return []
        groups = [grouped(axis.certain, rules, mask) for axis, mask in zip(self._axes, box, strict=True)]
        return list(bits(rules)) if Coverage(groups, rules, self._steps).is_complete() else []

    def _stronger(self) -> list[int]:
        """Return, rule by rule, the mask of the rules that win where both match."""
        policy = self._table.hit_policy
        if policy is HitPolicy.FIRST:
            return [(1 << number) - 1 for number in range(len(self._table.rules))]
        if policy is HitPolicy.PRIORITY and (order := self._priority_order()) is not None:
            masks, before = [0] * len(order), 0
            for number in order:
                masks[number] = before
                before |= 1 << number
            return masks
        return [0] * len(self._table.rules)

    def _priority_order(self) -> list[int] | None:
        """Return the rules from the strongest on; None if an output that decides is not a constant."""
        priorities = [column.priorities for column in self._table.outputs]
        matches: list[tuple[int, Sequence[Any]]] = []
        for number, rule in enumerate(self._table.rules):
            values = [None if item is None else literal_value(item) for item in rule.outputs]
            if any(
                order is not None and value is None for order, value in zip(priorities, values, strict=True)
            ):
                return None
            matches.append((number, values))
        return [number for number, _ in by_priority(matches, priorities)]


def _give_the_same(one: Rule, other: Rule) -> bool:
    """Tell whether two rules are known to give the same: the texts are, or constants such as 1 and 1.0."""
    written = zip(one.output_texts, other.output_texts, one.outputs, other.outputs, strict=True)
    return all(
        text == other_text or _constants_equal(output, other_output)
        for text, other_text, output, other_output in written
    )


def _constants_equal(one: Expression | None, other: Expression | None) -> bool:
    keys = [None if output is None else key_of(literal_value(output)) for output in (one, other)]
    return keys[0] is not None and keys[0] == keys[1]
