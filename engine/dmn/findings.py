"""What the proof of tables finds, as problems that a deploy and the studio show beside the table."""

from __future__ import annotations

from collections.abc import Iterable

from engine.dmn.analysis import DEFAULT_STEPS, Example, Overlap, TableAnalysis, analyse
from engine.dmn.axes import feel_text
from engine.dmn.hit_policies import HitPolicy
from engine.dmn.model import Model
from engine.dmn.problems import Problems
from engine.dmn.table import DecisionTable
from engine.errors import Problem


def table_problems(
    model: Model, *, file: str = "decision.dmn", max_steps: int = DEFAULT_STEPS
) -> tuple[Problem, ...]:
    """Return a warning for each finding that matters under the table's hit policy.

    Gaps matter where one result is wanted and there is no default; overlaps under UNIQUE, and under ANY where
    outputs differ; rules without effect always. The element is the rule, else the table or its decision.
    """
    problems = Problems(file)
    for owner, table in model.tables:
        analysis = analyse(table, max_steps=max_steps)
        element = table.table_id or owner
        _gaps(table, analysis, element, problems)
        for overlap in analysis.overlaps:
            _overlap(table, overlap, element, problems)
        for item in analysis.unreachable:
            rule = table.rules[item.rule - 1].rule_id or element
            code = "dmn.hidden_rule" if item.hidden_by else "dmn.never_matches"
            others = ", ".join(map(str, item.hidden_by))
            problems.add(code, rule, severity="warning", rule=item.rule, others=others)
    return tuple(problems.found)


def _gaps(table: DecisionTable, analysis: TableAnalysis, element: str, problems: Problems) -> None:
    if table.hit_policy.is_multiple or any(column.default is not None for column in table.outputs):
        return
    for gap in analysis.gaps:
        cells = " | ".join(gap.cells)
        problems.add(
            "dmn.gap",
            element,
            severity="warning",
            missing_rule=tuple(gap.cells),
            example=shown(gap.example),
            cells=cells,
        )


def _overlap(table: DecisionTable, overlap: Overlap, element: str, problems: Problems) -> None:
    code = {HitPolicy.UNIQUE: "dmn.overlap", HitPolicy.ANY: "dmn.conflict"}.get(table.hit_policy)
    if code is None or (code == "dmn.conflict" and overlap.same_output):
        return
    problems.add(
        code,
        table.rules[overlap.second - 1].rule_id or element,
        severity="warning",
        first=overlap.first,
        second=overlap.second,
        example=shown(overlap.example),
    )


def shown(example: Iterable[Example]) -> str:
    """Return an example as text: `amount = 5, region = "x"`."""
    return ", ".join(f"{item.label} = {feel_text(item.value)}" for item in example)
