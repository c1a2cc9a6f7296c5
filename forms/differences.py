"""What changed between two submissions, field by field, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.codec import decimals, file_refs
from forms.display import display_value
from forms.schema import Component, DynamicList, Field, FilePicker, FormSchema, Group, members
from forms.texts import Locale, say


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: `path` has indexes, `label` the way to it, values are as people read them."""

    path: str
    label: str
    before: str
    after: str


def changes(
    schema: FormSchema, before: Mapping[str, Any], after: Mapping[str, Any], *, locale: Locale = "zh-CN"
) -> list[Change]:
    """Return the differences in the order of the form. Entries of lists are compared by position.

    A whole entry that came or went is one change for each of its filled fields. Computed fields count too.
    """
    return list(_Comparison(locale).level(schema.components, before, after, "", ()))


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A walk over two trees of data in step."""

    locale: Locale

    def level(
        self,
        components: tuple[Component, ...],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        path: str,
        labels: tuple[str, ...],
    ) -> Iterator[Change]:
        for member in members(components):
            key = member.key or ""
            here = f"{path}.{key}".removeprefix(".")
            named = (*labels, member.label.say(self.locale) or key)
            pair = (before.get(key), after.get(key))
            if isinstance(member, Group):
                yield from self.level(member.components, _object(pair[0]), _object(pair[1]), here, named)
            elif isinstance(member, DynamicList):
                yield from self._rows(member, pair, here, named)
            elif _comparable(member, pair[0]) != _comparable(member, pair[1]):
                shown = [display_value(member, value, self.locale) for value in pair]
                yield Change(here, " / ".join(named), *shown)

    def _rows(
        self, member: DynamicList, pair: tuple[Any, Any], path: str, labels: tuple[str, ...]
    ) -> Iterator[Change]:
        olds, news = (one if isinstance(one, list) else [] for one in pair)
        for n in range(max(len(olds), len(news))):
            named = (*labels, say("row", self.locale, number=n + 1))
            old, new = (_object(rows[n]) if n < len(rows) else {} for rows in (olds, news))
            yield from self.level(member.components, old, new, f"{path}[{n}]", named)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _comparable(member: Field, value: Any) -> Any:
    if isinstance(member, FilePicker):
        return [ref["id"] for ref in file_refs(value)]
    if value in ("", [], False):
        return None
    return decimals(value)
