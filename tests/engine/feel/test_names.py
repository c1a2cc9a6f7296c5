"""Names with blanks, operators, keywords and Chinese characters."""

import pytest

from engine.feel import FeelSyntaxError, compile_expression
from tests.engine.feel.language import evaluate, holds


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("金额 > 1000", {"金额": 1500}),
        ("客户 等级 = 1", {"客户 等级": 1}),
        ("loan.credit score > 5", {"loan": {"credit score": 6}}),
        ("credit score + 1 = 7", {"credit score": 6}),
        ("credit   score = 6", {"credit score": 6}),
        ("date of birth = 1", {"date of birth": 1}),
        ("订单.金额 = 2 and 订单.数量 = 3", {"订单": {"金额": 2, "数量": 3}}),
        ("🐎 = 1", {"🐎": 1}),
    ],
)
def test_words_side_by_side_are_one_name(source: str, context: dict) -> None:
    assert holds(source, context)


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("a-b + 1 = 6", {"a-b": 5}),
        ("a - b = 1", {"a": 3, "b": 2}),
        ("profit and loss = 1 and x = 2", {"profit and loss": 1, "x": 2}),
        ("金额（元） > 5", {"金额（元）": 6}),
        ("1st half = 2", {"1st half": 2}),
        ("order.sub-total = 3", {"order": {"sub-total": 3}}),
        ("what? = 4", {"what?": 4}),
        ("a = 1 and a b = 2", {"a": 1, "a b": 2}),
    ],
)
def test_known_names_may_hold_operators_keywords_and_digits(source: str, context: dict) -> None:
    names = {*context, *(key for value in context.values() if isinstance(value, dict) for key in value)}
    assert holds(source, context, names=names)


def test_names_bound_inside_are_known_from_there_on() -> None:
    assert holds("{a-b: 2, r: a-b * 2}.r = 4")
    assert evaluate("for the item in [1] return the item") == evaluate("[1]")
    assert holds("(function(pay and benefits) pay and benefits + 1)(1) = 2")


def test_the_same_text_with_other_names_is_another_expression() -> None:
    context = {"a-b": 1, "a": 5, "b": 2}
    assert holds("a-b = 3", context)
    assert holds("a-b = 1", context, names=["a-b"])


def test_two_known_names_side_by_side_are_a_mistake() -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression("amount region", ["amount", "region"])


def test_what_is_read() -> None:
    expression = compile_expression(
        "order.amount > limit and count(order.lines[price > floor]) > 0"
        " and (for x in xs return x + y) = [] and score(order) > (function(p) p + q)(1)"
    )
    assert expression.names == {"order", "limit", "xs", "y", "q"}
    assert expression.possible_names == {"price", "floor"}
    assert expression.paths >= {("order", "amount"), ("order", "lines"), ("limit",)}
    assert expression.calls == {"count", "score"}


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("`a-b` + 1 = 6", {"a-b": 5}),
        ("`first name` = 1", {"first name": 1}),
        ("order.`sub-total` = 3", {"order": {"sub-total": 3}}),
        ("`if` = 4", {"if": 4}),
        ("{`a-b`: 2, r: `a-b` * 2}.r = 4", {}),
        ("(for `x+y` in [1, 2] return `x+y`)[2] = 2", {}),
        ("(function(`a.b`) `a.b` + 1)(`a.b`: 1) = 2", {}),
        ("`x'` = 1", {"x'": 1}),
        ("count(`a b`) = 2", {"a b": [1, 2]}),
    ],
)
def test_names_in_backticks_hold_anything(source: str, context: dict) -> None:
    assert holds(source, context)


def test_a_name_in_backticks_is_what_is_read() -> None:
    assert compile_expression("`a-b` + order.`c d`").paths == {("a-b",), ("order", "c d")}


@pytest.mark.parametrize("source", ["`a", "``", "a `b`"])
def test_backticks_that_are_no_name(source: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(source)


@pytest.mark.parametrize("name", ["a-b", "a.b", "a+b", "a*b", "a/b", "a'b", "amount and rest", "是/否"])
def test_names_with_operators_wherever_a_name_is_given(name: str) -> None:
    assert holds(f"(function({name}) {name} + 1)({name}: 1) = 2")
    assert holds(f"(function({name}) {name} + 1)(1) = 2")
    assert holds(f"{{{name}: 2, r: {name} * 2}}.r = 4")
    assert holds(f"{{{name}: 2}}.{name} = 2")
    assert holds(f"every {name} in [1, 2] satisfies {name} > 0")
