"""What differs between two versions of a file of decisions, table by table and cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from engine.hostile_input import FileRefused
from engine.xml import parse_xml
from workflows.administration.repair_values import Names
from workflows.studio.element_names import element_named
from workflows.studio.element_order import merged
from workflows.studio.values import CellDifference, How, RowDifference, TableDifference

_EXPRESSION = "expression"
"""The only column of a decision that is an expression and no table."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A decision: what its columns are called by id, and the cells of each rule by the ids of both."""

    names: Names
    hit_policy: str
    columns: Mapping[str, Names]
    rules: Mapping[str, Mapping[str, str]]


def table_differences(before: bytes, after: bytes) -> tuple[TableDifference, ...]:
    """Return the decisions that differ, with those rules that do; none, if a file cannot be read."""
    try:
        older, newer = _tables(parse_xml(before)), _tables(parse_xml(after))
    except FileRefused:
        return ()
    differing = []
    for one in merged(older, newer):
        old, new = older.get(one), newer.get(one)
        if old != new and (shown := new or old):
            empty = replace(shown, rules={})
            differing.append(_difference(old or empty, new or empty, _how(old, new)))
    return tuple(differing)


def _difference(old: _Table, new: _Table, how: How) -> TableDifference:
    """Return what differs; one that is on one side alone is held against an empty one of the same columns."""
    order = merged(old.columns, new.columns)
    called = {**old.columns, **new.columns}
    numbers = {one: number for number, one in enumerate(new.rules, 1)}
    rows = []
    for one in merged(old.rules, new.rules):
        before, after = old.rules.get(one), new.rules.get(one)
        if before != after:
            cells = tuple(
                CellDifference((before or {}).get(of, ""), (after or {}).get(of, "")) for of in order
            )
            rows.append(RowDifference(numbers.get(one), _how(before, after), cells))
    return TableDifference(
        names=new.names,
        how=how,
        hit_policy=CellDifference(old.hit_policy, new.hit_policy),
        columns=tuple(called[one] for one in order),
        rows=tuple(rows),
    )


def _how(before: object, after: object) -> How:
    return "added" if before is None else "removed" if after is None else "changed"


def _tables(root: etree._Element) -> dict[str, _Table]:
    return {str(one.get("id")): _table(one) for one in root.iter("{*}decision")}


def _table(decision: etree._Element) -> _Table:
    names = element_named(decision, decision.get("name", ""))
    table = decision.find("{*}decisionTable")
    if table is None:
        text = _text(decision.find("{*}literalExpression"))
        return _Table(
            names, "", {_EXPRESSION: Names("表达式", "Expression")}, {_EXPRESSION: {_EXPRESSION: text}}
        )
    columns = {}
    for place, head in enumerate((*table.findall("{*}input"), *table.findall("{*}output"))):
        said = head.get("label") or head.get("name") or _text(head.find("{*}inputExpression"))
        columns[head.get("id") or f"column {place}"] = element_named(head, said)
    rules = {}
    for place, rule in enumerate(table.findall("{*}rule")):
        entries = (*rule.findall("{*}inputEntry"), *rule.findall("{*}outputEntry"))
        cells = {column: _text(entry) for column, entry in zip(columns, entries, strict=False)}
        rules[rule.get("id") or f"rule {place}"] = cells
    return _Table(names, table.get("hitPolicy", "UNIQUE"), columns, rules)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else " ".join((element.findtext("{*}text") or "").split())
