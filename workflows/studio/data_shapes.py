"""Data files of a draft as pages show them: named entries with fields, read from YAML and written to it.

What is written has each field on a line of its own, so that whatever the reader of a deploy says of a line
is said of a field. What the pages cannot show is left to the text of the file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from workflows.package_data import notices, options, uploads
from workflows.package_data.reading import Unreadable, YamlValue, read_yaml

MOST_ROWS = 200
"""Rows of a list that a page shows; a longer one is changed as text."""
_COMMENT_INSIDE = re.compile(rb"^[ \t]+#", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shape:
    """What an entry of a data file has: `fields`, of which those in `optional` are left out when empty.

    `in_rows`: an entry is a list of rows with these fields. `several`: fields that hold several words.
    """

    file: str
    name: re.Pattern[str]
    most: int
    fields: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    in_rows: bool = False


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "options": Shape(
            options.FILE,
            options.NAME,
            options.MOST_LISTS,
            ("value", "label", "label_en", "group", "group_en"),
            optional=frozenset({"label_en", "group", "group_en"}),
            in_rows=True,
        ),
        "notices": Shape(
            notices.FILE,
            notices.NAME,
            notices.MOST_TEXTS,
            ("kind", "subject", "subject_en", "body", "body_en"),
        ),
        "uploads": Shape(
            uploads.FILE,
            uploads.NAME,
            uploads.MOST_PROFILES,
            ("label", "label_en", "kinds", "max_megabytes", "max_files"),
            optional=frozenset({"label_en", "max_files"}),
            several=frozenset({"kinds"}),
        ),
    }
)
"""The data files by the word in addresses."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file of a draft."""

    draft_id: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class DataEntry:
    """One entry: a row of fields, or as many as it has; several words in a field stand behind each other."""

    name: str
    rows: tuple[Row, ...]
    comment: str = ""


class NotShown(Exception):
    """A file says what pages cannot show; it can be changed as text."""


class _Words(list[str]):
    """Words that are written on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, said: str) -> yaml.ScalarNode:
    style = "|" if "\n" in said else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", said, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    _Words, lambda dumper, said: dumper.represent_sequence("tag:yaml.org,2002:seq", said, flow_style=True)
)


def read_entries(shape: Shape, data: bytes) -> tuple[DataEntry, ...]:
    """Return the entries of a file. Raises NotShown: it says what pages cannot show."""
    if not data.strip():
        return ()
    try:
        document = read_yaml(data)
    except Unreadable as refused:
        raise NotShown from refused
    if document.entries is None:
        raise NotShown
    comments = _comments(data, document.entries)
    return tuple(
        DataEntry(name, _rows(shape, value), comments.get(name, ""))
        for name, value in document.entries.items()
    )


def write_entries(shape: Shape, entries: Sequence[DataEntry]) -> bytes:
    """Return the file that holds these entries, with the comments above each."""
    blocks = []
    for entry in entries:
        rows = [_written(shape, row) for row in entry.rows]
        said: Any = rows if shape.in_rows else rows[0]
        block = yaml.dump(
            {entry.name: said}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000
        )
        blocks.append(f"{entry.comment}{block}")
    return "\n".join(blocks).encode()


def has_comments_inside(data: bytes) -> bool:
    """Tell whether a file seems to have comments inside of its entries, which writing it anew drops."""
    return _COMMENT_INSIDE.search(data) is not None


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where a line of a written file belongs: an entry, the number of its row, and a field of it."""

    entry: str
    row: int = 0
    field: str = ""


def places(data: bytes) -> Mapping[int, FieldPlace]:
    """Return what stands at each line of a written file."""
    if not data.strip():
        return {}
    places_by_line: dict[int, FieldPlace] = {}
    for name, value in (read_yaml(data).entries or {}).items():
        for number, row in enumerate(value.items if value.items is not None else [value]):
            for key, said in (row.entries or {}).items():
                places_by_line[said.line] = FieldPlace(name, number, key)
        places_by_line[value.line] = FieldPlace(name)
    return places_by_line


def without_empty(shape: Shape, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows in which something was typed; an entry that has one row keeps it."""
    return tuple(row for row in rows if not shape.in_rows or any(text.strip() for text in row.values()))


def _rows(shape: Shape, value: YamlValue) -> tuple[Row, ...]:
    if not shape.in_rows:
        return (_row(shape, value),)
    if value.items is None and not value.is_nothing:
        raise NotShown
    rows = tuple(_row(shape, one) for one in value.items or ())
    if len(rows) > MOST_ROWS:
        raise NotShown
    return rows


def _row(shape: Shape, value: YamlValue) -> Row:
    if value.is_nothing:
        return dict.fromkeys(shape.fields, "")
    if value.entries is None or value.entries.keys() - set(shape.fields):
        raise NotShown
    return {name: _said(value.entries.get(name), several=name in shape.several) for name in shape.fields}


def _said(value: YamlValue | None, *, several: bool) -> str:
    if value is None or value.is_nothing:
        return ""
    if several and value.items is not None and all(one.text is not None for one in value.items):
        return " ".join(one.text or "" for one in value.items)
    if value.text is None:
        raise NotShown
    return value.text.strip()


def _written(shape: Shape, row: Row) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in shape.fields:
        text = row.get(name, "").replace("\r\n", "\n").strip()
        if name in shape.several:
            said[name] = _Words(text.split())
        elif text or name not in shape.optional:
            said[name] = text
    return said


def _comments(data: bytes, names: Collection[str]) -> dict[str, str]:
    """Return the comments that stand above each entry."""
    kept: dict[str, str] = {}
    above = ""
    for line in data.decode("utf-8").splitlines():
        if line.startswith("#"):
            above += line + "\n"
        elif above and line.strip():
            name = line.partition(":")[0].strip("\"' ")
            if name in names:
                kept[name] = above
            above = ""
    return kept


@dataclass(frozen=True, slots=True)
class DataPage:
    """The entries of a data file at a revision of its draft; None: pages cannot show them.

    `loses_comments`: writing it anew drops some. `named_in`: the other files that name an entry.
    """

    revision: int
    entries: tuple[DataEntry, ...] | None
    loses_comments: bool = False
    named_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
