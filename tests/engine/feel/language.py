"""What the tests of FEEL share: evaluate a text and speak of values as FEEL writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from engine.feel import Functions, compile_expression, compile_unary_tests

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def evaluate(source: str, context: Mapping[str, Any] | None = None, **options: Any) -> Any:
    """Return the value of `source` at a fixed moment."""
    names = options.pop("names", ())
    options.setdefault("now", NOW)
    return compile_expression(source, names).evaluate(context or {}, **options)


def holds(source: str, context: Mapping[str, Any] | None = None, **options: Any) -> bool:
    """Return whether `source` is true, not merely not false."""
    return evaluate(source, context, **options) is True


def matches(source: str, value: Any, context: Mapping[str, Any] | None = None) -> bool:
    """Return whether a cell's tests accept `value`."""
    return compile_unary_tests(source).matches(value, context or {}, now=NOW)


__all__ = ["NOW", "Functions", "evaluate", "holds", "matches"]
