"""Find the matching rules of a table without asking every cell.

For each column the values of a kind fall into regions between the constants of its plain cells. Which
rules accept a region is asked once of the cells themselves and kept as a bit mask, so the index cannot
disagree with FEEL. A lookup is one bisection a column and an `and` of the masks; cells that are not
plain are asked only for the rules left over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from engine.dmn.cells import accepts_everything, constants_of, key_of
from engine.dmn.errors import NoHonestAnswer
from engine.dmn.model_run import Bindings, ModelRun
from engine.feel import UnaryTests

Cell = UnaryTests | None
_MAX_REGIONS = 10_000


class _Column:
    """One input column: the rules with `-`, those with plain cells, and those with others."""

    __slots__ = ("_always", "_cuts", "_known", "_plain", "open", "others")

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._always = 0
        self._plain: dict[str, tuple[int, UnaryTests]] = {}  # cells written alike are asked once
        self.others: list[tuple[int, UnaryTests]] = []
        self._known: dict[tuple[str, int] | None, int] = {}
        cuts: dict[str, set[Any]] = {}
        for number, cell in enumerate(cells):
            if cell is not None:
                self._add(1 << number, cell, cuts)
        self.open = sum(bit for bit, _ in self.others)
        self._cuts = {kind: sorted(values) for kind, values in cuts.items()}

    def _add(self, bit: int, cell: UnaryTests, cuts: dict[str, set[Any]]) -> None:
        if accepts_everything(cell):
            self._always |= bit
            return
        constants = constants_of(cell)
        if constants is None:
            self.others.append((bit, cell))
            return
        self._plain[cell.source] = (self._plain.get(cell.source, (0, cell))[0] | bit, cell)
        for constant in constants:
            if key := key_of(constant):
                cuts.setdefault(key[0], set()).add(key[1])

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the constants that values are compared with; none where a cell is no constant."""
        return frozenset() if self.others else frozenset(self._cuts)

    def mask(self, value: Any, run: ModelRun) -> int:
        """Return the rules whose `-` or plain cell accepts `value`, one bit a rule."""
        if not self._plain:
            return self._always
        region = self._region(value)
        if region is not None or value is None:
            known = self._known.get(region)
            if known is not None:
                return known
        rules = self._always
        for bits, cell in self._plain.values():
            if run.matches(cell, value, {}):
                rules |= bits
        if (region is not None or value is None) and len(self._known) < _MAX_REGIONS:
            self._known[region] = rules
        return rules

    def _region(self, value: Any) -> tuple[str, int] | None:
        """Return the region of `value`: even numbers lie between two constants, odd ones are a constant."""
        key = key_of(value)
        if key is None:
            return None
        kind, position = key
        cuts = self._cuts.get(kind, ())
        place = bisect_left(cuts, position)
        return kind, 2 * place + (place < len(cuts) and cuts[place] == position)


def _answer(cell: UnaryTests, rule: int, value: Any, scope: Bindings, run: ModelRun) -> bool | NoHonestAnswer:
    """Return whether a cell of a rule accepts `value`, or why nobody can tell."""
    run.rule = rule
    try:
        return run.matches(cell, value, scope)
    except NoHonestAnswer as refused:
        return refused
    finally:
        run.rule = None


class TableIndex:
    """The cells of a table by column."""

    __slots__ = ("_all", "_columns", "kinds")

    def __init__(self, rows: Sequence[Sequence[Cell]], width: int) -> None:
        """`rows` are the input cells of each rule; None marks a cell that never matches."""
        self._all = (1 << len(rows)) - 1
        self._columns = tuple(_Column([row[column] for row in rows]) for column in range(width))
        self.kinds = tuple(column.kinds for column in self._columns)

    def matching(
        self, values: Sequence[Any], scope: Bindings, run: ModelRun, *, first_only: bool
    ) -> list[int]:
        """Return the positions (from 0) of the rules that match, in order; only the first if asked so."""
        left = self._all
        for column, value in zip(self._columns, values, strict=True):
            left &= column.mask(value, run) | column.open
            if not left:
                return []
        return self._asked(left, values, scope, run, first_only)

    def _asked(
        self, left: int, values: Sequence[Any], scope: Bindings, run: ModelRun, first_only: bool
    ) -> list[int]:
        """Ask the other cells of the rules that are left.

        A cell without an honest answer matters where the rule would match but for it, and is asked for.
        """
        unknown: dict[int, NoHonestAnswer] = {}
        for column, value in zip(self._columns, values, strict=True):
            for bit, cell in column.others:
                if not left & bit:
                    continue
                answer = _answer(cell, bit.bit_length(), value, scope, run)
                if isinstance(answer, NoHonestAnswer):
                    unknown.setdefault(bit, answer)
                elif not answer:
                    left &= ~bit
        numbers: list[int] = []
        while left:
            lowest = left & -left
            if lowest in unknown:
                raise unknown[lowest]
            numbers.append(lowest.bit_length() - 1)
            if first_only:
                break
            left ^= lowest
        return numbers
