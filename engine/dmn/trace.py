"""What happened in an evaluation: enough to show it to a person and to compare a replay with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.messages import MESSAGES
from engine.errors import InvalidArgument, Locale
from engine.feel import FeelWarning, to_json, type_name
from engine.messages import render


@dataclass(frozen=True, slots=True)
class DmnWarning:
    """Why a value became null, or a table has no result."""

    code: str
    params: Mapping[str, Any]

    def message(self, locale: Locale = "zh-CN") -> str:
        """Return the sentence in `locale`."""
        return render(MESSAGES, self.code, locale, self.params)


@dataclass(frozen=True, slots=True)
class TableInput:
    """One input column: its heading, its expression and the value of this evaluation."""

    label: str
    expression: str
    value: Any
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that matched: its position from 1, its id and its outputs by column name."""

    index: int
    rule_id: str | None
    outputs: Mapping[str, Any]
    annotation: str = ""
    annotation_en: str = ""


@dataclass(frozen=True, slots=True)
class TableTrace:
    """One evaluation of a decision table; `matched` is in the order of the rules."""

    table_id: str | None
    hit_policy: str
    inputs: tuple[TableInput, ...]
    matched: tuple[RuleMatch, ...]
    result: Any


@dataclass(slots=True)
class DecisionTrace:
    """One evaluated decision of the requirement graph, with the tables evaluated inside it."""

    decision_id: str | None
    name: str
    name_en: str = ""
    value: Any = None
    tables: list[TableTrace] = field(default_factory=list)
    dmn_warnings: list[DmnWarning] = field(default_factory=list)
    feel_warnings: list[FeelWarning] = field(default_factory=list)

    @property
    def warnings(self) -> tuple[DmnWarning | FeelWarning, ...]:
        """Why values became null: FEEL's reasons first, as the model's usually follow from them."""
        return (*self.feel_warnings, *self.dmn_warnings)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON; FEEL values in the form of `engine.feel.to_json`."""
        return {
            "decision": self.decision_id,
            "name": self.name,
            "name_en": self.name_en,
            "value": shown(self.value),
            "tables": [_table_json(table) for table in self.tables],
            "warnings": [
                {"code": warning.code, "zh-CN": warning.message("zh-CN"), "en": warning.message("en")}
                for warning in self.warnings
            ],
        }


def shown(value: Any) -> Any:
    """Return the JSON form; functions, which have none, become text."""
    try:
        return to_json(value)
    except InvalidArgument:
        return f"<{type_name(value)}>"


def _table_json(table: TableTrace) -> dict[str, Any]:
    return {
        "table": table.table_id,
        "hit_policy": table.hit_policy,
        "inputs": [
            {
                "label": entry.label,
                "label_en": entry.label_en,
                "expression": entry.expression,
                "value": shown(entry.value),
            }
            for entry in table.inputs
        ],
        "rules": [
            {
                "index": rule.index,
                "id": rule.rule_id,
                "outputs": {name: shown(value) for name, value in rule.outputs.items()},
                "annotation": rule.annotation,
                "annotation_en": rule.annotation_en,
            }
            for rule in table.matched
        ],
        "result": shown(table.result),
    }


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The value of a decision, and how it came about: required decisions first."""

    value: Any
    trace: tuple[DecisionTrace, ...]

    @property
    def warnings(self) -> tuple[DmnWarning | FeelWarning, ...]:
        """All warnings of all decisions."""
        return tuple(warning for decision in self.trace for warning in decision.warnings)

    def trace_json(self) -> list[dict[str, Any]]:
        """Return the trace as plain JSON, for the history."""
        return [decision.to_json() for decision in self.trace]
