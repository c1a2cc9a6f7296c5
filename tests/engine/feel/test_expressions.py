"""The language itself: each line is an expression that must be true, or null where it says so."""

import datetime as dt

import pytest

from engine.errors import InvalidArgument
from engine.feel import Range
from tests.engine.feel.language import evaluate, holds

TRUE = [
    # literals
    '"a\\n\\u4e2d\\uD83D\\uDCA9" = "a\n中💩"',
    '"C:\\d" = "C:\\\\d"',
    "1.50 = 1.5 and .5 = 0.5 and 1e3 = 1000",
    "1 /* one */ + // and\n 1 = 2",
    # arithmetic
    "1 - 2 - 3 = -4",
    "2 * 3 + 4 / 8 = 6.5",
    "-2 ** 2 = 4",
    "2 ** 3 ** 2 = 64",
    "0 ** 0 = 1 and 2 ** 0 = 1 and 0 ** 2 = 0",
    "0.1 + 0.2 = 0.3",
    "1 / 3 = 0.3333333333333333333333333333333333",
    '"贷款" + "申请" = "贷款申请"',
    # logic
    "(null and false) = false",
    "(null or true) = true",
    "not(false) and not(null) = null",
    'if null then false else if 1 = 2 then false else "x" = "x"',
    # comparison
    "1 < 2 and 2 <= 2 and 3 > 2 and 3 >= 3 and 1 != 2",
    '"a" < "b"',
    "null = null and null != 1",
    "5 between 1 and 5 and not(0 between 1 and 5)",
    "5 in [1..5] and 5 in (4..6) and not(5 in [1..5)) and 5 in ]4..5]",
    "5 in (< 3, > 4) and 5 in (1, 5) and 5 in [1, [4..6]] and 5 in > 4",
    "5 in (? > 4 and ? < 6)",
    "[1, 2] = [1, 2] and {a: 1, b: [2]} = {b: [2], a: 1}",
    # lists, filters, paths
    "[1, 2, 3][2] = 2 and [1, 2, 3][-1] = 3",
    "[1, 2, 3][item > 1] = [2, 3]",
    "[{a: 1}, {a: 2}][a = 2].a = [2]",
    "[{a: 1}, {b: 2}].a = [1, null]",
    "[[1, 2], [3]][1][2] = 2",
    "7[1] = 7 and 7[item = 7] = [7]",
    "{orders: [{id: 1, sum: 5}, {id: 2, sum: 9}], r: orders[sum > 5].id}.r = [2]",
    "[1, 2][{n: 2}.n] = 2",
    # contexts
    '{"quoted key": 1}.quoted key = 1',
    "{a: 1, b: a + 1}.b = 2",
    "{a: {b: {c: 3}}}.a.b.c = 3",
    # loops
    "(for i in 1..3 return i * i) = [1, 4, 9]",
    "(for i in 3..1 return i) = [3, 2, 1]",
    "(for i in [1..3] return i) = [1, 2, 3] and (for i in (1..3) return i) = [2]",
    "(for i in [1, 2], j in [10, 20] return i + j) = [11, 21, 12, 22]",
    "(for i in [[1, 2]], j in i return j) = [1, 2]",
    "(for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]) = [1, 1, 2, 3, 5]",
    '(for d in @"2024-02-28"..@"2024-03-01" return d.day) = [28, 29, 1]',
    "some x in [1, 2], y in [2, 3] satisfies x = y",
    "every x in [] satisfies false",
    "(some x in [1, null] satisfies x > 1) = null",
    # functions
    "(function(a, b) a - b)(3, 1) = 2",
    "{f: function(a: number, b) a - b}.f(b: 1, a: 3) = 2",
    "{fac: function(n) if n < 2 then 1 else n * fac(n - 1), r: fac(20)}.r = 2432902008176640000",
    "{adder: function(n) function(m) n + m, r: adder(1)(2)}.r = 3",
    'substring(start position: 2, string: "abc") = "bc"',
    # types
    '1 instance of number and "x" instance of string and true instance of boolean',
    "[1] instance of list<number> and not([1] instance of list<string>)",
    '{a: 1, b: "x"} instance of context<a: number> and not({a: 1} instance of context<b: number>)',
    "[1..2] instance of range<number> and not(null instance of Any)",
    "(function(x) x) instance of function<Any> -> Any",
    '(function() "a") instance of function<> -> string',
    "not((function() 1) instance of function<> -> string)",
    "(function(a: context<n: number>) {b: 1, c: 2}) instance of "
    "function<context<n: number, m: string>> -> context<b: number>",
    "not((function(a: context<n: number, m: string>) 1) instance of function<context<n: number>> -> number)",
    "not((function() {b: 1}) instance of function<> -> context<b: number, c: number>)",
    "(function() [1, 2]) instance of function<> -> list<number>",
    "not((function() [1, true]) instance of function<> -> list<number>)",
    "[1..10[.end = 10 and not([1..10[.end included) and ]1..10].start = 1",
    '@"P1D" instance of days and time duration and @"P1Y" instance of years and months duration',
    'date and time("2024-01-01T00:00:00") instance of date and time',
    # temporal
    '@"2024-02-29" + @"P1Y" = @"2025-02-28" and @"2024-03-31" - @"P1M" = @"2024-02-29"',
    '@"2024-01-01T00:00:00@Asia/Shanghai" = @"2023-12-31T16:00:00Z"',
    '@"2024-01-02" - @"2024-01-01" = @"P1D" and @"10:00:00" - @"09:30:00" = @"PT30M"',
    '@"2024-03-10T01:30:00@America/New_York" + @"PT1H" = @"2024-03-10T03:30:00@America/New_York"',
    '@"P1D" * 1.5 = @"PT36H" and @"P1Y" / 2 = @"P6M" and @"P2D" / @"PT12H" = 4',
    '@"2024-05-06".weekday = 1 and @"2024-05-06T01:02:03.5+08:00".second = 3.5',
    '@"2024-05-06T01:02:03+08:00".time offset = @"PT8H"',
    '@"10:00:00@Asia/Shanghai".timezone = "Asia/Shanghai"',
    # what has a name anywhere inside, outer before inner
    "{a: {b: {b: 1}}}...b = [{b: 1}, 1] and {a: [{x: 1}, {y: {x: [2]}}, 3], x: null}...x = [1, [2]]",
    "{a: {b c: 1}}...b c = [1] and {a: {x: {k: 1}}, x: {k: 2}}...x[k > 1]...k[1] = 2",
    "null...x = [] and 1...x = [] and {p: {q: 1}, r: sum(p...q)}.r = 1 and 0.3 in [0...5]",
    '@"P1DT2H3M4S".hours = 2 and @"-P1Y2M".months = -2',
    "[1..5).end = 5 and [1..5).end included = false",
    "(< 5).end = 5 and [1..5[ = [1..5)",
]  # fmt: skip

NULL = [
    '1 + "a"',
    "1 / 0",
    "10 ** 10000",
    '1 < "a"',
    '1 = "1"',
    "unknown",
    "unknown(1)",
    "{a: 1}.b",
    "null.a",
    "[1, 2][3]",
    "[1, 2][0]",
    "{a: 1, a: 2}",
    '["a"..1]',
    "1(2)",
    "(function(a) a)(1, 2)",
    '(function(a: number) a)("x")',
    "for i in null return i",
    'for i in "a".."c" return i',
    '@"2024-01-01" + 1',
    '@"2024-01-01T00:00:00" - @"2024-01-01T00:00:00Z"',
    "-true",
]


@pytest.mark.parametrize("source", TRUE)
def test_holds(source: str) -> None:
    assert holds(source)


@pytest.mark.parametrize("source", NULL)
def test_is_null_and_says_why(source: str) -> None:
    warnings: list = []
    assert evaluate(source, warnings=warnings) is None
    quiet = {"null.a", "[1, 2][3]", "[1, 2][0]"}  # looking for what is not there is no mistake
    assert bool(warnings) is (source not in quiet)
    assert all(warning.message("zh-CN") != warning.message("en") for warning in warnings)


def test_an_unknown_name_is_named_in_the_warning() -> None:
    warnings: list = []
    evaluate("amout > 5", {"amount": 6}, warnings=warnings)
    assert "amout" in warnings[0].message("zh-CN")


def test_a_variable_hides_a_built_in_function_but_not_from_a_call() -> None:
    assert holds("count = 3 and count([1, 2]) = 2", {"count": 3})


def test_data_of_python_is_converted_on_the_way_in() -> None:
    context = {"order": {"lines": [{"price": 3}, {"price": 4.5}]}, "zero": 0, "flag": True}
    assert holds("sum(order.lines.price) = 7.5 and zero = 0 and flag", context)


def test_today_is_the_day_on_the_clocks_of_people() -> None:
    early = dt.datetime(2026, 3, 2, 20, 0, tzinfo=dt.UTC)  # four in the morning of the third in Shanghai
    assert holds('today() = @"2026-03-03" and now() = @"2026-03-02T20:00:00Z" and now().hour = 4', now=early)


def test_comparisons_as_values_are_ranges() -> None:
    assert evaluate("(>= 5)") == Range.compared(">=", evaluate("5"))


def test_external_functions_are_never_run() -> None:
    assert evaluate('(function(a) external {java: {class: "java.lang.Math"}})(1)') is None


def test_a_path_converts_no_more_than_it_reads() -> None:
    context = {"form": {"amount": 5, "file": object()}}
    assert holds("form.amount = 5", context)
    with pytest.raises(InvalidArgument):
        evaluate("form", context)


def test_a_nearer_variable_hides_the_data_of_a_path() -> None:
    context = {"a": {"b": 1}, "rows": [{"a": {"b": 2}}]}
    assert holds("a.b = 1 and (for a in [{b: 3}] return a.b) = [3] and count(rows[a.b = 2]) = 1", context)
    assert holds("a = {b: 1} and a.b = 1 and a.c = null and rows.a.b = [2]", context)
