"""Regular expressions as XPath writes them, run by the `regex` package under a time limit.

Backtracking can take exponential time, so each evaluation has a small allowance of seconds for its patterns.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any, NoReturn

import regex

from engine.feel.errors import FeelBudgetExceeded
from engine.feel.pattern_syntax import InvalidPatternError, translate, without_blanks
from engine.feel.runtime import Run

_MAX_PATTERN_LENGTH = 1_000
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str] | None:
    try:
        options = regex.V1
        for flag in flags:
            if flag not in {"q", "x"}:
                options |= _FLAGS[flag]
        if "q" in flags:
            return regex.compile(regex.escape(pattern), options)
        translated = translate(without_blanks(pattern) if "x" in flags else pattern, flags)
        return regex.compile(translated, options)
    except (regex.error, KeyError, InvalidPatternError, OverflowError, RecursionError):
        return None


def _prepare(run: Run, text: str, pattern: str, flags: str) -> regex.Pattern[str] | None:
    if len(pattern) > _MAX_PATTERN_LENGTH:
        run.exceed("string_length", _MAX_PATTERN_LENGTH)
    if len(flags) > 10:
        return None
    run.charge(len(pattern))
    run.charge_text(len(text))
    return _compiled(pattern, "".join(sorted(set(flags))))


class _Timed:
    """Takes the time a pattern runs off the evaluation's allowance."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def __enter__(self) -> float:
        self.start = time.thread_time()
        if self.run.pattern_seconds <= 0:
            self.refuse()
        return self.run.pattern_seconds

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        self.run.pattern_seconds -= time.thread_time() - self.start
        if kind is not None and issubclass(kind, TimeoutError | MemoryError):
            self.refuse()

    def refuse(self) -> NoReturn:
        raise FeelBudgetExceeded("pattern", limit=self.run.budget.pattern_seconds) from None


def matches(run: Run, text: str, pattern: str, flags: str) -> bool | None:
    """Return whether the pattern occurs in the text; None if pattern or flags are invalid."""
    compiled = _prepare(run, text, pattern, flags)
    if compiled is None:
        return None
    with _Timed(run) as seconds:
        return compiled.search(text, timeout=seconds) is not None


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str) -> str | None:
    """Return the text with each match replaced ($1 is a group); None if one of the arguments is invalid."""
    compiled = _prepare(run, text, pattern, flags)
    parts = None if compiled is None else _replacement(replacement, compiled.groups, literal="q" in flags)
    if compiled is None or parts is None:
        return None
    out: list[str] = []
    last = 0
    length = 0
    with _Timed(run) as seconds:
        for match in compiled.finditer(text, timeout=seconds):
            run.charge(2 + len(parts))
            pieces = [part if isinstance(part, str) else match.group(part) or "" for part in parts]
            added = sum(len(piece) for piece in pieces)
            length += added + match.start() - last
            run.charge_text(length if length > run.budget.string_length else added)
            out += (text[last : match.start()], *pieces)
            last = match.end()
    run.charge_text(length + len(text) - last)
    return "".join((*out, text[last:]))


def _replacement(text: str, groups: int, *, literal: bool) -> list[str | int] | None:
    if literal:
        return [text]
    parts: list[str | int] = []
    position = 0
    while position < len(text):
        char = text[position]
        following = text[position + 1 : position + 2]
        if char == "\\":
            if following not in {"\\", "$"}:
                return None
            parts.append(following)
            position += 2
        elif char == "$":
            if not following.isdigit():
                return None
            digits = following
            position += 2
            while (
                position < len(text) and text[position].isdigit() and int(digits + text[position]) <= groups
            ):
                digits += text[position]
                position += 1
            parts.append(int(digits) if int(digits) <= groups else "")
        else:
            parts.append(char)
            position += 1
    return parts


def split(run: Run, text: str, delimiter: str) -> list[str] | None:
    """Return the pieces between the matches of the delimiter pattern."""
    compiled = _prepare(run, text, delimiter, "")
    if compiled is None:
        return None
    pieces: list[str] = []
    last = 0
    with _Timed(run) as seconds:
        for match in compiled.finditer(text, timeout=seconds):
            if match.end() == match.start():
                continue
            run.charge_list(1)
            pieces.append(text[last : match.start()])
            last = match.end()
    pieces.append(text[last:])
    run.charge_list(len(pieces))
    return pieces


def extract(run: Run, text: str, pattern: str, flags: str) -> list[str] | None:
    """Return every match of the pattern."""
    compiled = _prepare(run, text, pattern, flags)
    if compiled is None:
        return None
    texts: list[str] = []
    with _Timed(run) as seconds:
        for match in compiled.finditer(text, timeout=seconds):
            run.charge_list(1)
            texts.append(match.group())
    return texts
