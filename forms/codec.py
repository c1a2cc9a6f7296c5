"""Between what people type (texts), what a form means (values) and what is stored (JSON).

- A *draft* is raw: texts exactly as typed, lists of texts for several choices and for file ids,
  `true`/`false` for checkboxes, nested objects for groups, lists of objects for repeating lists. Any text
  is kept.
- *Data* are values in the shape of the schema: text, `Decimal`, bool, ISO 8601 text for dates and times,
  lists of these, `{id, name, size_bytes, content_type}` for files. An empty text field is None.
- `to_json` writes a Decimal as a JSON number when that loses nothing, else as text; reading back with
  `from_json` restores Decimals by the schema.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from forms.numbers import NumberUnclear, read_number
from forms.schema import (
    Checkbox,
    Choice,
    Component,
    Computed,
    DateTime,
    DynamicList,
    Field,
    FilePicker,
    FormSchema,
    Group,
    Number,
    members,
)

ROW_INDEX = "#row"
"""In a draft's list entry: the number this entry has in field names; no field can be called so."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class MultiDict(Protocol):
    """What a web framework calls a form: several texts by name, in the order of the page."""

    def getlist(self, name: str, /) -> list[str]:
        """Return the texts sent under `name`."""
        ...

    def __contains__(self, name: object, /) -> bool: ...

    def __iter__(self) -> Any: ...


class ValueInvalid(Exception):
    """A text that is no value of its field: `code` of the catalogue and parameters."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep what is needed to say it in either language."""
        super().__init__(code)
        self.code, self.params = code, params


def parse_number(text: str) -> Decimal:
    """Read a decimal number as people write it. Raises: ValueInvalid."""
    try:
        return read_number(text)
    except NumberUnclear as unclear:
        raise ValueInvalid(unclear.code, found=unclear.found) from None


def parse_temporal(component: DateTime, text: str) -> str:
    """Read a date, time or both (as Asia/Shanghai means it) into the text that is stored.

    Raises: ValueInvalid.
    """
    try:
        if component.subtype == "date":
            if not _DAY.fullmatch(text):
                return _refuse_temporal("date", text)
            return dt.date.fromisoformat(text).isoformat()
        if component.subtype == "time":
            return _serialize_time(component, dt.time.fromisoformat(text))
        return _serialize_moment(component, dt.datetime.fromisoformat(text.replace(" ", "T")))
    except (ValueError, OverflowError):
        return _refuse_temporal(component.subtype, text)


def _refuse_temporal(subtype: str, text: str) -> str:
    raise ValueInvalid(f"not_a_{subtype}", found=text[:40])


def _serialize_time(component: DateTime, time: dt.time) -> str:
    if component.serializing == "no_timezone":
        return time.replace(tzinfo=None).isoformat("minutes")
    shown = time.replace(tzinfo=None)
    if component.serializing == "utc_offset":
        return shown.isoformat("minutes") + "+08:00"
    moment = dt.datetime.combine(dt.date(2000, 1, 2), shown, SHANGHAI).astimezone(dt.UTC)
    return moment.time().isoformat("minutes") + "Z"


def _serialize_moment(component: DateTime, moment: dt.datetime) -> str:
    local = moment.astimezone(SHANGHAI) if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    if component.serializing == "no_timezone":
        return local.replace(tzinfo=None).isoformat(timespec="minutes")
    if component.serializing == "utc_offset":
        return local.isoformat(timespec="minutes")
    return local.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="minutes") + "Z"


def temporal_to_raw(component: DateTime, value: str) -> str:
    """Return the input text of a stored date, time or both; unreadable text comes back as it is."""
    try:
        if component.subtype == "date":
            return dt.date.fromisoformat(value[:10]).isoformat()
        if component.subtype == "time":
            time = dt.time.fromisoformat(value)
            if time.tzinfo:
                moment = dt.datetime.combine(dt.date(2000, 1, 2), time).astimezone(SHANGHAI)
                time = moment.time()
            return time.replace(tzinfo=None).isoformat("minutes")
        moment = dt.datetime.fromisoformat(value)
        local = moment.astimezone(SHANGHAI).replace(tzinfo=None) if moment.tzinfo else moment
        return local.isoformat(timespec="minutes")
    except (ValueError, OverflowError):
        return value


def number_to_raw(value: Any) -> str:
    """Return the plain text of a number, without exponent."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return format(number, "f") if number.is_finite() else str(value)


def option_token(value: Any) -> str:
    """Return the text that stands for an option's value in HTML: itself, or JSON if it is not text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return (
        format(value, "f")
        if isinstance(value, Decimal)
        else json.dumps(value, ensure_ascii=False, default=str)
    )


def to_raw(component: Field, value: Any) -> Any:
    """Return the draft form of a value."""
    if isinstance(component, Checkbox):
        return value is True
    if isinstance(component, Choice) and component.multiple:
        return [option_token(one) for one in value] if isinstance(value, list) else []
    if isinstance(component, FilePicker):
        return [str(ref["id"]) for ref in file_refs(value)]
    if value is None:
        return ""
    if isinstance(component, Choice):
        return option_token(value)
    if isinstance(component, Number):
        return number_to_raw(value)
    if isinstance(component, DateTime):
        return temporal_to_raw(component, str(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def file_refs(value: Any) -> list[dict[str, Any]]:
    """Return the file descriptors in a stored value; anything else is dropped."""
    refs = value if isinstance(value, list) else [value] if isinstance(value, Mapping) else []
    return [dict(ref) for ref in refs if isinstance(ref, Mapping) and isinstance(ref.get("id"), str)]


def is_empty(value: Any) -> bool:
    """Say whether a value counts as not given."""
    return value is None or value is False or value in ("", [])


def from_json(schema: FormSchema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Read stored JSON: numbers become Decimal, files lists. Keys the form does not have are dropped."""
    return _level_from_json(schema.components, data)


def _level_from_json(components: tuple[Component, ...], data: Any) -> dict[str, Any]:
    source = data if isinstance(data, Mapping) else {}
    return {
        member.key: restore(member, source[member.key])
        for member in members(components)
        if member.key and member.key in source
    }


def restore(component: Field | Group | DynamicList, value: Any) -> Any:
    """Return the value that stored JSON stands for; what does not fit the field becomes None or empty."""
    if isinstance(component, DynamicList):
        return (
            [_level_from_json(component.components, row) for row in value] if isinstance(value, list) else []
        )
    if isinstance(component, Group):
        return _level_from_json(component.components, value)
    if isinstance(component, FilePicker):
        return file_refs(value)
    if isinstance(component, Checkbox):
        return value is True
    if isinstance(component, Computed):
        return decimals(value)
    if isinstance(component, Choice) and component.multiple:
        return [decimals(one) for one in value] if isinstance(value, list) else []
    if isinstance(component, Number):
        return _restore_number(component, value)
    return decimals(value) if isinstance(value, (str, int, float, Decimal)) and value != "" else None


def _restore_number(component: Number, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    return str(value) if component.serialize_to_string else number


def decimals(value: Any) -> Any:
    """Return JSON with every number as Decimal."""
    if isinstance(value, (bool, str, Decimal)) or value is None:
        return value
    if isinstance(value, (int, float)):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {str(name): decimals(one) for name, one in value.items()}
    if isinstance(value, Iterable):
        return [decimals(one) for one in value]
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)


def to_json(value: Any) -> Any:
    """Return plain JSON: a Decimal becomes an int or float when that loses nothing, else text."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            return str(value)
        if value == value.to_integral_value() and abs(value) < Decimal(2) ** 53:
            return int(value)
        return float(value) if Decimal(repr(float(value))) == value else format(value, "f")
    if isinstance(value, Mapping):
        return {str(name): to_json(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(one) for one in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else str(value)
