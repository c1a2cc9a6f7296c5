"""Text to tokens, in linear time; names with blanks or operators are put together by the parser."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from engine.feel.errors import FeelSyntaxError

Kind = Literal["number", "string", "quoted", "name", "op", "end"]

_START = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3004-\u3007\u3021-\ud7ff\uf900-\ufdcf\ufdf0-\ufeff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc"
    "\U00010000-\U000effff"
)
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
TEXT = r'"(?:[^"\\]|\\.)*"'
"""The pattern of a text, with its quotes."""
_TOKEN = re.compile(
    r"(?P<blank>[\s\u0085\u180e\u200b\u2060\ufeff]+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<string>{TEXT})"
    r"|(?P<quoted>`[^`\n]+`)"
    rf"|(?P<name>[{_START}][{_PART}]*)"
    r"|(?P<op>\*\*|\.\.\.(?![0-9])|\.\.|->|<=|>=|!=|==|&&|\|\||/\*|.)",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))",
    re.DOTALL,
)
_WIDE_QUOTE = re.compile("[“”＂„]")
_OPENINGS = {'"': "unclosed_string", "/*": "unclosed_comment", "`": "unclosed_name"}
_SIMPLE_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


class Lexeme(NamedTuple):
    """A piece of source: its kind, its text, and where it starts and ends."""

    kind: Kind
    text: str
    start: int
    end: int


def position(source: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of `offset`."""
    line = source.count("\n", 0, offset) + 1
    return line, offset - (source.rfind("\n", 0, offset) + 1) + 1


def tokenize(source: str) -> list[Lexeme]:
    """Return the tokens of `source`, closed by one of kind "end".

    Raises: FeelSyntaxError: a string, a name in backticks or a comment does not end.
    """
    tokens: list[Lexeme] = []
    offset = 0
    length = len(source)
    while offset < length:
        match = _TOKEN.match(source, offset)
        assert match is not None  # the last alternative takes any character
        kind = match.lastgroup
        text = match.group()
        if text == '"' and (wide := _WIDE_QUOTE.search(source, offset)):
            raise FeelSyntaxError(
                "full_width", *position(source, wide.start()), found=wide.group(), right='"'
            )
        if kind == "op" and text in _OPENINGS:
            raise FeelSyntaxError(_OPENINGS[text], *position(source, offset))
        if kind != "blank":
            tokens.append(Lexeme(kind, text, offset, match.end()))  # type: ignore[arg-type]
        offset = match.end()
    tokens.append(Lexeme("end", "", length, length))
    return tokens


def unescape(text: str) -> str:
    """Return the value of a string literal without its quotes; an unknown escape stays as written."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_replace_escape, text)


def _replace_escape(match: re.Match[str]) -> str:
    high, low, four, six, simple = match.groups()
    if high is not None:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
    if four is not None:
        code = int(four, 16)
        return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
    if six is not None:
        code = int(six, 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
    return _SIMPLE_ESCAPES.get(simple, match.group())
