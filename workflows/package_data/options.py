"""`options.yaml` of a package: lists that its forms offer to choose from, by `valuesKey` or in FEEL.

    grant_purposes:
      - {value: expand, label: 扩大产能, label_en: More capacity}

A value is kept in cases for ever; what it is called may be worded anew in the next version.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from forms.schema import Option
from forms.texts import Text
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.package_data.findings import Notes
from workflows.package_data.reading import Unreadable, Wrong, YamlValue, read_yaml

FILE = "options.yaml"
MOST_LISTS = 50
MOST_OPTIONS = 2_000
LONGEST_VALUE, LONGEST_LABEL = 100, 200
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
_OPTION = ("value", "label", "label_en", "group", "group_en")

_GROUP = ("group", "group_en")


@dataclass(frozen=True, slots=True)
class OptionFile:
    """The lists of a package by name, what is wrong in them, and the line of each."""

    lists: Mapping[str, tuple[Option, ...]]
    notes: Notes
    lines: Mapping[str, int] = field(default_factory=dict)


def context_of(work: Work, definition_id: str, locale: Locale) -> dict[str, Any]:
    """Return the lists of a version as forms read them: each of {label, value, group}, in a language."""
    return as_offered(read_options(work.repository.data(definition_id, FILE)), locale)


def as_offered(file: OptionFile, locale: Locale) -> dict[str, Any]:
    """Return the lists of a file as forms read them: each of {label, value, group}, in a language."""
    return {
        name: [
            {"value": one.value, "label": one.label.say(locale), "group": one.group.say(locale)}
            for one in options
        ]
        for name, options in file.lists.items()
    }


@lru_cache(maxsize=64)
def read_options(data: bytes) -> OptionFile:
    """Return the lists that a file holds, as far as they are right."""
    notes = Notes()
    lists: dict[str, tuple[Option, ...]] = {}
    if not data:
        return OptionFile(lists, notes)
    try:
        members = notes.entries(read_yaml(data), ("文件", "the file"))
    except Unreadable as refused:
        notes.wrong.append(refused.wrong)
        return OptionFile(lists, notes)
    for name, node in members.items():
        if not NAME.fullmatch(name):
            notes.add(
                node.line,
                f"列表名“{name}”只能由字母、数字和下划线组成，且以字母开头",
                f"the name {name} of a list takes letters, digits and underscores, a letter first",
            )
        lists[name] = _options(name, node, notes)
    if len(lists) > MOST_LISTS:
        notes.add(
            1,
            f"最多 {MOST_LISTS} 个列表，实际为 {len(lists)} 个",
            f"it has {len(lists)} lists, not {MOST_LISTS} at most",
        )
    return OptionFile(MappingProxyType(lists), notes, {name: members[name].line for name in lists})


def _options(name: str, node: YamlValue, notes: Notes) -> tuple[Option, ...]:
    items = node.items or []
    if not 1 <= len(items) <= MOST_OPTIONS:
        notes.add(
            node.line,
            f"列表“{name}”应有 1 至 {MOST_OPTIONS} 个选项，每个以“- ”开头",
            f"the list {name} has not 1 to {MOST_OPTIONS} options, each behind a dash",
        )
        return ()
    made: dict[str, Option] = {}
    for item in items:
        option = _option(name, item, notes)
        if option is not None and option.value in made:
            notes.add(
                item.line,
                f"列表“{name}”中的值“{option.value}”重复",
                f"the value {option.value} is in the list {name} twice",
            )
        elif option is not None:
            made[str(option.value)] = option
    return tuple(made.values())


def _option(name: str, item: YamlValue, notes: Notes) -> Option | None:
    what = (f"列表“{name}”的选项", f"an option of {name}")
    said = notes.only(item, what, _OPTION)
    if not said:
        return None
    value = notes.text(said, "value", item, what, LONGEST_VALUE)
    label = notes.text(said, "label", item, what, LONGEST_LABEL)
    english = said["label_en"].text or "" if "label_en" in said else ""
    if len(english) > LONGEST_LABEL:
        notes.text(said, "label_en", item, what, LONGEST_LABEL)
    if not english.strip():
        notes.chinese_only.append((item.line, label))
    group = Text(*((said[key].text or "").strip()[:LONGEST_LABEL] if key in said else "" for key in _GROUP))
    return Option(value, Text(label, english.strip()[:LONGEST_LABEL]), group) if value and label else None


def taken(lists: Mapping[str, tuple[Option, ...]], platform: Collection[str]) -> Iterator[Wrong]:
    """Yield those lists that have the name of one of the platform."""
    for name in sorted(lists.keys() & set(platform)):
        yield Wrong(
            None,
            f"“{name}”是平台列表的名称，请改用其他名称",
            f"{name} is a list of the platform: choose another name",
        )
