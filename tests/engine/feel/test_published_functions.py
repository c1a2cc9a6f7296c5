"""The published lists of functions, the standard's and Camunda's: each signature by position and by name.

A row has the function with its parameters as published, the arguments and the value; a parameter with "…"
takes all further arguments, by name as a list.
"""

from __future__ import annotations

import pytest

from engine.feel import BUILTIN_NAMES
from tests.engine.feel.language import evaluate

SIGNATURES = """
not(negand) | true | false
is defined(value) | 1 | true
get or else(value, default) | null; 2 | 2
assert(value, condition) | 5; true | 5
assert(value, condition, cause) | 5; true; "why" | 5
fromAi(value) | "A" | "A"
fromAi(value, description) | "A"; "what" | "A"
fromAi(value, description, type) | "A"; null; "string" | "A"
fromAi(value, description, type, schema) | "A"; "what"; "string"; {enum: ["A"]} | "A"
fromAi(value, description, type, schema, options) | "A"; "what"; "string"; null; {required: false} | "A"
get value(m, key) | {a: 1}; "a" | 1
get value(context, key) | {a: 1}; "a" | 1
get value(context, keys) | {a: {b: 2}}; ["a", "b"] | 2
get entries(m) | {a: 1} | [{key: "a", value: 1}]
get entries(context) | {a: 1} | [{key: "a", value: 1}]
context put(context, key, value) | {a: 1}; "b"; 2 | {a: 1, b: 2}
context put(context, keys, value) | {a: {b: 1}}; ["a", "b"]; 2 | {a: {b: 2}}
context merge(contexts) | [{a: 1}, {b: 2}] | {a: 1, b: 2}
put(context, key, value) | {a: 1}; "b"; 2 | {a: 1, b: 2}
put(context, keys, value) | {a: {b: 1}}; ["a", "b"]; 2 | {a: {b: 2}}
put all(contexts) | [{a: 1}, {b: 2}] | {a: 1, b: 2}
put all(contexts…) | {a: 1}; {b: 2} | {a: 1, b: 2}
context(entries) | [{key: "a", value: 1}] | {a: 1}
string(from) | 1.10 | "1.10"
number(from) | "1500.5" | 1500.5
number(from, grouping separator) | "1,500"; "," | 1500
number(from, grouping separator, decimal separator) | "1.500,5"; "."; "," | 1500.5
date(from) | "2018-04-29" | @"2018-04-29"
date(year, month, day) | 2018; 4; 29 | @"2018-04-29"
time(from) | "12:00:00" | @"12:00:00"
time(hour, minute, second) | 23; 59; 0 | @"23:59:00"
time(hour, minute, second, offset) | 14; 30; 0; @"PT1H" | @"14:30:00+01:00"
date and time(from) | "2018-04-29T09:30:00" | @"2018-04-29T09:30:00"
date and time(date, time) | @"2012-12-24"; @"23:59:00" | @"2012-12-24T23:59:00"
date and time(date, time, timezone) | @"2012-12-24"; @"23:59:00"; "Z" | @"2012-12-24T23:59:00Z"
date and time(date, timezone) | @"2020-07-31T14:27:30Z"; "+02:00" | @"2020-07-31T16:27:30+02:00"
date and time(year, month, day, hour, minute, second) | 2012; 12; 24; 23; 59; 0 | @"2012-12-24T23:59:00"
date and time(year, month, day, hour, minute, second, offset) | 2012; 12; 24; 23; 59; 0; @"PT1H" | @"2012-12-24T23:59:00+01:00"
duration(from) | "P5D" | @"P5D"
years and months duration(from, to) | @"2011-12-22"; @"2013-08-24" | @"P1Y8M"
range(from) | "[18..21)" | [18..21)
from json(value) | "[1, true]" | [1, true]
to json(value) | [1, true] | "[1,true]"
to base64(value) | "FEEL" | "RkVFTA=="
from base64(value) | "RkVFTA==" | "FEEL"
is(value1, value2) | 1; 1 | true
list contains(list, element) | [1, 2]; 2 | true
count(list) | [1, 2, 3] | 3
min(list) | [2, 1] | 1
max(list) | [2, 1] | 2
sum(list) | [2, 1] | 3
product(list) | [2, 3] | 6
mean(list) | [1, 3] | 2
median(list) | [8, 2, 5] | 5
stddev(list) | [1, 1] | 0
mode(list) | [6, 3, 6] | [6]
all(list) | [true, false] | false
any(list) | [true, false] | true
and(list) | [true, false] | false
or(list) | [true, false] | true
sublist(list, start position) | [1, 2, 3]; 2 | [2, 3]
sublist(list, start position, length) | [1, 2, 3]; 1; 2 | [1, 2]
append(list, items…) | [1]; 2; 3 | [1, 2, 3]
append(list, item…) | [1]; 2; 3 | [1, 2, 3]
concatenate(lists…) | [1]; [2] | [1, 2]
concatenate(list…) | [1]; [2] | [1, 2]
union(lists…) | [1]; [2] | [1, 2]
union(list…) | [1]; [2] | [1, 2]
insert before(list, position, newItem) | [1, 3]; 1; 2 | [2, 1, 3]
remove(list, position) | [1, 2, 3]; 2 | [1, 3]
list replace(list, position, newItem) | [1, 2]; 2; 9 | [1, 9]
list replace(list, match, newItem) | [1, 2]; function(item, new) item > 1; 9 | [1, 9]
reverse(list) | [1, 2] | [2, 1]
index of(list, match) | [1, 2, 1]; 1 | [1, 3]
distinct values(list) | [1, 2, 1] | [1, 2]
duplicate values(list) | [1, 2, 1] | [1]
flatten(list) | [[1], 2] | [1, 2]
sort(list, precedes) | [3, 1]; function(x, y) x < y | [1, 3]
sort(list) | [3, 1] | [1, 3]
string join(list) | ["a", "b"] | "ab"
string join(list, delimiter) | ["a", "b"]; "-" | "a-b"
string join(list, delimiter, prefix, suffix) | ["a", "b"]; "-"; "<"; ">" | "<a-b>"
is empty(list) | [] | true
partition(list, size) | [1, 2, 3]; 2 | [[1, 2], [3]]
decimal(n, scale) | 1.55; 1 | 1.6
decimal(n, scale, mode) | 2.5; 0; "half_up" | 3
floor(n) | 1.5 | 1
floor(n, scale) | -1.56; 1 | -1.6
ceiling(n) | 1.5 | 2
ceiling(n, scale) | -1.56; 1 | -1.5
round up(n, scale) | 1.121; 2 | 1.13
round down(n, scale) | 1.129; 2 | 1.12
round half up(n, scale) | 1.125; 2 | 1.13
round half down(n, scale) | 1.125; 2 | 1.12
round up(n) | 5.5 | 6
round down(n) | 5.5 | 5
round half up(n) | 5.5 | 6
round half down(n) | 5.5 | 5
abs(n) | -10 | 10
abs(number) | -10 | 10
modulo(dividend, divisor) | 12; 5 | 2
sqrt(number) | 16 | 4
log(number) | 1 | 0
exp(number) | 0 | 1
odd(number) | 5 | true
even(number) | 5 | false
before(point1, point2) | 1; 10 | true
before(range, point) | [1..5]; 10 | true
before(point, range) | 1; [2..5] | true
before(range1, range2) | [1..5]; [6..10] | true
after(point1, point2) | 10; 1 | true
after(range, point) | [1..5]; 10 | false
after(point, range) | 12; [2..5] | true
after(range1, range2) | [6..10]; [1..5] | true
meets(range1, range2) | [1..5]; [5..10] | true
met by(range1, range2) | [5..10]; [1..5] | true
overlaps(range1, range2) | [5..10]; [1..6] | true
overlaps before(range1, range2) | [1..5]; [4..10] | true
overlaps after(range1, range2) | [4..10]; [1..5] | true
finishes(point, range) | 5; [1..5] | true
finishes(range1, range2) | [3..5]; [1..5] | true
finished by(range, point) | [5..10]; 10 | true
finished by(range1, range2) | [1..5]; [3..5] | true
includes(range, point) | [5..10]; 6 | true
includes(range1, range2) | [1..10]; [4..6] | true
during(point, range) | 5; [1..10] | true
during(range1, range2) | [4..6]; [1..10) | true
starts(point, range) | 1; [1..5] | true
starts(range1, range2) | (1..5); (1..10) | true
started by(range, point) | [1..10]; 1 | true
started by(range1, range2) | [1..10]; [1..5] | true
coincides(point1, point2) | 5; 5 | true
coincides(range1, range2) | [1..5]; [1..5] | true
substring(string, start position) | "foobar"; 3 | "obar"
substring(string, start position, length) | "foobar"; 3; 3 | "oba"
string length(string) | "foo" | 3
upper case(string) | "aB" | "AB"
lower case(string) | "aB" | "ab"
substring before(string, match) | "foobar"; "bar" | "foo"
substring after(string, match) | "foobar"; "ob" | "ar"
contains(string, match) | "foobar"; "ob" | true
starts with(string, match) | "foobar"; "fo" | true
ends with(string, match) | "foobar"; "r" | true
matches(input, pattern) | "foobar"; "^fo*b" | true
matches(input, pattern, flags) | "FooBar"; "foo"; "i" | true
replace(input, pattern, replacement) | "abc"; "b"; "x" | "axc"
replace(input, pattern, replacement, flags) | "aBc"; "b"; "x"; "i" | "axc"
split(string, delimiter) | "a;b"; ";" | ["a", "b"]
extract(string, pattern) | "a1b2"; "[0-9]" | ["1", "2"]
trim(string) | " a " | "a"
is blank(string) | " " | true
now() | | @"2026-03-02T09:30:00+08:00"
today() | | @"2026-03-02"
day of week(date) | @"2019-09-17" | "Tuesday"
day of year(date) | @"2019-09-17" | 260
week of year(date) | @"2019-09-17" | 38
month of year(date) | @"2019-09-17" | "September"
last day of month(date) | @"2022-10-01" | @"2022-10-31"
"""  # noqa: E501  # one signature a line


def _calls(line: str) -> tuple[str, str, str]:
    """Return the call by position, the call by name, and the value that both must have."""
    signature, arguments, value = (part.strip() for part in line.split("|"))
    name, _, listed = signature.rstrip(")").partition("(")
    names = [one.strip() for one in listed.split(",") if one.strip()]
    given = [one.strip() for one in arguments.split("; ") if one.strip()]
    by_name = dict(zip(names, given, strict=False))
    if names and names[-1].endswith("…"):
        by_name.pop(names[-1])
        by_name[names[-1].rstrip("…")] = f"[{', '.join(given[len(names) - 1 :])}]"
    said = ", ".join(f"{key}: {argument}" for key, argument in by_name.items())
    return f"{name}({', '.join(given)})", f"{name}({said})", value


def test_every_published_signature_works_by_position_and_by_name() -> None:
    wrong = []
    for line in SIGNATURES.strip().splitlines():
        by_position, by_name, value = _calls(line)
        for call in (by_position, by_name):
            warnings: list = []
            if evaluate(f"is({call}, {value})", warnings=warnings) is not True:
                wrong.append((call, evaluate(call), [one.message("en") for one in warnings]))
    assert wrong == []


def test_the_list_is_complete() -> None:
    listed = {line.partition("(")[0] for line in SIGNATURES.strip().splitlines()}
    assert listed | {"random number", "uuid"} == BUILTIN_NAMES  # test_chance.py has these


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('replace(string: "abc", pattern: "b", replacement: "x")', "replace(input: string, pattern: string"),
        ("context merge({a: 1}, {b: 2})", "context merge(contexts: list)"),
        ("(function(a) a)(1, 2)", "function(a)"),
    ],
)
def test_a_call_that_no_signature_takes_is_told_with_those_that_exist(call: str, said: str) -> None:
    warnings: list = []
    assert evaluate(call, warnings=warnings) is None
    assert all(said in warnings[0].message(locale) for locale in ("zh-CN", "en"))
