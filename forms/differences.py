"""What changed between two submissions, field by field, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.codec import decimals, file_refs, option_token
from forms.components import look_up, options_from
from forms.display import display_value
from forms.nodes import FileNode, file_node
from forms.rights import WRITE_ALL, Access, Rights
from forms.schema import Choice, Component, DynamicList, Field, FilePicker, FormSchema, Group, Number, Option
from forms.texts import Locale, say


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs: `path` has indexes, `label` the way to it, values are as people read them.

    Of a field with files both versions can be opened: `before_files`, `after_files`.
    """

    path: str
    label: str
    before: str
    after: str
    before_files: tuple[FileNode, ...] = ()
    after_files: tuple[FileNode, ...] = ()


def changes(
    schema: FormSchema,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    locale: Locale = "zh-CN",
    rights: Rights = WRITE_ALL,
    context: Mapping[str, Any] | None = None,
) -> list[Change]:
    """Return the differences in the order of the form, without those in fields that `rights` hide.

    `context` has the lists that choices offer by `valuesKey`, so that values read as their labels.
    Entries of lists are compared by position; an entry that came or went is one change for each of its filled
    fields. Computed fields count too.
    """
    comparison = _Comparison(locale, rights, context or {})
    return list(comparison.level(schema.components, (before, after), _Way("", (), None)))


@dataclass(frozen=True, slots=True)
class _Way:
    """How the walk came here: path, labels, and the access to what contains this level."""

    path: str
    labels: tuple[str, ...]
    access: Access | None


_Pair = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A walk over two trees of data in step."""

    locale: Locale
    rights: Rights
    context: Mapping[str, Any]

    def level(self, components: tuple[Component, ...], pair: _Pair, way: _Way) -> Iterator[Change]:
        """Yield the differences of one level of the data."""
        for component in components:
            if not isinstance(component, (Field, Group, DynamicList)):
                continue
            access = self.rights.access(component.path, component.id, way.access)
            if access == "hidden":
                continue
            if component.key is None:
                yield from self.level(component.components, pair, _Way(way.path, way.labels, access))
            else:
                label = component.label.say(self.locale) or component.key
                inner = _Way(f"{way.path}.{component.key}".removeprefix("."), (*way.labels, label), access)
                yield from self._member(
                    component, (pair[0].get(component.key), pair[1].get(component.key)), inner
                )

    def _member(self, member: Field | Group | DynamicList, pair: _Pair, way: _Way) -> Iterator[Change]:
        if isinstance(member, Group):
            yield from self.level(member.components, (_object(pair[0]), _object(pair[1])), way)
        elif isinstance(member, DynamicList):
            yield from self._rows(member, pair, way)
        elif _comparable(member, pair[0]) != _comparable(member, pair[1]):
            options = self._options(member)
            shown = [display_value(member, value, self.locale, options=options) for value in pair]
            files = [_files(member, value) for value in pair]
            yield Change(way.path, " / ".join(way.labels), shown[0], shown[1], files[0], files[1])

    def _options(self, member: Field) -> list[Option] | None:
        """Return what a list of the context offers, None where the form itself says it."""
        if not isinstance(member, Choice) or member.options_key is None:
            return None
        return options_from(look_up(member.options_key, self.context), member.option_labels_en)

    def _rows(self, member: DynamicList, pair: _Pair, way: _Way) -> Iterator[Change]:
        olds, news = (one if isinstance(one, list) else [] for one in pair)
        for n in range(max(len(olds), len(news))):
            labels = (*way.labels, say("row", self.locale, number=n + 1))
            old, new = (_object(rows[n]) if n < len(rows) else {} for rows in (olds, news))
            yield from self.level(member.components, (old, new), _Way(f"{way.path}[{n}]", labels, way.access))


def _files(member: Field, value: Any) -> tuple[FileNode, ...]:
    return tuple(map(file_node, file_refs(value))) if isinstance(member, FilePicker) else ()


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _comparable(member: Field, value: Any) -> Any:
    if isinstance(member, FilePicker):
        return [ref["id"] for ref in file_refs(value)]
    if value is False or value in ("", []):  # a zero, which equals False, was entered
        return None
    if isinstance(member, Choice) and isinstance(value, list):
        return sorted(option_token(one) for one in value)  # in which order somebody ticked does not matter
    return _amount(value) if isinstance(member, Number) else decimals(value)


def _amount(value: Any) -> Any:
    """A number is the same whether it is stored as text or as a number."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value
