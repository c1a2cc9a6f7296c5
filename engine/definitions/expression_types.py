"""What is wrong with an expression whatever its variables hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from engine.definitions.texts import COUNTS, ExpressionText
from engine.feel import (
    NUMBER,
    Expression,
    is_never_boolean,
    is_never_list,
    null_conversions,
    slips,
    unlike_types,
    wrong_calls,
)

Wrong = tuple[str, dict[str, Any]]
"""The code without its room, and the parameters of its sentence."""


def wrong_in_text(text: ExpressionText, provided: Collection[str]) -> Iterator[Wrong]:
    """Yield what is wrong with an expression of a diagram; `provided` are the names of its variables."""
    yield from wrong_types(
        text.expression,
        {*text.local, *provided},
        numbers=COUNTS & text.local,
        decides=text.decides,
        lists=text.lists,
    )


def wrong_types(
    expression: Expression,
    names: Collection[str] = (),
    *,
    numbers: Collection[str] = (),
    decides: bool = False,
    lists: bool = False,
) -> Iterator[Wrong]:
    """Yield what is wrong whatever the variables hold.

    `names` stand for something of their own, those of `numbers` for numbers; `decides` is asked for yes or
    no, `lists` for a list.
    """
    tree = expression.tree
    for call in wrong_calls(tree, names):
        yield "no_signature", {"function": call.function, "signatures": "; ".join(call.signatures)}
    for slip in slips(expression.source):
        yield "bare_date", {"text": slip.text, "write": slip.write}
    types = {**dict.fromkeys(names), **dict.fromkeys(numbers, NUMBER)}
    for one in dict.fromkeys(unlike_types(tree, types)):
        yield "unlike_types", {"operator": one.operator, "left": one.left, "right": one.right}
    for conversion in null_conversions(tree):
        yield "null_conversion", {"call": conversion}
    if decides and is_never_boolean(tree, types):
        yield "no_condition", {"expression": expression.source}
    if lists and is_never_list(tree, types):
        yield "no_list", {"expression": expression.source}
