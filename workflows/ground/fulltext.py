"""Full text in Chinese and English, in PostgreSQL, without a dictionary.

A run of Han characters is cut into pairs (服务券 → 服务, 务券), and the last one stands alone too; other
words stay whole, case folded. A query asks for all its pairs, a single character and an unfinished word for
what begins with them. So a text is found where it stands, and no index has to know a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, Text, bindparam, cast, false, func
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, TSVECTOR

MAX_TOKENS = 2_000
MAX_QUERY_TOKENS = 24
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")


def _runs(text: str) -> Iterable[tuple[str, bool]]:
    """Yield the words of a text, folded, each with whether it is a run of Han characters."""
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold().replace("\x00", " ")):
        yield run, _IS_HAN.match(run) is not None


def tokens(*texts: str) -> list[str]:
    """Return what is indexed for `texts`: each token once, at most `MAX_TOKENS`."""
    made: dict[str, None] = {}
    for text in texts:
        for run, han in _runs(text):
            if han:
                made.update(dict.fromkeys(run[i : i + 2] for i in range(len(run))))
            else:
                made[run[:64]] = None
            if len(made) >= MAX_TOKENS:
                return list(made)[:MAX_TOKENS]
    return list(made)


def document(*texts: str) -> ColumnElement[Any]:
    """Return the `tsvector` of `texts` as an expression to store; keep it under a GIN index."""
    return func.array_to_tsvector(
        cast(bindparam(None, tokens(*texts), unique=True), ARRAY(Text)), type_=TSVECTOR
    )


def query_text(text: str) -> str:
    """Return the `tsquery` that asks for all of `text`; "" when there is nothing to ask for."""
    asked: dict[str, None] = {}
    for run, han in _runs(text):
        if han and len(run) > 1:
            asked.update(dict.fromkeys(f"'{run[i : i + 2]}'" for i in range(len(run) - 1)))
        else:
            asked[f"'{run[:64]}':*"] = None
    return " & ".join(list(asked)[:MAX_QUERY_TOKENS])


def matches(column: SQLColumnExpression[Any], text: str) -> ColumnElement[bool]:
    """Return the condition that a stored document holds all of `text`; nothing fits an empty question.

    The question is written out in the statement: planned once for whatever word comes, a word that stands in
    a million documents would be looked up like a rare one.
    """
    asked = query_text(text)
    if not asked:
        return false()
    question: BindParameter[str] = bindparam(None, asked, unique=True, literal_execute=True)
    return column.op("@@", is_comparison=True)(cast(question, TSQUERY))
