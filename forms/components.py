"""One reader for each form-js component type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from forms.reading import Reader
from forms.schema import (
    NO_TEXT,
    Checkbox,
    Choice,
    Component,
    Computed,
    DateTime,
    DynamicList,
    FilePicker,
    Group,
    Image,
    Number,
    Option,
    Prose,
    Separator,
    Spacer,
    Table,
    TextField,
)
from forms.texts import Text
from forms.upload_profiles import MOST_FILES, PROFILES

USUAL_FILES = 20
"""Files of a field that takes several and does not say how many."""
MAX_ROWS = 500
"""Entries a list may have at most, whatever a document says."""


def _text_field(read: Reader) -> TextField:
    return TextField(**read.field())


def _number(read: Reader) -> Number:
    increment = read.decimal("increment", read.item)
    return Number(
        **read.field(),
        decimal_digits=read.integer("decimalDigits", 0, 30),
        increment=increment if isinstance(increment, Decimal) and increment > 0 else None,
        serialize_to_string=read.flag("serializeToString"),
    )


def _datetime(read: Reader) -> DateTime:
    subtype = read.one_of("subtype", ("date", "time", "datetime"), "date")
    label_name, english = (
        ("timeLabel", "time_label_en") if subtype == "time" else ("dateLabel", "date_label_en")
    )
    given = read.field()
    label = read.text(label_name, english=english)
    label = Text(label.zh or given["label"].zh, label.en or given["label"].en)
    serializing = read.one_of(
        "timeSerializingFormat", ("no_timezone", "utc_offset", "utc_normalized"), "no_timezone"
    )
    return DateTime(
        **given | {"label": label},
        subtype=subtype,
        serializing=serializing,
        interval_minutes=read.integer("timeInterval", 1, 720),
        no_past_dates=read.flag("disallowPassedDates"),
    )


def _checkbox(read: Reader) -> Checkbox:
    return Checkbox(**read.field())


def _choice(read: Reader) -> Choice:
    key = read.string("valuesKey")
    expression = read.expression(read.item.get("valuesExpression"), "valuesExpression")
    values = read.item.get("values")
    if values is None and key is None and expression is None:
        read.add("no_options", found=read.key)
    english = {
        name.removeprefix("option_en."): text
        for name, text in read.properties.items()
        if name.startswith("option_en.")
    }
    return Choice(
        **read.field(),
        options=tuple(_options(read, values or [], english)),
        options_key=key,
        options_expression=expression,
        option_labels_en=MappingProxyType(english),
        searchable=read.flag("searchable"),
        min_choices=read.amount("min", 0, 10_000),
        max_choices=read.amount("max", 1, 10_000),
    )


def _options(read: Reader, values: Any, english: Mapping[str, str]) -> list[Option]:
    made: list[Option] = []
    for n, value in enumerate(values if isinstance(values, list) else [None]):
        option = option_of(value, english)
        if option is None:
            read.add(
                "bad_value",
                "values",
                name=f"values[{n}]",
                found=str(value)[:80],
                expected=Text("选项", "an option"),
            )
        else:
            made.append(option)
    return made


MOST_OPTIONS = 2_000


def look_up(path: str, names: Mapping[str, Any]) -> Any:
    """Return what stands at a path with dots, None if nothing does."""
    value: Any = names
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def options_from(rows: Any, english: Mapping[str, str]) -> list[Option]:
    """Return the options that a list of `{label, value}` or bare values offers; `english` labels by value."""
    listed = rows[:MOST_OPTIONS] if isinstance(rows, (list, tuple)) else ()
    made = (option_of(row, english) for row in listed)
    return [option for option in made if option is not None]


def option_of(value: Any, english: Mapping[str, str]) -> Option | None:
    """Make an option of `{label, value, group}` or a bare value, or None; `english` has labels by value."""
    label: Any = None
    label_en = ""
    group = NO_TEXT
    if isinstance(value, Mapping):
        label, label_en = value.get("label"), str(value.get("label_en") or "")
        group = Text(str(value.get("group") or ""), str(value.get("group_en") or ""))
        value = value.get("value")
    if isinstance(value, float):
        value = Decimal(str(value))
    if not isinstance(value, (str, int, Decimal)) or value == "":
        return None
    return Option(
        value, Text(str(value if label is None else label), english.get(str(value), "") or label_en), group
    )


def _file_picker(read: Reader) -> FilePicker:
    multiple = read.flag("multiple")
    upload = read.properties.get("upload", "attachment")
    rule = read.profiles.get(upload)
    if rule is None:
        near = get_close_matches(upload, read.profiles, n=1)
        meant = Text(f"，是否应为“{near[0]}”？", f" (did you mean {near[0]}?)") if near else Text("")
        known = Text("、".join(sorted(read.profiles)), ", ".join(sorted(read.profiles)))
        read.add("unknown_upload", "properties.upload", found=upload, meant=meant, known=known)
        rule = PROFILES["attachment"]
    most = min(read.amount("max", 1, MOST_FILES) or USUAL_FILES, rule.max_files)
    return FilePicker(**read.field(), rule=rule, multiple=multiple, max_files=most if multiple else 1)


def _computed(read: Reader) -> Computed:
    return Computed(
        **read.field(), expression=read.expression(read.item.get("expression"), "expression") or "=null"
    )


def _prose(read: Reader) -> Prose:
    return Prose(**read.common(), text=read.text("content" if read.item["type"] == "html" else "text"))


def _image(read: Reader) -> Image:
    return Image(**read.common(), source=read.text("source").zh, alt=read.text("alt"))


def _table(read: Reader) -> Table:
    shown: list[tuple[str, Text]] = []
    columns = read.item.get("columns")
    for column in columns if isinstance(columns, list) else []:
        if isinstance(column, Mapping) and isinstance(column.get("key"), str):
            key = column["key"]
            shown.append(
                (key, Text(str(column.get("label") or key), read.properties.get(f"column_en.{key}", "")))
            )
        else:
            read.add(
                "bad_value",
                "columns",
                name="columns",
                found=str(column)[:80],
                expected=Text("列", "a column"),
            )
    source = read.string("dataSource") or read.id
    if source.startswith("="):
        source = read.expression(source, "dataSource") or ""
    return Table(
        **read.common(),
        data_source=source,
        columns_shown=tuple(shown),
        columns_expression=read.expression(read.item.get("columnsExpression"), "columnsExpression"),
        row_count=read.integer("rowCount", 1, 1_000),
    )


def _separator(read: Reader) -> Separator:
    return Separator(**read.common())


def _spacer(read: Reader) -> Spacer:
    return Spacer(**read.common(), height=read.integer("height", 0, 1_000) or 60)


def _group(read: Reader) -> Group:
    return Group(
        **read.common(),
        key=read.key,
        description=read.text("description"),
        outline=read.flag("showOutline", True),
        components=read.inner,
    )


def _dynamic_list(read: Reader) -> DynamicList:
    repetitions = read.integer("defaultRepetitions", 0, MAX_ROWS)
    minimum = read.amount("min", 0, MAX_ROWS) or 0
    return DynamicList(
        **read.common(),
        key=read.key or "",
        description=read.text("description"),
        outline=read.flag("showOutline", True),
        components=read.inner,
        default_repetitions=max(1 if repetitions is None else repetitions, minimum),
        allow_add_remove=read.flag("allowAddRemove", True),
        minimum=minimum,
        maximum=read.amount("max", 1, MAX_ROWS),
        disable_collapse=read.flag("disableCollapse"),
        non_collapsed_items=read.integer("nonCollapsedItems", 1, MAX_ROWS),
        feel=read.rule,
        feel_message=read.rule_message,
    )


READERS: dict[str, Callable[[Reader], Component]] = {
    "textfield": _text_field,
    "textarea": _text_field,
    "number": _number,
    "datetime": _datetime,
    "select": _choice,
    "radio": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "checkbox": _checkbox,
    "filepicker": _file_picker,
    "expression": _computed,
    "group": _group,
    "dynamiclist": _dynamic_list,
    "table": _table,
    "text": _prose,
    "html": _prose,
    "image": _image,
    "separator": _separator,
    "spacer": _spacer,
}
