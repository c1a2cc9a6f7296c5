"""The functions of FEEL and of the platform, each with an example and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel import BUILTIN_NAMES, compile_expression
from engine.feel.functions import BUILTINS, Builtin
from workflows.ground.calendar.feel_functions import platform_functions
from workflows.reference.entries import Chapter, ReferenceEntry, Text

_BY_CLOCK_OR_CHANCE = frozenset({"now", "today", "random number", "uuid"})
EXAMPLES: dict[str, str] = {
    "abs": "abs(-2)",
    "after": "after([5..8], [1..4])",
    "all": "all([true, false])",
    "and": "and([true, false])",
    "any": "any([true, false])",
    "append": "append([1], 2, 3)",
    "assert": "assert(5, 5 > 1)",
    "before": "before([1..4], [5..8])",
    "ceiling": "ceiling(1.5)",
    "coincides": "coincides([1..2], [1..2])",
    "concatenate": "concatenate([1], [2, 3])",
    "contains": 'contains("foobar", "oba")',
    "context": 'context([{key: "a", value: 1}])',
    "context merge": "context merge([{a: 1}, {b: 2}])",
    "context put": 'context put({a: 1}, "b", 2)',
    "count": "count([1, 2, 3])",
    "date": 'date("2026-03-02")',
    "date and time": 'date and time("2026-03-02T10:00:00")',
    "day of week": 'day of week(date("2026-03-02"))',
    "day of year": 'day of year(date("2026-03-02"))',
    "decimal": "decimal(1 / 3, 2)",
    "distinct values": "distinct values([1, 2, 1])",
    "duplicate values": "duplicate values([1, 2, 1])",
    "duration": 'duration("P2DT3H")',
    "during": "during([2..3], [1..4])",
    "ends with": 'ends with("foobar", "bar")',
    "even": "even(2)",
    "exp": "exp(0)",
    "extract": 'extract("a12 b34", "[0-9]+")',
    "finished by": "finished by([1..4], [3..4])",
    "finishes": "finishes([3..4], [1..4])",
    "flatten": "flatten([1, [2, [3]]])",
    "floor": "floor(1.5)",
    "from base64": 'from base64("RkVFTA==")',
    "from json": 'from json("{\\"a\\": [1, null]}")',
    "fromAi": 'fromAi("A-12", "the number of the file")',
    "get entries": "get entries({a: 1})",
    "get or else": 'get or else(null, "none")',
    "get value": 'get value({a: 1}, "a")',
    "includes": "includes([1..4], [2..3])",
    "index of": "index of([1, 2, 1], 1)",
    "insert before": "insert before([1, 3], 2, 2)",
    "is": "is(1, 1.0)",
    "is blank": 'is blank(" ")',
    "is defined": "is defined(1)",
    "is empty": "is empty([])",
    "last day of month": 'last day of month(date("2026-02-10"))',
    "list contains": "list contains([1, 2], 2)",
    "list replace": "list replace([1, 2], 2, 5)",
    "log": "log(1)",
    "lower case": 'lower case("ABC")',
    "matches": 'matches("A-12", "^[A-Z]-[0-9]+$")',
    "max": "max([1, 3, 2])",
    "mean": "mean([1, 2, 6])",
    "median": "median([1, 2, 6])",
    "meets": "meets([1..2], [2..3])",
    "met by": "met by([2..3], [1..2])",
    "min": "min([3, 1, 2])",
    "mode": "mode([6, 3, 6])",
    "modulo": "modulo(12, 5)",
    "month of year": 'month of year(date("2026-03-02"))',
    "not": "not(true)",
    "now": "now()",
    "number": 'number("1,000.5", ",", ".")',
    "odd": "odd(3)",
    "or": "or([true, false])",
    "overlaps": "overlaps([1..3], [2..4])",
    "overlaps after": "overlaps after([2..4], [1..3])",
    "overlaps before": "overlaps before([1..3], [2..4])",
    "partition": "partition([1, 2, 3], 2)",
    "product": "product([2, 3])",
    "put": 'put({a: 1}, "b", 2)',
    "put all": "put all([{a: 1}, {b: 2}])",
    "random number": "random number()",
    "range": 'range("[1..3]")',
    "remove": "remove([1, 2, 3], 2)",
    "replace": 'replace("a-b", "-", "+")',
    "reverse": "reverse([1, 2])",
    "round down": "round down(1.129, 2)",
    "round half down": "round half down(5.5, 0)",
    "round half up": "round half up(5.5, 0)",
    "round up": "round up(1.121, 2)",
    "sort": "sort([3, 1, 2], function(a, b) a < b)",
    "split": 'split("a;b", ";")',
    "sqrt": "sqrt(16)",
    "started by": "started by([1..4], [1..2])",
    "starts": "starts([1..2], [1..4])",
    "starts with": 'starts with("foobar", "foo")',
    "stddev": "stddev([1, 3])",
    "string": "string(1.5)",
    "string join": 'string join(["a", "b"], ", ")',
    "string length": 'string length("通办")',
    "sublist": "sublist([1, 2, 3], 2)",
    "substring": 'substring("foobar", 4)',
    "substring after": 'substring after("a:b", ":")',
    "substring before": 'substring before("a:b", ":")',
    "sum": "sum([1, 2, 3])",
    "time": 'time("10:00:00")',
    "to base64": 'to base64("通办")',
    "to json": "to json({a: [1, null]})",
    "today": "today()",
    "trim": 'trim(" a ")',
    "union": "union([1, 2], [2, 3])",
    "upper case": 'upper case("abc")',
    "uuid": "uuid()",
    "week of year": 'week of year(date("2026-03-02"))',
    "years and months duration": 'years and months duration(date("2025-01-01"), date("2026-03-01"))',
    "add working days": 'add working days(date("2026-03-02"), 5)',
    "add working hours": 'add working hours(date and time("2026-03-02T10:00:00+08:00"), 3)',
    "working days between": 'working days between(date("2026-03-02"), date("2026-03-09"))',
    "is working day": 'is working day(date("2026-03-02"))',
    "valid credit code": 'valid credit code("91430100MA4000007H")',
}
_PLATFORM: dict[str, Text] = {
    "add working days": (
        "若干工作日之后，按国务院公布的节假日安排；尚未公布的年份按法定节假日",
        "so many working days later, by the holiday notice; by the holidays of the law before it is out",
    ),
    "add working hours": ("若干工作小时之后", "so many working hours later"),
    "working days between": ("两个日期之间的工作日数", "how many working days lie between two dates"),
    "is working day": ("是否为工作日", "whether a day is a working day"),
    "valid credit code": ("统一社会信用代码是否有效", "whether a unified social credit code is right"),
}


def functions() -> Chapter:
    """Return the chapter of functions: those of the platform first."""
    own = platform_functions()
    return Chapter(
        id="functions",
        title=("FEEL 函数", "Functions of FEEL"),
        about=(
            "表达式中可以调用的函数：先列平台函数，再列 FEEL 标准函数。",
            "What expressions may call: functions of the platform first, then those of FEEL itself.",
        ),
        entries=tuple(_function(name) for name in (*sorted(own), *sorted(BUILTIN_NAMES))),
    )


def _function(name: str) -> ReferenceEntry:
    example = EXAMPLES[name]
    result = "" if name in _BY_CLOCK_OR_CHANCE else f"  // {value_of(example)}"
    return ReferenceEntry(
        name=name,
        about=_PLATFORM.get(name, (_signatures(name), _signatures(name))),
        example=f"={example}{result}",
        language="feel",
    )


def value_of(expression: str) -> str:
    """Return what an expression comes to, as FEEL writes it: texts in quotes."""
    compiled = compile_expression(f"string([{expression}])", names=frozenset(platform_functions()))
    return str(compiled.evaluate({}, functions=platform_functions()))[1:-1]


def _signatures(name: str) -> str:
    builtin = BUILTINS.get(name)
    return "; ".join(_shown(builtin)) if builtin is not None else ""


def _shown(function: Builtin) -> Iterable[str]:
    for signature in function.signatures:
        named = ", ".join(
            f"{'…' if one.rest else ''}{one.name}{'?' if one.optional else ''}: {one.text}"
            for one in signature.parameters
        )
        yield f"`{function.name}({named})`"
