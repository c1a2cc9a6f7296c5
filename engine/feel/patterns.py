"""Regular expressions as XPath writes them, run by the `regex` package under a time limit.

Backtracking can take exponential time, so each evaluation has a small allowance of seconds for its patterns.
"""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any, NoReturn

import regex

from engine.feel.errors import FeelBudgetExceeded
from engine.feel.runtime import Run

_MAX_PATTERN_LENGTH = 1_000
_MAX_EXPANSION = 5_000
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}
_REPEAT = regex.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
# XML names, for \i and \c.
_NAME_START = r"\p{L}_:"
_NAME_PART = r"\p{L}\p{N}\p{M}_:.\-·"


class _InvalidPatternError(Exception):
    """Text that is no XPath regular expression."""


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> regex.Pattern[str] | None:
    try:
        options = regex.V1
        for flag in flags:
            if flag not in {"q", "x"}:
                options |= _FLAGS[flag]
        if "q" in flags:
            return regex.compile(regex.escape(pattern), options)
        translated = _translate(_without_blanks(pattern) if "x" in flags else pattern, flags)
        return regex.compile(translated, options)
    except (regex.error, KeyError, _InvalidPatternError, OverflowError, RecursionError):
        return None


def _without_blanks(pattern: str) -> str:
    """Return the pattern as the flag x means it: without blanks, except inside character classes."""
    out: list[str] = []
    depth, escaped = 0, False
    for char in pattern:
        if char in " \t\n\r" and not depth:
            continue
        if not escaped:
            depth += (char == "[") - (char == "]")
        escaped = char == "\\" and not escaped
        out.append(char)
    return "".join(out)


def _refuse_expansion(pattern: str) -> None:
    """Refuse counted repeats that multiply, such as ((a{999}){999}): `regex` unrolls them in memory.

    Raises: _InvalidPatternError.
    """
    sizes, last, position = [0], 0, 0
    while position < len(pattern):
        char = pattern[position]
        repeat = _REPEAT.match(pattern, position) if char == "{" else None
        if repeat is not None:
            times = max(
                int(bound) if len(bound) < 6 else _MAX_EXPANSION + 1 for bound in repeat.groups("0") if bound
            )
            sizes[-1] += last * max(times - 1, 0)
            last *= max(times, 1)
        elif char == "(":
            sizes.append(1)
        elif char == ")":
            last = sizes.pop() if len(sizes) > 1 else 1
            sizes[-1] += last
        elif char not in "*+?|":
            last = 1
            sizes[-1] += 1
        if max(sizes[-1], last) > _MAX_EXPANSION:
            raise _InvalidPatternError
        position = repeat.end() if repeat is not None else position + (2 if char == "\\" else 1)


def _translate(pattern: str, flags: str) -> str:
    """Return the pattern in the words of `regex`. Raises: _InvalidPatternError."""
    _refuse_expansion(pattern)
    out: list[str] = []
    position, depth, previous_open = 0, 0, False
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            text, position = _escape(pattern, position, inside=depth > 0)
        elif char == "[":
            text, position, depth = "[", position + 1, depth + 1
            if pattern.startswith("^", position):
                text, position = "[^", position + 1
            if pattern.startswith("]", position):
                raise _InvalidPatternError
        elif depth and char == "]":
            text, position, depth = "]", position + 1, depth - 1
        elif depth and char == "-" and pattern.startswith("-[", position):
            text, position = "--", position + 1
        elif depth and char in "&|~-" and pattern.startswith(char * 2, position):
            text, position = "\\" + char, position + 1
        elif not depth and char == "(" and pattern.startswith("(?", position):
            if not pattern.startswith("(?:", position):
                raise _InvalidPatternError
            text, position = "(?:", position + 3
        elif not depth and char == "." and "s" not in flags:
            text, position = r"[^\n\r]", position + 1
        elif not depth and char == "$" and "m" not in flags:
            text, position = r"\Z", position + 1
        else:
            text, position = char, position + 1
        if text in {"+", "*"} and previous_open and not depth:
            raise _InvalidPatternError
        previous_open = text in {"(", "(?:", "|"}
        out.append(text)
    if depth:
        raise _InvalidPatternError
    return "".join(out)


def _escape(pattern: str, position: int, *, inside: bool) -> tuple[str, int]:
    following = pattern[position + 1 : position + 2]
    end = position + 2
    if following in {"p", "P"}:
        close = pattern.find("}", end)
        if not pattern.startswith("{", end) or close < 0:
            raise _InvalidPatternError
        name = pattern[end + 1 : close]
        return f"\\{following}{{{'In' + name[2:] if name.startswith('Is') else name}}}", close + 1
    if following in {"i", "c", "I", "C"}:
        names = _NAME_START if following in {"i", "I"} else _NAME_PART
        if following.islower():
            return (names if inside else f"[{names}]"), end
        return f"[^{names}]", end
    if following == "":
        raise _InvalidPatternError
    if following.isdigit():
        if inside or following == "0":
            raise _InvalidPatternError
        return f"(?:\\{following})", end
    if following in "nrtsSdDwW\\|.-^?*+{}()[]$" or (following in "#/ \"'" or not following.isalnum()):
        return "\\" + following, end
    raise _InvalidPatternError


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
    found: list[str] = []
    with _Timed(run) as seconds:
        for match in compiled.finditer(text, timeout=seconds):
            run.charge_list(1)
            found.append(match.group())
    return found
