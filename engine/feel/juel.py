"""Expressions of Camunda 7 and Flowable (`${…}`) as FEEL, where both mean the same."""

from __future__ import annotations

import re

from engine.feel.names import KEYWORDS

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/<>!?:()]))"
)
_WHOLE = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_WORDS = {
    "and": "&&", "or": "||", "not": "!", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "div": "/",
}  # fmt: skip
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/"))
_IN_FEEL = {"||": "or", "&&": "and", "==": "="}
_OF_THE_ENGINE = frozenset({"execution", "task", "variableScope", "authenticatedUserId", "mod"})
_COUNTS = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
}
MAX_CHARACTERS = 5_000
_MAX_DEPTH = 40


class NotClear(ValueError):
    """The expression calls Java, or asks the other engine: nothing here says the same."""


def in_feel(text: str) -> str:
    """Return a text with `${…}` or `#{…}` as a text of this engine: FEEL behind `=`; a plain text as it is.

    Raises: NotClear.
    """
    if "${" not in text and "#{" not in text:
        return text
    whole = _WHOLE.fullmatch(text)
    if whole is None or len(text) > MAX_CHARACTERS:
        raise NotClear
    return f"={_Translator(whole.group(1)).whole()}"


class _Translator:
    """Recursive descent over the part of the language that has a counterpart."""

    def __init__(self, source: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._next = self._depth = 0
        offset, source = 0, source.strip()
        while offset < len(source):
            match = _TOKEN.match(source, offset)
            if match is None or match.lastgroup is None:
                raise NotClear
            text = match.group(match.lastgroup)
            sign = _WORDS.get(text, text if match.lastgroup == "sign" else "")
            self._tokens.append(("sign", sign) if sign else (match.lastgroup, text))
            offset = match.end()

    def whole(self) -> str:
        """Return all of it in FEEL. Raises: NotClear."""
        translated = self._choice()
        if self._next < len(self._tokens):
            raise NotClear
        return translated

    def _at(self, *signs: str) -> str:
        """Return the sign that comes next if it is one of these, and go past it."""
        if self._next < len(self._tokens):
            kind, text = self._tokens[self._next]
            if kind == "sign" and text in signs:
                self._next += 1
                return text
        return ""

    def _choice(self) -> str:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotClear
        condition = self._level(0)
        if self._at("?"):
            first = self._choice()
            if not self._at(":"):
                raise NotClear
            condition = f"if {condition} then {first} else {self._choice()}"
        self._depth -= 1
        return condition

    def _level(self, level: int) -> str:
        if level == len(_LEVELS):
            return self._single()
        left = self._level(level + 1)
        compared = False
        while sign := self._at(*_LEVELS[level]):
            if compared:  # the other engine reads a = b < c otherwise
                raise NotClear
            compared = "==" in _LEVELS[level]
            left = f"{left} {_IN_FEEL.get(sign, sign)} {self._level(level + 1)}"
        return left

    def _single(self) -> str:
        if self._at("!"):
            return f"not({self._nested()})"
        if self._at("-"):
            return f"-{self._nested()}"
        if self._at("("):
            inner = self._choice()
            if not self._at(")"):
                raise NotClear
            return f"({inner})"
        if self._next == len(self._tokens):
            raise NotClear
        kind, text = self._tokens[self._next]
        self._next += 1
        if kind == "sign":
            raise NotClear
        if text == "empty":
            value = self._nested()
            return f'({value} = null or {value} = "" or {value} = [])'
        return {"number": text, "text": _quoted(text)}.get(kind) or self._name(text)

    def _nested(self) -> str:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise NotClear
        value = self._single()
        self._depth -= 1
        return value

    def _name(self, text: str) -> str:
        parts = [_COUNTS.get(text, text)] if "." not in text else text.split(".")
        if parts[0] in _OF_THE_ENGINE or self._at("("):
            raise NotClear
        if text in {"true", "false", "null"}:
            return text
        return ".".join(f"`{part}`" if part in KEYWORDS or "$" in part else part for part in parts)


def _quoted(text: str) -> str:
    inner = re.sub(r"\\(.)", r"\1", text[1:-1])
    return '"' + inner.replace("\\", "\\\\").replace('"', '\\"') + '"'
