"""Split the values of a table's inputs into regions within which no plain cell changes its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Any

from engine.dmn.cells import constants_of, key_of
from engine.dmn.coverage import Steps, bits
from engine.dmn.limits import InputLimits, limits_of
from engine.dmn.table import DecisionTable, InputColumn
from engine.feel import (
    Date,
    DateTime,
    DaysDuration,
    Expression,
    MonthsDuration,
    Time,
    UnaryTests,
    compile_expression,
    from_python,
    type_name,
)

_NEXT_DAY = compile_expression('day + duration("P1D")')
_NEXT_SECOND = compile_expression('low + duration("PT1S")')
_IS_BETWEEN = compile_expression("low < moment and moment < high")
_HALF_WAY = compile_expression("low + (high - low) / 2")
_DAY_BEFORE = compile_expression('day - duration("P1D")')
_KIND_OF_TYPE = {
    "number": "number",
    "integer": "number",
    "long": "number",
    "double": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days",
    "dayTimeDuration": "days",
    "years and months duration": "months",
    "yearMonthDuration": "months",
}
_UTC = 0
"""The offset of a zone, in seconds."""
_OTHER_TEXT = "其他"


@dataclass(frozen=True, slots=True)
class ValueRegion:
    """Values that every plain cell treats alike: one of them, and all of them as the text of a cell.

    `is_rest` marks the strings that no cell names; their text is that of what they are not. No rule is
    missed for values that are not expected: null where no cell asks for it, the 13th month of a date.
    """

    example: Any
    text: str
    is_rest: bool = False
    is_expected: bool = True


@dataclass(frozen=True, slots=True)
class Axis:
    """One input expression. Columns with the same expression share an axis, as they have the same value.

    `possible` and `certain` give, rule by rule, the mask of the regions that the rule may accept and
    surely accepts; they differ where a cell is not plain.
    """

    expression: str
    label: str
    columns: tuple[int, ...]
    regions: tuple[ValueRegion, ...]
    possible: tuple[int, ...]
    certain: tuple[int, ...]

    @property
    def everything(self) -> int:
        """The mask of all regions."""
        return (1 << len(self.regions)) - 1

    @property
    def expected(self) -> int:
        """The mask of the regions whose values are to be expected."""
        return sum(1 << number for number, region in enumerate(self.regions) if region.is_expected)

    def cell_text(self, mask: int) -> str:
        """Return the text of a cell that accepts just the regions in `mask`."""
        if mask == self.expected:
            return "-"
        if any(self.regions[number].is_rest for number in bits(mask)):
            others = (self.regions[number].text for number in bits(self.expected & ~mask))
            return f"not({', '.join(others)})"
        return ", ".join(self.regions[number].text for number in bits(mask))


def axes_of(table: DecisionTable, steps: Steps) -> list[Axis]:
    """Return the axes of a table, in the order of its columns. Raises: BudgetSpent."""
    columns: dict[str, list[int]] = {}
    for number, column in enumerate(table.inputs):
        columns.setdefault(" ".join(column.text.split()), []).append(number)
    return [_axis(table, expression, numbers, steps) for expression, numbers in columns.items()]


def _axis(table: DecisionTable, expression: str, numbers: list[int], steps: Steps) -> Axis:
    columns = [table.inputs[number] for number in numbers]
    cells = {rule.cell_texts[number]: rule.cells[number] for rule in table.rules for number in numbers}
    regions = _regions(columns, [cell for cell in cells.values() if cell is not None])
    steps.take(len(cells) * len(regions))
    accepted = {text: _accepted(cell, regions) for text, cell in cells.items()}
    possible: list[int] = []
    certain: list[int] = []
    for rule in table.rules:
        upper = lower = (1 << len(regions)) - 1
        for number in numbers:
            most, least = accepted[rule.cell_texts[number]]
            upper, lower = upper & most, lower & least
        possible.append(upper)
        certain.append(lower)
    return Axis(expression, columns[0].label, tuple(numbers), tuple(regions), tuple(possible), tuple(certain))


def _accepted(cell: UnaryTests | None, regions: Sequence[ValueRegion]) -> tuple[int, int]:
    """Return the regions that a cell may accept, and those that it surely accepts."""
    if cell is None:
        return 0, 0
    if constants_of(cell) is None:
        return (1 << len(regions)) - 1, 0
    answers = cell.matches_each([region.example for region in regions])
    mask = sum(1 << number for number, answer in enumerate(answers) if answer)
    return mask, mask


def _regions(columns: Sequence[InputColumn], cells: Sequence[UnaryTests]) -> list[ValueRegion]:
    constraints = [tests for column in columns for tests in column.constraints]
    constants = [value for tests in (*cells, *constraints) for value in constants_of(tests) or ()]
    kinds: dict[str, dict[Any, Any]] = {kind: {} for column in columns if (kind := _declared_kind(column))}
    for value in constants:
        if (key := key_of(value)) and (key[0] in kinds or not any(map(_declared_kind, columns))):
            kinds.setdefault(key[0], {})[key[1]] = value
    regions: list[ValueRegion] = []
    limits = _limits(columns[0])
    for kind, cuts in kinds.items():
        ordered = [cuts[key] for key in sorted(cuts)]
        limited = None if limits is None else _within(limits, kind, ordered)
        regions += _KINDS[kind](ordered, (*cells, *constraints)) if limited is None else limited
    plain = [tests for tests in constraints if constants_of(tests) is not None]
    inside = [region for region in regions if all(tests.matches(region.example, {}) for tests in plain)]
    if kinds or inside or None in constants:
        return [*inside, ValueRegion(None, "null", is_expected=None in constants)]
    return [ValueRegion(None, "-")]


def examples_around(constants: Iterable[Any], tests: Iterable[Expression]) -> list[Any] | None:
    """Return a value of each region between constants, and null: no comparison tells apart those of a region.

    `tests` are what compares with them. None where one of the constants has no order.
    """
    kinds: dict[str, dict[Any, Any]] = {}
    for value in constants:
        if value is not None:
            if (key := key_of(value)) is None:
                return None
            kinds.setdefault(key[0], {})[key[1]] = value
    tests = list(tests)
    regions = [
        one
        for kind, cuts in kinds.items()
        for one in _KINDS[kind]([cuts[key] for key in sorted(cuts)], tests)
    ]
    return [*(region.example for region in regions), None]


def _declared_kind(column: InputColumn) -> str | None:
    return _KIND_OF_TYPE.get(column.base_type or "")


def _limits(column: InputColumn) -> InputLimits | None:
    return None if column.expression is None else limits_of(column.expression.tree)


def _within(limits: InputLimits, kind: str, cuts: Sequence[Any]) -> list[ValueRegion] | None:
    """Return the regions of a limited input, None if the limits are of another kind."""
    if kind == "string" and limits.texts:
        return [ValueRegion(text, feel_text(text)) for text in limits.texts]
    if kind != "number" or limits.texts:
        return None
    cuts = sorted({*cuts, *limits.cuts})
    regions = _whole_numbers(cuts) if limits.whole else _numbers(cuts, ())
    marked = [replace(one, is_expected=limits.holds(one.example)) for one in regions]
    return [one for one in marked if one.is_expected or not limits.is_sure]


def _split(
    cuts: Sequence[Any],
    below: Callable[[Any], Any],
    between: Callable[[Any, Any], Any],
    above: Callable[[Any], Any],
    anything: Any,
) -> list[ValueRegion]:
    """Return points and the open intervals around them; None as an example means: no such value."""
    if not cuts:
        return [ValueRegion(anything, "-")]
    texts = [feel_text(cut) for cut in cuts]
    regions = [ValueRegion(below(cuts[0]), f"< {texts[0]}")]
    for number, cut in enumerate(cuts):
        regions.append(ValueRegion(cut, texts[number]))
        if number + 1 < len(cuts):
            regions.append(
                ValueRegion(between(cut, cuts[number + 1]), f"({texts[number]}..{texts[number + 1]})")
            )
    regions.append(ValueRegion(above(cuts[-1]), f"> {texts[-1]}"))
    return [region for region in regions if region.example is not None]


def _numbers(cuts: Sequence[Any], _cells: Iterable[Expression]) -> list[ValueRegion]:
    return _split(
        cuts,
        lambda cut: _shifted(cut, -1),
        _number_between,
        lambda cut: _shifted(cut, 1),
        Decimal(0),
    )


def _whole_numbers(cuts: Sequence[Any]) -> list[ValueRegion]:
    """Return the regions of numbers; where one holds a whole number, that is its example."""
    return _split(
        cuts,
        lambda cut: _whole(cut, ROUND_CEILING) - 1,
        _number_between,
        lambda cut: _whole(cut, ROUND_FLOOR) + 1,
        Decimal(0),
    )


def _whole(number: Decimal, rounding: str) -> Decimal:
    with localcontext(prec=34):
        return number if number.adjusted() > 30 else number.to_integral_value(rounding)


def _shifted(cut: Decimal, direction: int) -> Decimal | None:
    """Return a number beyond `cut`: one further, or far away where one makes no difference."""
    with localcontext(prec=34):
        shifted = cut + direction if cut.adjusted() < 20 else cut + direction * abs(cut)
    return None if from_python(shifted) is None else shifted


def _number_between(low: Decimal, high: Decimal) -> Decimal | None:
    """Return a short number between two others: a whole one if there is one."""
    with localcontext(prec=34):
        middle = (low + high) / 2
    for places in range(max(0, 20 - middle.adjusted())):
        rounded = round(middle, places)
        if low < rounded < high:
            return rounded
    return middle if low < middle < high else None


def _dates(cuts: Sequence[Any], _cells: Iterable[Expression]) -> list[ValueRegion]:
    return _split(
        cuts,
        lambda cut: _DAY_BEFORE.evaluate({"day": cut}),
        _date_between,
        lambda cut: _NEXT_DAY.evaluate({"day": cut}),
        Date(2026, 1, 1),
    )


def _date_between(low: Any, high: Any) -> Any:
    following = _NEXT_DAY.evaluate({"day": low})
    return following if following != high else None


def _times(cuts: Sequence[Any], _cells: Iterable[Expression]) -> list[ValueRegion]:
    first, last, morning = Time(0, 0, 0), Time(23, 59, 59, 999_999_999), Time(9, 0, 0)
    regions = _split(
        cuts,
        lambda cut: first if cut != first else None,
        _moment_between,
        lambda cut: last if cut != last else None,
        morning,
    )
    return [*regions, _zoned(replace(morning, zone=_UTC))]


def _moments(cuts: Sequence[Any], _cells: Iterable[Expression]) -> list[ValueRegion]:
    morning = DateTime(Date(2026, 1, 1), Time(9, 0, 0))
    regions = _split(
        cuts,
        lambda cut: _DAY_BEFORE.evaluate({"day": cut}),
        _moment_between,
        lambda cut: _NEXT_DAY.evaluate({"day": cut}),
        morning,
    )
    return [*regions, _zoned(replace(morning, time=replace(morning.time, zone=_UTC)))]


def _zoned(example: Any) -> ValueRegion:
    """Return the region of times with a zone, which are compared with no time without one."""
    return ValueRegion(example, feel_text(example), is_expected=False)


def _moment_between(low: Any, high: Any) -> Any:
    """Return a time between two others: a second after the first where that is early enough."""
    for step in (_NEXT_SECOND, _HALF_WAY):
        moment = step.evaluate({"low": low, "high": high})
        if _IS_BETWEEN.evaluate({"low": low, "high": high, "moment": moment}):
            return moment
    return None


def _days(cuts: Sequence[Any], _cells: Iterable[Expression]) -> list[ValueRegion]:
    second = 1_000_000_000
    return _split(
        cuts,
        lambda cut: DaysDuration(cut.nanoseconds - second),
        lambda low, high: _whole_between(low.nanoseconds, high.nanoseconds, DaysDuration),
        lambda cut: DaysDuration(cut.nanoseconds + second),
        DaysDuration(0),
    )


def _months(cuts: Sequence[Any], _cells: Iterable[Expression]) -> list[ValueRegion]:
    return _split(
        cuts,
        lambda cut: MonthsDuration(cut.months - 1),
        lambda low, high: _whole_between(low.months, high.months, MonthsDuration),
        lambda cut: MonthsDuration(cut.months + 1),
        MonthsDuration(0),
    )


def _whole_between(low: int, high: int, make: Callable[[int], Any]) -> Any:
    return make((low + high) // 2) if high - low > 1 else None


def _booleans(_cuts: Sequence[Any], _cells: Iterable[Expression]) -> list[ValueRegion]:
    return [ValueRegion(True, "true"), ValueRegion(False, "false")]


def _strings(cuts: Sequence[Any], cells: Iterable[Expression]) -> list[ValueRegion]:
    if any(sign in cell.source for cell in cells for sign in ("<", ">", "..")):
        return _split(
            cuts,
            lambda cut: "" if cut > "" else None,
            lambda low, high: next((text for end in "a \x00" if low < (text := low + end) < high), None),
            lambda cut: cut + "a",
            "",
        )
    other = _OTHER_TEXT
    while other in cuts:
        other += _OTHER_TEXT
    texts = [feel_text(cut) for cut in cuts]
    points = [ValueRegion(cut, text) for cut, text in zip(cuts, texts, strict=True)]
    return [*points, ValueRegion(other, "", is_rest=True)]


_KINDS: dict[str, Callable[[Sequence[Any], Iterable[Expression]], list[ValueRegion]]] = {
    "number": _numbers,
    "string": _strings,
    "boolean": _booleans,
    "date": _dates,
    "time": _times,
    "date and time": _moments,
    "days": _days,
    "months": _months,
}


def feel_text(value: Any) -> str:
    """Return the FEEL literal of a constant."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Date | Time | DateTime):
        return f'{type_name(value)}("{value}")'
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        return f'"{escaped}"'
    return f'duration("{value}")'
