"""Says as FEEL what people write into cells in words and signs of other tools and of everyday language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from engine.feel.lexer import TEXT

_NUMBER = r"-?\d+(?:\.\d+)?"
_MOMENT = rf"(?:[a-z][a-z ]*\({TEXT}\)|@{TEXT})"
_ORDERED = rf"(?:{_NUMBER}|{_MOMENT})"
_VALUE = rf"(?:{TEXT}|{_ORDERED}|true|false)"
_PLAIN_TEST = rf"(?:(?:>=|<=|>|<)?\s*{_NUMBER}|{TEXT})"
_TEST = rf"(?:(?:>=|<=|>|<)\s*{_ORDERED}|{TEXT}|{_ORDERED})"

_MORE_OR_EQUAL = (
    "大于等于", "大于或等于", "不小于", "不低于", "不少于", "至少", "=>",
    "at least", "no less than", "not less than", "greater than or equal to",
)  # fmt: skip
_LESS_OR_EQUAL = (
    "小于等于", "小于或等于", "不大于", "不高于", "不超过", "不多于", "至多", "=<",
    "at most", "no more than", "not more than", "less than or equal to", "up to",
)  # fmt: skip
_MORE = ("大于", "高于", "超过", "多于", "more than", "greater than")
_LESS = ("小于", "低于", "不满", "不足", "少于", "less than")
_OPERATORS = {
    **dict.fromkeys(_MORE_OR_EQUAL, ">="),
    **dict.fromkeys(_LESS_OR_EQUAL, "<="),
    **dict.fromkeys(_MORE, ">"),
    **dict.fromkeys(_LESS, "<"),
}
_AFTER = {
    # 民法典 第一千二百五十九条: 以上, 以下, 以内 include the number itself
    **dict.fromkeys(("及以上", "以上", "或以上", "or more", "and more"), ">="),
    **dict.fromkeys(("及以下", "以下", "或以下", "以内", "or less", "and less"), "<="),
}
_EQUAL = ("==", "等于", "equals", "equal to", "is")
_OTHER = ("<>", "!==", "≠", "不等于", "is not", "not equal to", "not")
_EITHER = ("or", "||", "|", ";", "；", "、", "或", "或者")
_BOTH = ("and", "&&", "&", "且", "并且", "同时")
_LIES, _TO, _IN_THERE = "介于", ("和", "与", "至", "到"), "之间"
_NULLS = {
    **dict.fromkeys(("is null", "为空", "空值", "== null", "等于 null"), "null"),
    **dict.fromkeys(("is not null", "not null", "不为空", "非空", "<> null", "≠ null"), "not(null)"),
}
_OF_TEXTS = {
    **dict.fromkeys(("starts with", "startswith", "开头为"), "starts with"),
    **dict.fromkeys(("ends with", "endswith", "结尾为"), "ends with"),
    **dict.fromkeys(("contains", "like", "包含", "含有"), "contains"),
    "matches": "matches",
}


def _any(words: tuple[str, ...] | dict[str, str]) -> str:
    """Return a pattern of words, the longer ones first: 大于等于 begins with 大于."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_OR = re.compile(rf"\s*(?:{_any(_EITHER)})\s*({_TEST})", re.IGNORECASE)
_AND = rf"(>=|<=|>|<)\s*({_ORDERED})\s*(?:{_any(_BOTH)})\s*(>=|<=|>|<)\s*({_ORDERED})"
_BETWEEN = rf"between\s+({_ORDERED})\s+and\s+({_ORDERED})"
_LIES_BETWEEN = rf"{_LIES}\s*({_ORDERED})\s*(?:{_any(_TO)})\s*({_ORDERED})(?:{_IN_THERE})?"
_IN = rf"in\s*(?:\(\s*({_VALUE}(?:\s*,\s*{_VALUE})*)\s*\)|\[\s*({_VALUE}(?:\s*,\s*{_VALUE})*)\s*\])"
_IN_RANGE = rf"in\s*([\[(\]]\s*{_ORDERED}\s*\.\.\s*{_ORDERED}\s*[\])\[])"
_COMPARED = rf"({_any(_OPERATORS)})\s*({_ORDERED})"
_COMPARED_AFTER = rf"({_ORDERED})\s*({_any(_AFTER)})"
_NOT_COMPARED = rf"not\s*(>=|<=|>|<)\s*({_ORDERED})"
_TEXT_TEST = rf"({_any(_OF_TEXTS)})\s*(?:\(\s*({TEXT})\s*\)|({TEXT}))"


def _range(match: re.Match[str]) -> str | None:
    """Return `(1..5]` of `> 1 and <= 5`, in either order; None where nothing is between."""
    first, low, second, high = match.groups()
    if first[0] == second[0]:
        return None
    if first[0] == "<":
        first, low, second, high = second, high, first, low
    if _are_numbers(low, high) and Decimal(low) >= Decimal(high):
        return None
    return f"{'[' if '=' in first else '('}{low}..{high}{']' if '=' in second else ')'}"


def _between(match: re.Match[str]) -> str | None:
    low, high = match.groups()
    if _are_numbers(low, high) and Decimal(low) > Decimal(high):
        return None
    return f"[{low}..{high}]"


def _are_numbers(*texts: str) -> bool:
    return all(re.fullmatch(_NUMBER, text) for text in texts)


def _listed(match: re.Match[str]) -> str:
    return ", ".join(re.findall(_VALUE, match[1] or match[2]))


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), write)
    for pattern, write in (
        (_AND, _range),
        (_BETWEEN, _between),
        (_LIES_BETWEEN, _between),
        (_IN, _listed),
        (_IN_RANGE, lambda match: match[1]),
        (_NOT_COMPARED, lambda match: f"not({match[1]} {match[2]})"),
        (_COMPARED, lambda match: f"{_OPERATORS[match[1].lower()]} {match[2]}"),
        (_COMPARED_AFTER, lambda match: f"{_AFTER[match[2].lower()]} {match[1]}"),
        (rf"({_any(_OTHER)})\s*({_VALUE})", lambda match: f"not({match[2]})"),
        (rf"({_any(_EQUAL)})\s*({_VALUE})", lambda match: match[2]),
    )
)
_TEXT_FORM = re.compile(_TEXT_TEST, re.IGNORECASE)
_PLAIN = re.compile(rf"-|{_PLAIN_TEST}(?:\s*,\s*{_PLAIN_TEST})*")
"""What most cells are, and FEEL already."""


def habit(cell: str, *, is_text: bool) -> str | None:
    """Return as unary tests of FEEL what a cell says in other words, None if it is none of these forms.

    In a column of texts (`is_text`) words and a number without quotes may be a text: 60以上.
    """
    if _PLAIN.fullmatch(cell):
        return None
    text = " ".join(cell.split())
    if text.lower() in _NULLS and not (is_text and "null" not in text.lower()):
        return _NULLS[text.lower()]
    alternatives = list(_alternatives(text))
    if len(alternatives) > 1:
        return ", ".join(alternatives)
    if match := _TEXT_FORM.fullmatch(text):
        return f"{_OF_TEXTS[match[1].lower()]}(?, {match[2] or match[3]})"
    for pattern, write in _FORMS:
        match = pattern.fullmatch(text)
        if match is not None and not (is_text and '"' not in text and text[0].isalnum()):
            return write(match)
    return None


def _alternatives(text: str) -> Iterator[str]:
    """Yield the tests between which somebody wrote "or"; nothing where anything else stands there."""
    first = re.match(_TEST, text)
    if first is None:
        return
    parts, end = [first.group()], first.end()
    while end < len(text):
        following = _OR.match(text, end)
        if following is None:
            return
        parts.append(following[1])
        end = following.end()
    yield from parts
