"""What `for`, `some` and `every` run over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from engine.feel import temporal as t
from engine.feel.numbers import whole
from engine.feel.runtime import Run, Scope
from engine.feel.values import Range, type_name


def domain(run: Run, value: Any) -> list[Any] | None:
    """Return the values to run over: those of a list or of a closed range; None for what has none."""
    if type(value) is list:
        return value
    if type(value) is Range:
        return _range(run, value)
    if value is None:
        run.warn("not_iterable", type="null")
        return None
    return [value]


def _range(run: Run, value: Range) -> list[Any] | None:
    ends = [value.low, value.high]
    if value.form != "interval" or None in ends:
        run.warn("not_iterable", type="range")
        return None
    values = span(run, *ends)
    if values is None or (len(values) > 1 and _number(values[0]) > _number(values[-1])):
        return None
    values = values if value.low_included else values[1:]
    return values if value.high_included else [v for v in values if v != value.high]


def _number(value: Any) -> Any:
    return value if type(value) is Decimal else t.day_number(value)


def span(run: Run, start: Any, end: Any) -> list[Any] | None:
    """Return whole steps from `start` to `end`, up or down, of numbers or dates; None for other values."""
    if type(start) is Decimal and type(end) is Decimal:
        if abs(start) > 10**18 or abs(end) > 10**18:
            run.exceed("list_size", run.budget.list_size)
        size = whole(abs(end - start))
        run.charge_list((size or 0) + 1)
        step = 1 if end >= start else -1
        return [start + step * index for index in range((size or 0) + 1)]
    if type(start) is t.Date and type(end) is t.Date:
        first, last = t.day_number(start), t.day_number(end)
        run.charge_list(abs(last - first) + 1)
        step = 1 if last >= first else -1
        return [t.date_of(day) for day in range(first, last + step, step)]
    run.warn("not_iterable", type=type_name(start))
    return None


def bound_values(
    scope: Scope, iterators: tuple[tuple[str, Callable[[Scope], list[Any] | None]], ...], index: int = 0
) -> Iterator[Scope | None]:
    """Yield a scope for each combination of the variables; None if one of them has nothing to run over."""
    name, values = iterators[index]
    items = values(scope)
    if items is None:
        yield None
        return
    scope.run.charge(len(items))
    for item in items:
        inner = Scope({name: item}, scope, scope.run)
        if index + 1 == len(iterators):
            yield inner
        else:
            yield from bound_values(inner, iterators, index + 1)
