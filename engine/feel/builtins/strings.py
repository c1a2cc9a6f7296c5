"""Functions of text. Positions count characters, not UTF-16 units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import patterns
from engine.feel.functions import builtin
from engine.feel.numbers import whole
from engine.feel.runtime import Run


@builtin("substring", "string: string, start position: number, length?: number")
def _substring(run: Run, text: str, position: Decimal, length: Decimal | None = None) -> str | None:
    start = whole(position)
    if not start:
        return None
    first = start - 1 if start > 0 else len(text) + start
    if length is not None and length < 1:
        return None
    if first < 0 or first >= len(text):
        return ""
    end = len(text) if length is None else first + (whole(length) or len(text))
    run.charge_text(len(text))
    return text[first:end]


@builtin("string length", "string: string")
def _string_length(_run: Run, text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def _upper_case(run: Run, text: str) -> str:
    run.charge_text(len(text))
    return text.upper()


@builtin("lower case", "string: string")
def _lower_case(run: Run, text: str) -> str:
    run.charge_text(len(text))
    return text.lower()


@builtin("trim", "string: string")
def _trim(run: Run, text: str) -> str:
    run.charge_text(len(text))
    return text.strip()


@builtin("is blank", "string: string")
def _is_blank(run: Run, text: str) -> bool:
    run.charge_text(len(text))
    return not text.strip()


@builtin("substring before", "string: string, match: string")
def _substring_before(run: Run, text: str, match: str) -> str:
    run.charge_text(len(text))
    before, separator, _ = text.partition(match) if match else ("", "", "")
    return before if separator else ""


@builtin("substring after", "string: string, match: string")
def _substring_after(run: Run, text: str, match: str) -> str:
    run.charge_text(len(text))
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string, match: string")
def _contains(run: Run, text: str, match: str) -> bool:
    run.charge_text(len(text))
    return match in text


@builtin("starts with", "string: string, match: string")
def _starts_with(_run: Run, text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def _ends_with(_run: Run, text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches", "input: string, pattern: string, flags?: string|null")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool | None:
    return patterns.matches(run, text, pattern, flags or "")


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|null")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str | None:
    return patterns.replace(run, text, pattern, replacement, flags or "")


@builtin("split", "string: string, delimiter: string")
def _split(run: Run, text: str, delimiter: str) -> list[str] | None:
    return patterns.split(run, text, delimiter)


@builtin("extract", "string: string, pattern: string, flags?: string|null")  # so Camunda calls it
@builtin("extract", "input: string, pattern: string, flags?: string|null")
def _extract(run: Run, text: str, pattern: str, flags: str | None = None) -> list[str] | None:
    return patterns.extract(run, text, pattern, flags or "")


@builtin("string join", "list: list, delimiter?: string|null, prefix?: string|null, suffix?: string|null")
def _string_join(
    run: Run,
    items: list[Any],
    delimiter: str | None = None,
    prefix: str | None = None,
    suffix: str | None = None,
) -> str | None:
    texts = [item for item in items if item is not None]
    if not all(type(text) is str for text in texts):
        return None
    run.charge_list(len(items))
    separator, before, after = delimiter or "", prefix or "", suffix or ""
    length = sum(len(text) for text in texts) + len(separator) * max(0, len(texts) - 1)
    run.charge_text(length + len(before) + len(after))
    return before + separator.join(texts) + after
