"""Plans for taking instances to another version: made once, checked against each, turned round to go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import InvalidArgument
from engine.spiff import Program, suggest
from engine.values import DefinitionId


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """Which element of the new version stands for which of the old; others must be empty of tokens."""

    source_id: DefinitionId
    target_id: DefinitionId
    mapping: Mapping[str, str]

    def reversed(self) -> MigrationPlan:
        """Return the plan that leads back. Raises InvalidArgument: two elements have become one."""
        back = {new: old for old, new in self.mapping.items()}
        if len(back) != len(self.mapping):
            raise InvalidArgument("Expected each element to have one origin, but several were mapped to one.")
        return MigrationPlan(self.target_id, self.source_id, back)


def make_plan(
    source_id: DefinitionId,
    target_id: DefinitionId,
    source: Program,
    target: Program,
    given: Mapping[str, str],
) -> MigrationPlan:
    """Return a plan in which `given` is completed by the elements that have kept id and type.

    Raises InvalidArgument: `given` names what is not there.
    """
    unknown = [old for old in given if old not in source.elements and old not in source.processes]
    unknown += [new for new in given.values() if new not in target.elements and new not in target.processes]
    if unknown:
        raise InvalidArgument(f"Expected elements of the two versions, but there is no {', '.join(unknown)}.")
    return MigrationPlan(source_id, target_id, {**suggest(source, target), **given})
