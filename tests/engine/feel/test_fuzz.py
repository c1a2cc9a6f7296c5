"""Random texts and random trees: nothing but a value or FEEL's own error ever comes out."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import (
    BUILTIN_NAMES,
    Budget,
    FeelError,
    compile_expression,
    compile_unary_tests,
    from_json,
    from_python,
    to_json,
    to_python,
)
from tests.engine.feel.language import NOW

SMALL = Budget(steps=3000, list_size=500, string_length=5000, depth=150, pattern_seconds=0.01)
WORD_TEXT = """
    + - * / ** = != < <= > >= ( ) [ ] { } , : . .. @ ? ] [ if then else for in return some every satisfies
    and or not between instance of function null true false 1 0 -1 2.5 10**40 "a" "(a+)+$" "P1D" "2024-02-29"
    a b 名 item partial list number context @"2024-01-31" @"P1M" @"PT1H" @"10:00:00Z" [1..3] {a:1}
    @"2024-01-01T00:00:00@Asia/Shanghai"
"""
WORDS = [*WORD_TEXT.split(), *sorted(BUILTIN_NAMES)]
CONTEXT = {"a": [1, "x", None, {"b": 2}], "b": {"a": 1.5}, "名": True, "d": NOW, "e": 10**30}


def attempt(source: str) -> None:
    """Evaluate; let out whatever is not a value or FEEL's own error."""
    for compiled in (compile_expression, compile_unary_tests):
        try:
            value = compiled(source).evaluate(CONTEXT, now=NOW, budget=SMALL, warnings=[])
            check(value)
        except FeelError as error:
            spoken = error.message("zh-CN")
        else:
            spoken = "a value"
        assert spoken


def check(value: Any) -> None:
    """Assert that a result is made of FEEL values only."""
    assert to_python(value) is not NotImplemented
    try:
        stored = to_json(value)
    except FeelError:
        return
    except Exception as refusal:  # noqa: BLE001  # whatever else comes would be a leak
        assert "function" in str(refusal)  # noqa: PT017
        return
    assert from_json(stored) == from_python(value)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text(source: str) -> None:
    attempt(source)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_any_words(words: list[str]) -> None:
    attempt(" ".join(words))


LITERAL_TEXT = """
    1 0 -2.5
    10**20 null true "a" "2024-01-01" [] [1,2,3] {a:1} a b d e "" [null] [1..3] (<5) "[0-9]+" [[1],[2]]
    @"2024-01-31" @"P1M" @"-PT1H" @"10:00:00" @"2024-01-01T00:00:00Z" [{key:"a",value:1}] ["a","b"]
"""
literals = st.sampled_from([*LITERAL_TEXT.split(), "function(x) x", "function(x, y) x < y"])
properties = st.sampled_from(["a", "year", "start", "days", "__class__", "time offset"])


functions = st.sampled_from(sorted(BUILTIN_NAMES))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"])
    return st.one_of(
        st.builds("({} {} {})".format, inner, binary, inner),
        st.builds(
            "{}({})".format,
            st.sampled_from(sorted(BUILTIN_NAMES)),
            st.lists(inner, max_size=3).map(", ".join),
        ),
        st.builds("({})[{}]".format, inner, inner),
        st.builds(
            "({}).{}".format,
            inner,
            st.sampled_from(["a", "year", "start", "days", "__class__", "time offset"]),
        ),
        st.builds("(for i in {} return {})".format, inner, inner),
        st.builds("(some i in {} satisfies {})".format, inner, inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a: {}, b: {}}}".format, inner, inner),
        st.builds("({} between {} and {})".format, inner, inner, inner),
        st.builds("({})({})".format, inner, inner),
        st.builds("-{}".format, inner),
    )


@settings(max_examples=600, deadline=None)
@given(st.recursive(literals, compound, max_leaves=8))
def test_any_tree(source: str) -> None:
    attempt(source)
