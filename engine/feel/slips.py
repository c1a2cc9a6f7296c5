"""Finds what people write by habit and FEEL reads as something else: dates, numbers and ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.feel.lexer import TEXT

_TEXTS = re.compile(TEXT)
_ARGUMENTS = re.compile(r"\w\s*\([^()]*\)|\[[^\[\].]*\]")
"""Arguments and lists, whose commas part values."""
_YEAR, _MONTH, _DAY = "年", "月", "日号"
_DATE = re.compile(
    r"(?<![\w\"-])(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})(?![\w\"/-])"
    rf"|{_YEAR}(\d{{1,2}}){_MONTH}(\d{{1,2}})[{_DAY}]?)",
    re.ASCII,
)
_COMMAS = re.compile(r"(?<![\w\",])(?<!\d\.)(\d{1,3}(?:,\d{3})+)(?![\w\",])", re.ASCII)
_OTHER_GROUPS = re.compile(
    r"(?<![\w\",.])(\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:[ _'’，\u00a0\u2009]\d{3})+)"
    r"(?![\w\",])",
    re.ASCII,
)
_OF_A_UNIT = {"%": "0.01", "％": "0.01", "‰": "0.001", "万": "10000", "亿": "100000000"}
_UNITS = re.compile(rf"(?<![\w.])(\d+(?:\.\d+)?)\s*([{''.join(_OF_A_UNIT)}])", re.ASCII)
_WIDE = re.compile(r"(?<!\w)[０-９](?:[０-９，．]*[０-９])?(?!\w)")
_NARROW = str.maketrans("０１２３４５６７８９．", "0123456789.", "，")
_UNTIL = r"-|~|～|—+|–|至|到|\.\."
_RANGE = re.compile(rf"\s*(\d+(?:\.\d+)?)\s*(?:{_UNTIL})\s*(\d+(?:\.\d+)?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands there, and what FEEL wants; `grouped` numbers are several values where commas part them."""

    kind: Literal["date", "grouped", "number", "range"]
    text: str
    write: str


def slips(text: str, *, lists: bool = False) -> Iterator[Slip]:
    """Yield the slips of a FEEL text; only where commas part values (`lists`) numbers and ranges are seen."""
    outside = _TEXTS.sub("", text)
    for date in _DATE.finditer(outside):
        year, _, *parts = date.groups()
        month, day = (part for part in parts if part is not None)
        yield Slip("date", date.group(), f'date("{year}-{month:0>2}-{day:0>2}")')
    if not lists:
        return
    if (match := _RANGE.fullmatch(outside)) and Decimal(match[1]) < Decimal(match[2]):
        yield Slip("range", text.strip(), f"[{match[1]}..{match[2]}]")
    bare = _ARGUMENTS.sub("", outside)
    for number in _COMMAS.findall(bare):
        yield Slip("grouped", number, number.replace(",", ""))
    for number in _OTHER_GROUPS.findall(bare):
        yield Slip("number", number, _plain(number))
    for one in _UNITS.finditer(bare):
        amount = Decimal(one[1]) * Decimal(_OF_A_UNIT[one[2]])
        yield Slip("number", one.group(), f"{amount.normalize():f}")
    for number in _WIDE.findall(bare):
        yield Slip("number", number, number.translate(_NARROW))


def _plain(number: str) -> str:
    """Return a number whose thousands are grouped as FEEL writes it."""
    if "." in number and "," in number:  # 1.234,50
        return number.replace(".", "").replace(",", ".")
    return re.sub(r"[^\d]", "", number)
