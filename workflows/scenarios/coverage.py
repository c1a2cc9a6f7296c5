"""Which elements, flows and rules of decisions of a package were reached by what has been played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.xml import parse_xml
from workflows.ground.work import Work

_REACHED = frozenset({"element_entered", "element_left"})
MOST_CASES = 200


@dataclass(slots=True)
class ScenarioCoverage:
    """What there is, and of that what was reached; ids of elements and of flows, and how each is told."""

    elements: dict[str, str] = field(default_factory=dict)
    flows: dict[str, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    decisions: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The name of each decision table, and how many rules it has, by the id of the decision."""
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
        """Return it as plain JSON: counts, the ids that were reached, and the rules that were not."""
        return {
            "elements": {"reached": len(self.reached & self.elements.keys()), "many": len(self.elements)},
            "flows": {"reached": len(self.reached & self.flows.keys()), "many": len(self.flows)},
            "reached": sorted(self.reached & (self.elements.keys() | self.flows.keys())),
            "decisions": [self._decision(one) for one in sorted(self.decisions)],
        }

    def _decision(self, decision_id: str) -> dict[str, Any]:
        name, many = self.decisions[decision_id]
        missed = [one for one in range(1, many + 1) if (decision_id, one) not in self.rules]
        return {"name": name, "many": many, "reached": many - len(missed), "missed": missed}


def _tables(files: Mapping[str, bytes]) -> dict[str, tuple[str, int]]:
    decisions = {}
    for name in sorted(files):
        if name.endswith(".dmn"):
            for node in parse_xml(files[name]).iter("{*}decision"):
                if many := len(node.findall("{*}decisionTable/{*}rule")):
                    node_id = node.get("id", "")
                    decisions[node_id] = (node.get("name") or node_id, many)
    return decisions


def _matched(trace: Any) -> set[tuple[str, int]]:
    return {
        (str(decision.get("decision")), int(rule["index"]))
        for decision in trace
        for table in decision.get("tables", ())
        for rule in table["rules"]
    }
