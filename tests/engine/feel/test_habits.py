"""What cells say in words of other tools and of everyday language: what is proposed means the same."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import compile_unary_tests, habit

NUMBERS = st.decimals(-1000, 1000, places=1).map(lambda one: one.normalize() + 0)
MORE = ("大于", "高于", "超过", "多于", "more than", "Greater than")
MORE_OR_EQUAL = (
    "大于等于",
    "大于或等于",
    "不小于",
    "不低于",
    "不少于",
    "至少",
    "at least",
    "no less than",
    "=>",
)
LESS = ("小于", "低于", "不满", "不足", "少于", "less than")
LESS_OR_EQUAL = ("小于等于", "不大于", "不高于", "不超过", "至多", "at most", "no more than", "=<")
Compare = Callable[[Decimal, Decimal], bool]
WORDS: dict[str, Compare] = {
    **dict.fromkeys(MORE, operator.gt),
    **dict.fromkeys(MORE_OR_EQUAL, operator.ge),
    **dict.fromkeys(LESS, operator.lt),
    **dict.fromkeys(LESS_OR_EQUAL, operator.le),
    **dict.fromkeys(("等于", "==", "equals", "is"), operator.eq),
    **dict.fromkeys(("不等于", "<>", "≠", "is not", "not"), operator.ne),
    "not >": operator.le,
    "not <=": operator.gt,
}
AFTER: dict[str, Compare] = {
    **dict.fromkeys(("以上", "及以上", " or more"), operator.ge),
    **dict.fromkeys(("以下", "及以下", "以内", " or less"), operator.le),
}
SIGNS: dict[str, Compare] = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def means(cell: str, value: object, *, is_text: bool = False) -> bool:
    """Tell whether a value meets what is proposed to be written for a cell."""
    write = habit(cell, is_text=is_text)
    assert write is not None, cell
    assert habit(write, is_text=is_text) is None, write
    return compile_unary_tests(write).matches(value, {})


@given(st.sampled_from([*WORDS]), NUMBERS, NUMBERS, st.sampled_from(["", " "]))
def test_a_comparison_in_words_means_it(words: str, bound: Decimal, value: Decimal, blank: str) -> None:
    blank = blank if not words.isascii() or not words[-1].isalpha() else " "
    for drawn in (value, bound):
        assert means(f"{words}{blank}{bound:f}", drawn) == WORDS[words](drawn, bound)


@given(st.sampled_from([*AFTER]), NUMBERS, NUMBERS)
def test_a_bound_named_afterwards_includes_itself(words: str, bound: Decimal, value: Decimal) -> None:
    for drawn in (value, bound):
        assert means(f"{bound:f}{words}", drawn) == AFTER[words](drawn, bound)


@given(
    st.sampled_from([">", ">="]),
    st.sampled_from(["<", "<="]),
    st.lists(NUMBERS, min_size=2, max_size=2, unique=True),
    NUMBERS,
    st.sampled_from([" and ", "&&", " 且 ", " 并且 "]),
    st.booleans(),
)
def test_two_comparisons_mean_what_is_between(
    above: str, below: str, bounds: list[Decimal], value: Decimal, both: str, is_turned: bool
) -> None:
    low, high = sorted(bounds)
    first, second = f"{above} {low:f}", f"{below}{high:f}"
    cell = f"{second}{both}{first}" if is_turned else f"{first}{both}{second}"
    for drawn in (value, low, high):
        assert means(cell, drawn) == (SIGNS[above](drawn, low) and SIGNS[below](drawn, high))


@given(st.lists(NUMBERS, min_size=2, max_size=2), NUMBERS)
def test_between_includes_both_ends(bounds: list[Decimal], value: Decimal) -> None:
    low, high = sorted(bounds)
    for cell in (f"between {low:f} and {high:f}", f"介于{low:f}和{high:f}之间", f"in [{low:f}..{high:f}]"):
        for drawn in (value, low, high):
            assert means(cell, drawn) == (low <= drawn <= high)


@given(
    st.lists(st.tuples(st.sampled_from(["", ">", ">=", "<", "<="]), NUMBERS), min_size=2, max_size=4),
    NUMBERS,
    st.sampled_from([" or ", " OR ", " || ", " | ", ";", "、", "或"]),
)
def test_alternatives_are_met_by_any(tests: list[tuple[str, Decimal]], value: Decimal, between: str) -> None:
    cell = between.join(f"{sign}{bound:f}" for sign, bound in tests)
    for drawn in (value, tests[0][1]):
        assert means(cell, drawn) == any(
            SIGNS[sign](drawn, bound) if sign else drawn == bound for sign, bound in tests
        )


@pytest.mark.parametrize(
    ("cell", "write"),
    [
        ('"a" or "b"', '"a", "b"'),
        ('"a or b" | "c;d"', '"a or b", "c;d"'),
        ('in ("a","b")', '"a", "b"'),
        ('in ["a", "b"]', '"a", "b"'),
        ("is null", "null"),
        ("IS NOT NULL", "not(null)"),
        ("not null", "not(null)"),
        ('<> "a"', 'not("a")'),
        ('not "a"', 'not("a")'),
        ('starts with "a"', 'starts with(?, "a")'),
        ('contains("a")', 'contains(?, "a")'),
        ('包含"园区"', 'contains(?, "园区")'),
        ('endsWith "a"', 'ends with(?, "a")'),
        ('matches("a.*")', 'matches(?, "a.*")'),
    ],
)
def test_what_is_written_of_texts(cell: str, write: str) -> None:
    assert habit(cell, is_text=True) == write
    compile_unary_tests(write)


@pytest.mark.parametrize("cell", ["为空", "不为空", "非空"])
def test_whether_there_is_anything(cell: str) -> None:
    assert means(cell, None) == (cell == "为空")
    assert means(cell, Decimal(1)) != (cell == "为空")
    assert habit(cell, is_text=True) is None


@pytest.mark.parametrize("cell", ["60以上", "不满3", "at least 5", "不等于 5", "is 5"])
def test_among_texts_words_may_be_a_text(cell: str) -> None:
    assert habit(cell, is_text=True) is None


@pytest.mark.parametrize(
    "cell",
    [
        "5", "> 5", ">= 5, < 3", "[1..5]", '"a", "b"', "not(5)", 'not("a", "b")', "null", "-", "", "= 5",
        "true or false", "a or b", "? > 5 and ? < 7", 'contains(?, "a")', '"a or b"', '!= "a"', "5 - 3",
        "> 5 and > 7", "> 7 and < 5", "between 7 and 5", "x in (1, 2)", "minimum", 'date("2026-01-01")',
        "some x in ? satisfies x > 1",
    ],
)  # fmt: skip
def test_what_is_feel_or_means_nothing_is_left_alone(cell: str) -> None:
    assert habit(cell, is_text=False) is None
