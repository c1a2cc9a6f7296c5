"""What analysts read when an expression is wrong."""

import re

import pytest

from engine.feel import FeelSyntaxError, compile_expression, compile_unary_tests, messages

WRONG = [
    ("a == 1", 1, 3, "一个等号", "one “=”"),
    ("a =", 1, 4, "表达式", "an expression"),
    ("a and\n  (b or", 2, 8, "表达式", "ends here"),
    ("(1 + 2", 1, 7, "“)”", "“)”"),
    ("[1, 2", 1, 6, "“]”", "“]”"),
    ("(1 + 2]", 1, 7, "“)”", "“)”"),
    ("sum(1，2)", 1, 6, "半角", "ASCII"),
    ("名称 ＝ 1", 1, 4, "半角", "ASCII"),
    ("“北京”", 1, 1, "半角", "ASCII"),
    ("'北京'", 1, 1, "双引号", "double quotes"),
    ("金额 > １００", 1, 6, "“100”", "“100”"),
    ("a > 1００ and b", 1, 6, "“00”", "“00”"),
    ("a > １００.5", 1, 5, "“100”", "“100”"),
    ('a = "x”', 1, 7, "半角", "ASCII"),
    *((f"a = {quote}x{quote}", 1, 5, "半角", "ASCII") for quote in "“„«「『〝＂"),
    *((f"a = {quote}x{quote}", 1, 5, "双引号", "double quotes") for quote in "'‘’＇"),
    *((f"a {sign} 1", 1, 3, "“>=”", "“>=”") for sign in ("≥", "≧", "⩾", "＞＝")),
    *((f"a {sign} 1", 1, 3, "“!=”", "“!=”") for sign in ("≠", "＜＞", "！＝")),
    *((f"a {sign} 1", 1, 3, "半角", "ASCII") for sign in "＞＜＝＋－＊／》《−—、"),
    ("a <> 1", 1, 4, "“!=”", "“!=”"),
    ("a => 1", 1, 4, "“>=”", "“>=”"),
    ("a =< 1", 1, 4, "“<=”", "“<=”"),
    *((f"a = 1 {word} b = 2", 1, 7, "“and”", "“and”") for word in ("AND", "And", "且", "并且")),
    *((f"(a = 1 {word} b = 2)", 1, 8, "“or”", "“or”") for word in ("OR", "Or", "或", "或者")),
    ("1 A nd", 1, 3, "结尾", "the end"),
    ("a > 5％", 1, 6, "“/ 100”", "“/ 100”"),
    ("a％2 = 1", 1, 2, "“modulo", "“modulo"),
    ("a ＆ b", 1, 3, "“and”", "“and”"),
    ("1～5", 1, 2, "“[…..…]”", "“[…..…]”"),
    ("count（a）", 1, 6, "半角", "ASCII"),
    ('"abc', 1, 1, "结束的引号", "closing quote"),
    ("1 /* x", 1, 3, "注释", "comment"),
    ("a && b", 1, 3, "“and”", "“and”"),
    ("a || b", 1, 3, "“or”", "“or”"),
    ("a ≥ b", 1, 3, "“>=”", "“>=”"),
    ("if a then b", 1, 12, "“else”", "“else”"),
    ("for x 1..2 return x", 1, 20, "“in”", "“in”"),
    ("some x in y", 1, 12, "“satisfies”", "“satisfies”"),
    ("1 2", 1, 3, "结尾", "the end"),
    ("", 1, 1, "内容为空", "there is none"),
    ("   ", 1, 4, "内容为空", "there is none"),
    ('@"2024-13-01"', 1, 1, "日期", "date"),
    ("f(1, a: 2)", 1, 10, "混用", "both"),
    ("f(1,)", 1, 5, "表达式", "an expression"),
    ("x instance of 5", 1, 15, "类型", "a type"),
    ("{a: 1, }", 1, 8, "名称", "a name"),
    ("a.", 1, 3, "名称", "a name"),
    ("1 = = 2", 1, 5, "表达式", "an expression"),
    ("then", 1, 1, "表达式", "an expression"),
    ("]1", 1, 3, "“..”", "“..”"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line", "column", "chinese", "english"), WRONG)
def test_says_where_and_what_in_both_languages(
    source: str, line: int, column: int, chinese: str, english: str
) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(source)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert chinese in error.message("zh-CN")
    assert english in error.message("en")
    assert f"第 {line} 行第 {column} 列" in error.located_message("zh-CN")


def test_cells_are_checked_too() -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests("< 5,")


@pytest.mark.parametrize("code", sorted(messages._CATALOGUE))
def test_both_languages_have_every_sentence_with_the_same_blanks(code: str) -> None:
    chinese, english = messages._CATALOGUE[code]
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english)
    blanks = set(re.findall(r"\{(\w+)\}", english))
    assert set(re.findall(r"\{(\w+)\}", chinese)) <= blanks | {"limit"}
    assert messages.sentence(code, dict.fromkeys(blanks | {"limit"}, "x"), "zh-CN")
