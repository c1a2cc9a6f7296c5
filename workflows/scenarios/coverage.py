"""Which elements and flows of a package's diagrams were reached by what has been played."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflows.ground.work import Work

_REACHED = frozenset({"element_entered", "element_left"})
MOST_CASES = 200


@dataclass(slots=True)
class ScenarioCoverage:
    """What there is, and of that what was reached; ids of elements and of flows, and how each is told."""

    elements: dict[str, str] = field(default_factory=dict)
    flows: dict[str, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)

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
        for instance in work.overview.instances(definition_id=definition.id, limit=MOST_CASES):
            for entry in work.history.of(instance.id):
                if entry.kind == "flow_taken":
                    self.reached.add(str(entry.data["flow_id"]))
                elif entry.kind in _REACHED:
                    self.reached.add(entry.element_id or "")

    @property
    def missed(self) -> list[str]:
        """How what was not reached is told: elements, then flows, in the order of the diagram."""
        return [told for one, told in {**self.elements, **self.flows}.items() if one not in self.reached]

    def counted(self) -> str:
        """Return how many of how many were reached."""
        parts = (("elements", self.elements), ("flows", self.flows))
        return ", ".join(f"{len(self.reached & all_.keys())} of {len(all_)} {what}" for what, all_ in parts)
