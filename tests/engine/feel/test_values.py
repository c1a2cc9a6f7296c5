"""Values cross the border both ways, and into JSON and back without loss."""

import datetime as dt
import enum
import json
from collections import OrderedDict
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidArgument
from engine.feel import (
    Date,
    DateTime,
    DaysDuration,
    FeelBudgetExceeded,
    FeelContext,
    MonthsDuration,
    Range,
    Time,
    compile_expression,
    from_json,
    from_python,
    to_json,
    to_python,
    type_name,
)
from tests.engine.feel.language import evaluate

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Colour(enum.StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, Decimal(1)),
        (True, True),
        (1.5, Decimal("1.5")),
        (Decimal("1.50"), Decimal("1.50")),
        (10**40 + 1, Decimal(10**40)),
        ((1, "a"), [Decimal(1), "a"]),
        (OrderedDict(a=1), {"a": Decimal(1)}),
        (Colour.RED, "red"),
        (dt.date(2024, 1, 2), Date(2024, 1, 2)),
        (dt.time(1, 2, 3, 4), Time(1, 2, 3, 4000)),
        (dt.datetime(2024, 1, 2, 3, tzinfo=dt.UTC), DateTime(Date(2024, 1, 2), Time(3, 0, 0, 0, 0))),
        (
            dt.datetime(2024, 1, 2, tzinfo=SHANGHAI),
            DateTime(Date(2024, 1, 2), Time(0, 0, 0, 0, "Asia/Shanghai")),
        ),
        (dt.timedelta(days=-1, microseconds=1), DaysDuration(-86_399_999_999_000)),
    ],
)
def test_python_becomes_feel(value: object, expected: object) -> None:
    assert from_python(value) == expected
    assert type(from_python(value)) is type(expected)


@pytest.mark.parametrize("value", [object(), b"bytes", {1: 2}, [lambda: None], 1j])
def test_what_feel_does_not_know_is_refused(value: object) -> None:
    with pytest.raises(InvalidArgument):
        from_python(value)


moments = st.one_of(
    st.datetimes(),
    st.datetimes(timezones=st.just(SHANGHAI)),
    st.datetimes(timezones=st.just(dt.timezone(dt.timedelta(hours=-3, minutes=-30)))),
    st.dates(),
    st.timedeltas(),
    st.times(),
)


@settings(deadline=None)
@given(moments)
def test_moments_come_back_as_they_were(value: object) -> None:
    assert to_python(from_python(value)) == value


ends = st.integers(-100, 100).map(Decimal)
# What no database holds is refused before it becomes JSON (tests/engine/test_text_that_cannot_be_stored.py).
storable = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.text(storable, max_size=20),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.integers(-(10**33), 10**33).map(Decimal),
    st.floats(allow_nan=False, allow_infinity=False).map(from_python),
    moments.map(from_python),
    st.integers(-(10**6), 10**6).map(MonthsDuration),
    st.builds(Date, st.integers(-999_999_999, 999_999_999), st.integers(1, 12), st.integers(1, 28)),
    st.builds(Range, ends, ends, st.booleans(), st.booleans()),
    st.builds(Range.compared, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), ends),
)
keys = st.text(storable, max_size=5) | st.just("@feel")
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4)
)


@settings(deadline=None)
@given(values.map(from_python))
def test_json_loses_nothing(value: object) -> None:
    back = from_json(json.loads(json.dumps(to_json(value))))
    assert back == value
    assert repr(back) == repr(value)


def test_json_is_plain_where_plain_is_exact() -> None:
    assert to_json({"n": 5, "x": 1.5, "s": "2024-01-01", "l": [None, True]}) == {
        "n": 5,
        "x": 1.5,
        "s": "2024-01-01",
        "l": [None, True],
    }
    assert to_json(Decimal("12.50")) == {"@feel": "number", "value": "12.50"}
    assert to_json(dt.date(2024, 1, 1)) == {"@feel": "date", "value": "2024-01-01"}


@pytest.mark.parametrize(
    "value",
    [
        {"@feel": "number", "value": "NaN"},
        {"@feel": "number", "value": 5},
        {"@feel": "date", "value": "2024-02-30"},
        {"@feel": "python", "value": "x"},
        {"@feel": ["date"], "value": "2024-01-01"},
        {"@feel": "range", "value": [1]},
        {"@feel": "range", "value": [1, 2, "yes", True, "interval"]},
    ],
)
def test_a_wrong_tag_is_refused(value: object) -> None:
    with pytest.raises(InvalidArgument):
        from_json(value)


def test_functions_are_not_stored() -> None:
    with pytest.raises(InvalidArgument):
        to_json(evaluate("function(x) x"))


def test_values_that_share_values_are_counted_as_written_out() -> None:
    shared: object = [1]
    for _ in range(40):
        shared = [shared, shared]
    for convert in (from_python, to_python, to_json):
        with pytest.raises(FeelBudgetExceeded):
            convert(shared)
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    for convert in (from_python, to_python, to_json):
        with pytest.raises(FeelBudgetExceeded):
            convert(deep)


def test_data_marked_as_feel_is_taken_as_it_is() -> None:
    items = [Decimal(1)]
    assert compile_expression("items").evaluate(FeelContext(items=items)) is items


def test_evaluation_changes_no_data() -> None:
    context = {"a": [3, 1, 2], "c": {"k": 1}}
    evaluate('{r: sort(a), s: context put(c, "k", 2), t: append(a, 4), u: reverse(a)}', context)
    assert context == {"a": [3, 1, 2], "c": {"k": 1}}


def test_types_have_the_names_of_feel() -> None:
    sources = ["null", "true", "1", '"a"', "[]", "{}", "[1..2]", "function() 1", '@"P1D"']
    assert [type_name(evaluate(source)) for source in sources] == [
        "null", "boolean", "number", "string", "list", "context", "range", "function",
        "days and time duration",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", [float("nan"), float("-inf"), Decimal("NaN"), Decimal("Infinity"), Decimal("1e9000")]
)
def test_numbers_that_feel_does_not_have_are_refused_and_do_not_become_null(value: object) -> None:
    with pytest.raises(InvalidArgument, match="number that FEEL knows"):
        from_python([value])
