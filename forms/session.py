"""What one building of a form is given and shares: data around it, FEEL, language, rights, files."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, cast

import regex

from forms.codec import SHANGHAI
from forms.errors import ExpressionFailed
from forms.rights import Rights
from forms.texts import CodedMessage, Locale, Text

Evaluate = Callable[[str, Mapping[str, Any]], Any]
"""Evaluates FEEL (without `=`) over named values. Raises: ExpressionFailed: taken as null."""

_TEMPLATE_PART = regex.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class LevelPlace:
    """Where in the data an expression stands: its level, the level around it, its numbers in lists from 1."""

    level: Mapping[str, Any]
    parent: Mapping[str, Any] | None = None
    numbers: tuple[int, ...] = ()


class Level(Protocol):
    """Whatever knows the place of its expressions."""

    @property
    def place(self) -> LevelPlace:
        """Where expressions of this level stand."""
        ...


@dataclass(frozen=True, slots=True)
class RowAction:
    """A press on a button of a list: add to the list `name`, or remove or move its entry `name`."""

    verb: str
    name: str

    @classmethod
    def read(cls, sent: str | None) -> RowAction | None:
        """Read `add:cases`, `remove:cases-2`, `up:cases-2` or `down:cases-2`; anything else is no action."""
        verb, _, name = (sent or "").partition(":")
        return cls(verb, name) if verb in {"add", "remove", "up", "down"} and name else None


@dataclass(slots=True)
class Session:
    """One building of one form; `data` is what the form holds now and changes while conditions settle."""

    context: Mapping[str, Any]
    evaluate: Evaluate
    locale: Locale
    rights: Rights
    now: dt.datetime
    known_files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    refused_files: Mapping[str, Sequence[str]] = field(default_factory=dict)
    row_action: RowAction | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The date in China."""
        return self.now.astimezone(SHANGHAI).date()

    def message(self, code: str, **params: Any) -> CodedMessage:
        """Return a sentence of the catalogue in the language of this form."""
        return CodedMessage(code, self.locale, **params)

    def feel(self, expression: str, place: LevelPlace, **extra: Any) -> Any:
        """Evaluate `expression` (with or without `=`) at `place`; null if it cannot be evaluated."""
        special = {"this": place.level, "parent": place.parent, "i": [Decimal(n) for n in place.numbers]}
        names = {**special, **{f"_{name}_": value for name, value in special.items()}, **extra}
        scope = ChainMap(names, cast("dict[str, Any]", self.data), cast("dict[str, Any]", self.context))
        try:
            return self.evaluate(expression.removeprefix("=").strip(), scope)
        except ExpressionFailed:
            return None

    def holds(self, expression: str | None, place: LevelPlace, **extra: Any) -> bool:
        """Say whether a condition is there and exactly true."""
        return expression is not None and self.feel(expression, place, **extra) is True

    def number(self, bound: Decimal | int | str | None, level: Level) -> Decimal | None:
        """Return a bound, evaluated if it is FEEL; None if it is no number."""
        value = self.feel(bound, level.place) if isinstance(bound, str) else bound
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            return None
        return Decimal(str(value))

    def text(self, text: Text, place: LevelPlace, escape: Callable[[str], str] = str) -> str:
        """Return an author's text in the language of this form, its expressions evaluated and escaped."""
        said = text.say(self.locale)
        if said[:1] == "=":  # a page asks hundreds of texts: no call for it
            return escape(as_text(self.feel(said, place)))
        if "{{" not in said:
            return said
        return str(_TEMPLATE_PART.sub(lambda part: escape(as_text(self.feel(part.group(1), place))), said))


def as_text(value: Any) -> str:
    """Return a value as people read it inside a sentence."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
