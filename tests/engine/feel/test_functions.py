"""Functions that the platform and other rooms give to FEEL."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from engine.feel import FeelBudgetExceeded, Functions, FunctionValue, Run, compile_expression
from tests.engine.feel.language import evaluate


@pytest.fixture
def functions() -> Functions:
    functions = Functions()

    @functions.register("add days", "day: date, count: number, weekend?: boolean")
    def _add_days(day: dt.date, count: Decimal, weekend: bool | None = None) -> dt.date:
        assert type(day) is dt.date
        return day + dt.timedelta(days=int(count) + (2 if weekend else 0))

    @functions.register("profit and loss", "values: list")
    def _profit_and_loss(values: list) -> int:
        return len(values)

    return functions


def test_platform_functions_take_and_give_python_values(functions: Functions) -> None:
    assert evaluate('string(add days(@"2024-01-01", 2))', functions=functions) == "2024-01-03"
    assert (
        evaluate("string(add days(count: 1, day: d))", {"d": dt.date(2024, 1, 1)}, functions=functions)
        == "2024-01-02"
    )
    assert evaluate('add days(@"2024-01-01", 2, true).day', functions=functions) == 5


def test_what_they_cannot_work_with_is_null() -> None:
    functions = Functions()

    @functions.register("year after", "day: date")
    def _year_after(day: dt.date) -> dt.date:
        return day.replace(year=day.year + 1)

    warnings: list = []
    source = 'year after(@"2024-02-29")'
    assert evaluate(source, functions=functions, warnings=warnings) is None
    assert "year after" in warnings[0].message("en")


def test_a_costly_function_stops_a_loop_early() -> None:
    functions = Functions()
    calls: list[int] = []
    functions.register("walk", "n: number", cost=2000)(lambda n: calls.append(int(n)))
    with pytest.raises(FeelBudgetExceeded):
        evaluate("for i in 1..1000 return walk(i)", functions=functions)
    assert len(calls) < 50


def test_arguments_of_another_type_never_reach_them(functions: Functions) -> None:
    warnings: list = []
    assert evaluate('add days("2024-01-01", 2)', functions=functions, warnings=warnings) is None
    assert "add days" in warnings[0].message("zh-CN")
    assert "日期" in warnings[0].message("zh-CN")
    assert evaluate("add days()", functions=functions) is None


def test_their_names_may_hold_keywords_if_they_are_known(functions: Functions) -> None:
    assert evaluate("profit and loss([1, 2])", functions=functions, names=list(functions)) == 2


def test_they_go_before_built_in_functions() -> None:
    functions = Functions()
    functions.register("count", "list: list")(lambda values: -1)
    assert evaluate("count([1])", functions=functions) == -1


def test_functions_of_other_rooms_share_the_budget() -> None:
    body = compile_expression("if n < 1 then 0 else 1 + down(n - 1)")

    def down(run: Run, n: Any) -> Any:
        return body.evaluate_in(run, {"n": n, "down": knowledge})

    knowledge = FunctionValue("down", ("n",), down)
    assert evaluate("down(5)", {"down": knowledge}) == 5
    with pytest.raises(FeelBudgetExceeded):
        evaluate("down(1000)", {"down": knowledge})
    endless = compile_expression("count(for i in 1..9000 return i * 2)")
    worker = FunctionValue("work", (), lambda run: endless.evaluate_in(run, {}))
    with pytest.raises(FeelBudgetExceeded):
        evaluate("for i in 1..100 return work()", {"work": worker})


def test_an_inner_evaluation_does_not_see_the_data_of_the_outer_one() -> None:
    inner = compile_expression("secret")
    function = FunctionValue("peek", (), lambda run: inner.evaluate_in(run, {}))
    assert evaluate("peek()", {"peek": function, "secret": 1}) is None


def test_a_date_serves_a_parameter_of_type_date_and_time() -> None:
    given = "(function(at: date and time) string(at))"
    assert evaluate(f'{given}(@"2024-03-01")') == "2024-03-01T00:00:00Z"
    assert evaluate(f'{given}("2024-03-01")') is None
