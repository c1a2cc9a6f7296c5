"""Which elements, flows and rules of decisions of a package were reached by what has been played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.xml import parse_xml
from workflows.ground.work import Work

_REACHED = frozenset({"element_entered", "element_left"})
MOST_CASES = 200
MOST_RULES = 500
"""Rules of a table that are shown."""
MOST_OF_A_CELL = 120
"""Characters."""


@dataclass(frozen=True, slots=True)
class CoveredTable:
    """A decision table: its name, what its columns are called, and the texts of each rule's cells."""

    name: str
    columns: tuple[str, ...]
    rules: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class ScenarioCoverage:
    """What there is, and of that what was reached; ids of elements and of flows, and how each is told."""

    elements: dict[str, str] = field(default_factory=dict)
    flows: dict[str, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    decisions: dict[str, CoveredTable] = field(default_factory=dict)
    """Each decision table, by the id of the decision."""
    rules: set[tuple[str, int]] = field(default_factory=set)
    """The decision and the position, from 1, of each rule that matched."""

    def note(self, work: Work, process_id: str) -> None:
        """Add the cases of a database to what was reached."""
        definition = work.repository.latest(process_id)
        program = work.repository.program(definition.id)
        self.elements = {
            one.id: f"{one.id} ({one.type}) {one.name}".rstrip() for one in program.elements.values()
        }
        self.flows = {
            one.id: f"{one.id} ({one.source} → {one.target}) {one.name}".rstrip()
            for one in program.flows.values()
        }
        self.decisions = _tables(work.repository.files(definition.id))
        for instance in work.overview.instances(definition_id=definition.id, limit=MOST_CASES):
            for entry in work.history.of(instance.id):
                if entry.kind == "flow_taken":
                    self.reached.add(str(entry.data["flow_id"]))
                elif entry.kind in _REACHED:
                    self.reached.add(entry.element_id or "")
                elif entry.kind == "decision_evaluated":
                    self.rules.update(_matched(entry.data.get("trace") or ()))

    @property
    def missed(self) -> list[str]:
        """How what was not reached is told: elements, then flows, in the order of the diagram."""
        return [told for one, told in {**self.elements, **self.flows}.items() if one not in self.reached]

    def counted(self) -> str:
        """Return how many of how many were reached."""
        parts = (("elements", self.elements), ("flows", self.flows))
        return ", ".join(f"{len(self.reached & all_.keys())} of {len(all_)} {what}" for what, all_ in parts)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON: counts, the ids that were reached, the rules and which were not."""
        return {
            "elements": {"reached": len(self.reached & self.elements.keys()), "many": len(self.elements)},
            "flows": {"reached": len(self.reached & self.flows.keys()), "many": len(self.flows)},
            "reached": sorted(self.reached & (self.elements.keys() | self.flows.keys())),
            "decisions": [self._decision(one) for one in sorted(self.decisions)],
        }

    def _decision(self, decision_id: str) -> dict[str, Any]:
        table = self.decisions[decision_id]
        many = len(table.rules)
        missed = [one for one in range(1, many + 1) if (decision_id, one) not in self.rules]
        return {
            "name": table.name,
            "many": many,
            "reached": many - len(missed),
            "missed": missed,
            "columns": list(table.columns),
            "rules": [list(cells) for cells in table.rules[:MOST_RULES]],
        }


def _tables(files: Mapping[str, bytes]) -> dict[str, CoveredTable]:
    decisions = {}
    for name in sorted(files):
        if name.endswith(".dmn"):
            for node in parse_xml(files[name]).iter("{*}decision"):
                table = node.find("{*}decisionTable")
                if table is not None and table.find("{*}rule") is not None:
                    node_id = node.get("id", "")
                    decisions[node_id] = CoveredTable(
                        node.get("name") or node_id, _columns(table), _rules(table)
                    )
    return decisions


def _columns(table: Any) -> tuple[str, ...]:
    asked = (
        one.get("label") or one.findtext("{*}inputExpression/{*}text") or ""
        for one in table.iterfind("{*}input")
    )
    given = (one.get("label") or one.get("name") or "" for one in table.iterfind("{*}output"))
    return (*asked, *given)


def _rules(table: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(
            (cell.findtext("{*}text") or "")[:MOST_OF_A_CELL]
            for cell in (*rule.iterfind("{*}inputEntry"), *rule.iterfind("{*}outputEntry"))
        )
        for rule in table.iterfind("{*}rule")
    )


def _matched(trace: Any) -> set[tuple[str, int]]:
    return {
        (str(decision.get("decision")), int(rule["index"]))
        for decision in trace
        for table in decision.get("tables", ())
        for rule in table["rules"]
    }
