"""Functions of lists. The aggregating ones also take their values one by one: sum(1, 2, 3)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel import numbers as n
from engine.feel.functions import builtin
from engine.feel.operators import compare, equals, order_key
from engine.feel.runtime import Run
from engine.feel.temporal import DaysDuration, MonthsDuration, days_duration, months_duration
from engine.feel.values import FunctionBase

_List = list[Any]
_Aggregate = Callable[[Run, _List], Any]


def _aggregate(name: str, *, parameter: str = "list") -> Callable[[_Aggregate], _Aggregate]:
    """Register a function for one list and for values one by one."""

    def register(function: _Aggregate) -> _Aggregate:
        def of_list(run: Run, items: _List) -> Any:
            run.charge_list(len(items))
            return function(run, items)

        def of_values(run: Run, *items: Any) -> Any:
            return of_list(run, list(items))

        builtin(name, "*items: any")(of_values)
        builtin(name, f"{parameter}: list")(of_list)
        return function

    return register


@builtin("count", "list: list")
def _count(_run: Run, items: _List) -> Decimal:
    return Decimal(len(items))


@builtin("is empty", "list: list")
def _is_empty(_run: Run, items: _List) -> bool:
    return not items


@_aggregate("min")
def _min(run: Run, items: _List) -> Any:
    return _extreme(run, items, -1)


@_aggregate("max")
def _max(run: Run, items: _List) -> Any:
    return _extreme(run, items, 1)


def _extreme(run: Run, items: _List, sign: int) -> Any:
    if not items or order_key(items[0]) is None:
        return None
    best = items[0]
    for item in items[1:]:
        order = compare(run, item, best)
        if order is None:
            return None
        if order == sign:
            best = item
    return best


def _all_numbers(items: _List) -> bool:
    return bool(items) and all(type(item) is Decimal for item in items)


def _total(items: _List) -> Decimal:
    total = Decimal(0)
    for item in items:
        total = n.add(total, item)
    return total


@_aggregate("sum")
def _sum(_run: Run, items: _List) -> Any:
    if _all_numbers(items):
        return _total(items)
    if items and all(type(item) is DaysDuration for item in items):
        return days_duration(sum(item.nanoseconds for item in items))
    if items and all(type(item) is MonthsDuration for item in items):
        return months_duration(sum(item.months for item in items))
    return None


@_aggregate("mean")
def _mean(_run: Run, items: _List) -> Decimal | None:
    return n.divide(_total(items), Decimal(len(items))) if _all_numbers(items) else None


@_aggregate("product")
def _product(_run: Run, items: _List) -> Decimal | None:
    if not _all_numbers(items):
        return None
    product = Decimal(1)
    for item in items:
        product = n.multiply(product, item)
    return product


@_aggregate("median")
def _median(_run: Run, items: _List) -> Decimal | None:
    if not _all_numbers(items):
        return None
    ordered = sorted(items)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        median: Decimal = ordered[middle]
        return median
    return n.divide(n.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@_aggregate("stddev")
def _stddev(_run: Run, items: _List) -> Decimal | None:
    if not _all_numbers(items) or len(items) < 2:
        return None
    mean = n.divide(_total(items), Decimal(len(items)))
    squares = _total([n.power(n.subtract(item, mean), Decimal(2)) for item in items])
    return n.DECIMAL128.sqrt(n.divide(squares, Decimal(len(items) - 1)))


@_aggregate("mode")
def _mode(_run: Run, items: _List) -> _List | None:
    if not items:
        return []
    if not _all_numbers(items):
        return None
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, count in counts.items() if count == most)


@_aggregate("and")  # so Camunda called it before the standard did
@_aggregate("all")
def _all(_run: Run, items: _List) -> bool | None:
    return _decide(items, decisive=False)


@_aggregate("or")
@_aggregate("any")
def _any(_run: Run, items: _List) -> bool | None:
    return _decide(items, decisive=True)


# The first names that DMN gave to `all` and `any`; `or` and `and` as functions came to nothing in most tools.
def _decide(items: _List, *, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    return not decisive if all(type(item) is bool for item in items) else None


@builtin("not", "negand: any")
def _not(_run: Run, value: Any) -> bool | None:
    return not value if type(value) is bool else None


@builtin("list contains", "list: list, element: any")
def _list_contains(run: Run, items: _List, element: Any) -> bool:
    run.charge_list(len(items))
    return any(_same(run, item, element) for item in items)


def _same(run: Run, left: Any, right: Any) -> bool:
    if left is None or right is None or type(left) is not type(right):
        return left is right
    return equals(run, left, right) is True


@builtin("sublist", "list: list, start position: number, length?: number")
def _sublist(run: Run, items: _List, position: Decimal, length: Decimal | None = None) -> _List | None:
    start = _index(items, position)
    if start is None:
        return None
    size = len(items) - start if length is None else n.whole(length)
    if size is None or size < 0 or start + size > len(items):
        return None
    run.charge_list(size)
    return items[start : start + size]


def _index(items: _List, position: Decimal) -> int | None:
    """Return the index of a position counted from 1, or from the end if negative; None outside the list."""
    number = n.whole(position)
    if number is None or number == 0 or abs(number) > len(items):
        return None
    return number - 1 if number > 0 else len(items) + number


@builtin("append", "list: list, *item: any")  # the standard's name of it
@builtin("append", "list: list, *items: any")
def _append(run: Run, items: _List, *added: Any) -> _List:
    run.charge_list(len(items) + len(added))
    return [*items, *added]


@builtin("concatenate", "*list: list")  # the standard's name of it
@builtin("concatenate", "*lists: list")
def _concatenate(run: Run, *lists: _List) -> _List:
    run.charge_list(sum(len(items) for items in lists))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def _insert_before(run: Run, items: _List, position: Decimal, added: Any) -> _List | None:
    index = _index(items, position)
    if index is None:
        return None
    run.charge_list(len(items) + 1)
    return [*items[:index], added, *items[index:]]


@builtin("remove", "list: list, position: number")
def _remove(run: Run, items: _List, position: Decimal) -> _List | None:
    index = _index(items, position)
    if index is None:
        return None
    run.charge_list(len(items))
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any")
def _list_replace(run: Run, items: _List, position: Decimal, new: Any) -> _List | None:
    index = _index(items, position) if position == position.to_integral_value() else None
    if index is None:
        return None
    run.charge_list(len(items))
    return [*items[:index], new, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def _list_replace_matching(run: Run, items: _List, match: FunctionBase, new: Any) -> _List | None:
    run.charge_list(len(items))
    decided = [match.call(run, [item, new], None) for item in items]
    if not all(type(decision) is bool for decision in decided):
        return None
    return [new if decision else item for item, decision in zip(items, decided, strict=True)]


@builtin("reverse", "list: list")
def _reverse(run: Run, items: _List) -> _List:
    run.charge_list(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any")
def _index_of(run: Run, items: _List, match: Any) -> _List:
    run.charge_list(len(items))
    return [Decimal(index) for index, item in enumerate(items, 1) if _same(run, item, match)]


def _distinct(run: Run, items: _List) -> _List:
    distinct: _List = []
    known: set[Any] = set()
    for item in items:
        if type(item) is Decimal or type(item) is str:
            if item not in known:
                known.add(item)
                distinct.append(item)
            continue
        run.charge(1 + len(distinct))
        if not any(_same(run, item, other) for other in distinct):
            distinct.append(item)
    return distinct


@builtin("distinct values", "list: list")
def _distinct_values(run: Run, items: _List) -> _List:
    run.charge_list(len(items))
    return _distinct(run, items)


@builtin("duplicate values", "list: list")
def _duplicate_values(run: Run, items: _List) -> _List:
    run.charge_list(len(items))
    distinct = _distinct(run, items)
    run.charge(len(items) * len(distinct))
    return [item for item in distinct if sum(_same(run, item, other) for other in items) > 1]


@builtin("union", "*list: list")  # the standard's name of it
@builtin("union", "*lists: list")
def _union(run: Run, *lists: _List) -> _List:
    return _distinct(run, _concatenate(run, *lists))


@builtin("flatten", "list: list")
def _flatten(run: Run, items: _List) -> _List:
    flat: _List = []
    pending = [iter(items)]
    while pending:
        for item in pending[-1]:
            run.charge(1)
            if type(item) is list:
                pending.append(iter(item))
                break
            flat.append(item)
        else:
            pending.pop()
    run.charge_list(len(flat))
    return flat


@builtin("partition", "list: list, size: number")
def _partition(run: Run, items: _List, size: Decimal) -> _List | None:
    step = n.whole(size)
    if step is None or step < 1:
        return None
    run.charge_list(len(items))
    return [items[start : start + step] for start in range(0, len(items), step)]


@builtin("sort", "list: list, precedes: function")
def _sort(run: Run, items: _List, precedes: FunctionBase) -> _List | None:
    run.charge_list(len(items))
    call: Any = precedes.call

    def order(left: Any, right: Any) -> int:
        if call(run, [left, right], None) is True:
            return -1
        return 1 if call(run, [right, left], None) is True else 0

    return sorted(items, key=cmp_to_key(order))


@builtin("sort", "list: list")
def _sort_plain(run: Run, items: _List) -> _List | None:
    run.charge_list(2 * len(items))
    if any(compare(run, items[0], item) is None for item in items):
        return None
    return sorted(items, key=order_key)
