"""A form as immutable data: what `parse_schema` makes of a form-js document.

Paths are the keys from the root joined by dots, without indexes (`cases.customer`); a place in filled-in data
has indexes (`cases[0].customer`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from forms.texts import Text
from forms.upload_profiles import PROFILES, Profile

NO_TEXT = Text()


def no_properties() -> Mapping[str, str]:
    """Return an empty mapping that nobody can fill."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Anything on a form. `hide` is FEEL; `columns` of 16 are its width, None shares what is left."""

    type: str
    id: str
    path: str = ""
    label: Text = NO_TEXT
    row: str | None = None
    columns: int | None = None
    hide: str | None = None
    properties: Mapping[str, str] = field(default_factory=no_properties, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Separator(Component):
    """A line across the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacer(Component):
    """Empty space of `height` pixels."""

    height: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Component):
    """Markdown (type `text`) or HTML (type `html`), sanitised when shown."""

    text: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Component):
    """A picture; `source` is an address or FEEL."""

    source: str = ""
    alt: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Component):
    """Rows of data that a process already has."""

    data_source: str = ""
    columns_shown: tuple[tuple[str, Text], ...] = ()
    columns_expression: str | None = None
    row_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What a value must meet. A bound that begins with `=` is FEEL."""

    required: bool = False
    required_feel: str | None = None
    min_length: int | str | None = None
    max_length: int | str | None = None
    pattern: str | None = None
    pattern_message: Text = NO_TEXT
    minimum: Decimal | str | None = None
    maximum: Decimal | str | None = None
    validation_type: Literal["email", "phone"] | None = None
    named: tuple[str, ...] = ()
    feel: str | None = None
    feel_message: Text = NO_TEXT
    warn_if: str | None = None
    warning: Text = NO_TEXT


NO_CHECKS = Checks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Component):
    """A component with a value. `readonly` may be FEEL."""

    key: str
    description: Text = NO_TEXT
    readonly: bool | str = False
    disabled: bool = False
    default: Any = None
    checks: Checks = NO_CHECKS
    prefix: Text = NO_TEXT
    suffix: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field):
    """One line (`textfield`) or several (`textarea`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A decimal number; stored as text if `serialize_to_string`."""

    decimal_digits: int | None = None
    increment: Decimal | None = None
    serialize_to_string: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTime(Field):
    """A date, a time of day or both, stored as ISO 8601 text; times mean Asia/Shanghai."""

    subtype: Literal["date", "time", "datetime"] = "date"
    serializing: Literal["no_timezone", "utc_offset", "utc_normalized"] = "no_timezone"
    interval_minutes: int | None = None
    no_past_dates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkbox(Field):
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; those that stand side by side in the same `group` are shown under its name."""

    value: str | int | bool | Decimal
    label: Text
    group: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One (`select`, `radio`) or several (`checklist`, `taglist`) of options, which key or FEEL may yield."""

    options: tuple[Option, ...] = ()
    options_key: str | None = None
    options_expression: str | None = None
    option_labels_en: Mapping[str, str] = field(default_factory=no_properties, hash=False)
    searchable: bool = False
    min_choices: int | None = None
    max_choices: int | None = None

    @property
    def multiple(self) -> bool:
        """Whether the value is a list."""
        return self.type in {"checklist", "taglist"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePicker(Field):
    """Files that are uploaded beforehand; `rule` says what they may be."""

    rule: Profile = PROFILES["attachment"]
    multiple: bool = False
    max_files: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed(Field):
    """A value that FEEL computes; nobody types it."""

    expression: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Component):
    """Components under one heading; with a `key` their values are nested under it."""

    key: str | None = None
    description: Text = NO_TEXT
    outline: bool = True
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicList(Component):
    """The same components once for each entry of a list."""

    key: str
    description: Text = NO_TEXT
    outline: bool = True
    components: tuple[Component, ...] = ()
    default_repetitions: int = 1
    allow_add_remove: bool = True
    minimum: int = 0
    maximum: int | None = None
    disable_collapse: bool = False
    non_collapsed_items: int | None = None
    feel: str | None = None
    feel_message: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class FormSchema:
    """One form. `digest` is of all that it was made of and keys every cache; `id` is what diagrams name."""

    id: str
    digest: str
    components: tuple[Component, ...] = field(hash=False, compare=False)
    title: Text = NO_TEXT

    def walk(self) -> Iterator[Component]:
        """Yield every component, containers before what they contain."""
        yield from _walk(self.components)

    def fields(self) -> Iterator[Field | DynamicList]:
        """Yield everything that has a value of its own, lists before their columns."""
        for component in self.walk():
            if isinstance(component, (Field, DynamicList)):
                yield component

    def find(self, path: str) -> Component | None:
        """Return the component with this schema path, or None."""
        return next((c for c in self.walk() if c.path == path and path), None)


def _walk(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        if isinstance(component, (Group, DynamicList)):
            yield from _walk(component.components)


def members(components: tuple[Component, ...]) -> Iterator[Field | Group | DynamicList]:
    """Yield what forms one level of the data: groups without a key are looked through."""
    for component in components:
        if isinstance(component, Group) and component.key is None:
            yield from members(component.components)
        elif isinstance(component, (Field, Group, DynamicList)):
            yield component
