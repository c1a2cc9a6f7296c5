"""XPath's regular expressions in the words of the `regex` package."""

from __future__ import annotations

import regex

_MAX_EXPANSION = 5_000
_REPEAT = regex.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
# XML names, for \i and \c.
_NAME_START = r"\p{L}_:"
_NAME_PART = r"\p{L}\p{N}\p{M}_:.\-·"


class InvalidPatternError(Exception):
    """Text that is no XPath regular expression."""


def without_blanks(pattern: str) -> str:
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

    Raises: InvalidPatternError.
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
            raise InvalidPatternError
        position = repeat.end() if repeat is not None else position + (2 if char == "\\" else 1)


def translate(pattern: str, flags: str) -> str:
    """Return the pattern in the words of `regex`. Raises: InvalidPatternError."""
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
                raise InvalidPatternError
        elif depth and char == "]":
            text, position, depth = "]", position + 1, depth - 1
        elif depth and char == "-" and pattern.startswith("-[", position):
            text, position = "--", position + 1
        elif depth and char in "&|~-" and pattern.startswith(char * 2, position):
            text, position = "\\" + char, position + 1
        elif not depth and char == "(" and pattern.startswith("(?", position):
            if not pattern.startswith("(?:", position):
                raise InvalidPatternError
            text, position = "(?:", position + 3
        elif not depth and char == "." and "s" not in flags:
            text, position = r"[^\n\r]", position + 1
        elif not depth and char == "$" and "m" not in flags:
            text, position = r"\Z", position + 1
        else:
            text, position = char, position + 1
        if text in {"+", "*"} and previous_open and not depth:
            raise InvalidPatternError
        previous_open = text in {"(", "(?:", "|"}
        out.append(text)
    if depth:
        raise InvalidPatternError
    return "".join(out)


def _escape(pattern: str, position: int, *, inside: bool) -> tuple[str, int]:
    following = pattern[position + 1 : position + 2]
    end = position + 2
    if following in {"p", "P"}:
        close = pattern.find("}", end)
        if not pattern.startswith("{", end) or close < 0:
            raise InvalidPatternError
        name = pattern[end + 1 : close]
        return f"\\{following}{{{'In' + name[2:] if name.startswith('Is') else name}}}", close + 1
    if following in {"i", "c", "I", "C"}:
        names = _NAME_START if following in {"i", "I"} else _NAME_PART
        if following.islower():
            return (names if inside else f"[{names}]"), end
        return f"[^{names}]", end
    if following == "":
        raise InvalidPatternError
    if following.isdigit():
        if inside or following == "0":
            raise InvalidPatternError
        return f"(?:\\{following})", end
    if following in "nrtsSdDwW\\|.-^?*+{}()[]$" or (following in "#/ \"'" or not following.isalnum()):
        return "\\" + following, end
    raise InvalidPatternError
