"""Values as people read them: for read-only forms and for differences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from forms.codec import file_refs, option_token, temporal_to_raw
from forms.schema import (
    Checkbox,
    Choice,
    Computed,
    DateTime,
    DynamicList,
    Field,
    FilePicker,
    Group,
    Number,
    Option,
)
from forms.texts import Locale, say

Show = Callable[[Any], str]


def display_value(
    field: Field | Group | DynamicList, value: Any, locale: Locale, *, options: Iterable[Option] | None = None
) -> str:
    """Return a stored value as people read it; "" if there is none. `options` override the schema's own."""
    if value is None or value == "":
        return ""
    if isinstance(field, Checkbox):
        return say("yes" if value is True else "no", locale)
    if isinstance(field, FilePicker):
        return _joined((str(ref.get("name") or ref["id"]) for ref in file_refs(value)), locale)
    if isinstance(field, Choice):
        labels = {
            option_token(o.value): o.label.say(locale)
            for o in (field.options if options is None else options)
        }
        chosen = value if isinstance(value, list) else [value]
        return _joined((labels.get(option_token(one), option_token(one)) for one in chosen), locale)
    if isinstance(field, DateTime):
        return _temporal(field, str(value), locale)
    if isinstance(field, Number):
        return _number(field, value)
    if (
        isinstance(field, Computed)
        and isinstance(value, int | float | Decimal)
        and not isinstance(value, bool)
    ):
        return _number(field, _without_zeros(value))
    return plain(value, locale)


def plain(value: Any, locale: Locale) -> str:
    """Return any JSON value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes" if value else "no", locale)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return _joined((f"{name}: {plain(one, locale)}" for name, one in value.items()), locale)
    if isinstance(value, (list, tuple)):
        return _joined((plain(one, locale) for one in value), locale)
    return str(value)


def _joined(parts: Iterable[str], locale: Locale) -> str:
    return (", " if locale == "en" else "、").join(parts)


def _without_zeros(value: float | Decimal) -> Decimal:
    """Return a computed number without the zeros at its end: they say how it was computed, not what it is."""
    number = Decimal(str(value))
    if not number.is_finite() or number != number.to_integral_value():
        return number.normalize()
    return Decimal(int(number))


def _number(field: Number | Computed, value: Any) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    digits = max(0, -int(number.as_tuple().exponent))
    grouped = field.properties.get("grouping") != "none"
    return format(number, f"{',' if grouped else ''}.{digits}f")


def _temporal(field: DateTime, value: str, locale: Locale) -> str:
    raw = temporal_to_raw(field, value)
    if field.subtype == "time":
        return raw
    try:
        moment = dt.datetime.fromisoformat(raw)
    except ValueError:
        return value
    return day_text(moment, locale) if field.subtype == "date" else day_and_time(moment, locale)


def day_text(day: dt.date, locale: Locale) -> str:
    """Return a day as people read it."""
    return f"{day:%Y-%m-%d}" if locale == "en" else f"{day.year}年{day.month}月{day.day}日"


def day_and_time(moment: dt.datetime, locale: Locale) -> str:
    """Return a moment as people read it, in the zone that it is in."""
    return f"{day_text(moment, locale)} {moment:%H:%M}"
