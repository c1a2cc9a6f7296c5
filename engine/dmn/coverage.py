"""Which combinations of regions no rule covers: a search over bit masks of rules, pruned and bounded.

The question contains "is this Boolean formula always true" and so has no fast answer for every table.
What keeps real tables fast: regions that the same rules accept count once, of two regions where one is
accepted by fewer of the rules left only that one is entered, a rule that accepts all that remains ends
the search, and equal questions are answered once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Groups = dict[int, int]
"""Of one axis: the mask of the rules that accept a region, to the mask of the regions with just these."""


class BudgetSpent(Exception):
    """The search would take more steps than it may."""


@dataclass(slots=True)
class Steps:
    """Counts down; shared by all searches of one analysis."""

    left: int

    def take(self, number: int = 1) -> None:
        """Use up steps. Raises: BudgetSpent."""
        self.left -= number
        if self.left < 0:
            raise BudgetSpent


def grouped(accepted: Sequence[int], rules: int, regions: int) -> Groups:
    """Group the `regions` (a mask) of an axis; `accepted` gives, rule by rule, the mask of its regions."""
    by_region: dict[int, int] = {}
    for number, mask in enumerate(accepted):
        if not rules >> number & 1:
            continue
        bit = 1 << number
        for region in bits(mask & regions):
            by_region[region] = by_region.get(region, 0) | bit
    groups: Groups = {}
    for region in bits(regions):
        mask = by_region.get(region, 0)
        groups[mask] = groups.get(mask, 0) | 1 << region
    return groups


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits set in `mask`, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Coverage:
    """Finds what a set of rules leaves uncovered in the product of some axes."""

    def __init__(self, axes: Sequence[Groups], rules: int, steps: Steps) -> None:
        """`rules` is the mask of the rules that count."""
        self._axes = axes
        self._rules = rules
        self._steps = steps
        self._covered: dict[tuple[int, int], bool] = {}
        self._whole = self._rules_for_all_that_remains()

    def _rules_for_all_that_remains(self) -> list[int]:
        """For each axis the rules that accept all regions of it and of all axes after it."""
        whole = [self._rules]
        for groups in reversed(self._axes):
            accepting = self._rules
            for mask in groups:
                accepting &= mask
            whole.append(whole[-1] & accepting)
        return list(reversed(whole))

    def is_complete(self) -> bool:
        """Tell whether the rules cover everything. Raises: BudgetSpent."""
        return self._is_covered(0, self._rules)

    def gaps(self) -> Iterator[tuple[int, ...]]:
        """Yield uncovered boxes: masks of regions of the first axes, and everything on further axes.

        Raises: BudgetSpent.
        """
        yield from self._gaps(0, self._rules, ())

    def _gaps(self, axis: int, rules: int, box: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if rules == 0:
            yield box
            return
        if self._is_covered(axis, rules):
            return
        for left, regions in self._choices(axis, rules).items():
            yield from self._gaps(axis + 1, left, (*box, regions))

    def _choices(self, axis: int, rules: int) -> Groups:
        self._steps.take(len(self._axes[axis]))
        choices: Groups = {}
        for mask, regions in self._axes[axis].items():
            choices[mask & rules] = choices.get(mask & rules, 0) | regions
        return choices

    def _is_covered(self, axis: int, rules: int) -> bool:
        if rules & self._whole[axis]:
            return True
        if rules == 0:
            return False
        if axis == len(self._axes):
            return True
        key = (axis, rules)
        known = self._covered.get(key)
        if known is None:
            known = all(self._is_covered(axis + 1, left) for left in self._hardest(axis, rules))
            self._covered[key] = known
        return known

    def _hardest(self, axis: int, rules: int) -> list[int]:
        """Return the choices that leave the fewest rules: where these are covered, all others are."""
        choices = sorted(self._choices(axis, rules), key=int.bit_count)
        kept: list[int] = []
        for choice in choices:
            self._steps.take(len(kept))
            if not any(smaller & choice == smaller for smaller in kept):
                kept.append(choice)
        return kept
