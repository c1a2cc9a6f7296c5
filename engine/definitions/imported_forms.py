"""Fields that Camunda 7 and Flowable keep inside a diagram, as a form of this engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

_FIELDS = frozenset({"formField", "formProperty"})
_TYPES = {
    "string": "textfield",
    "long": "number",
    "boolean": "checkbox",
    "date": "datetime",
    "enum": "select",
}
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_WHOLE = re.compile(r"-?\d{1,15}")
_LENGTHS = {"minlength": "minLength", "maxlength": "maxLength"}
_LIMITS = {"min": "min", "max": "max"}
_SAID = frozenset({"id", "label", "name", "type", "defaultValue", "required"})


class _NotClear(Exception):
    """A field says something that no component of a form says as plainly."""


def form_of(fields: Iterable[etree._Element], form_id: str) -> bytes | None:
    """Return a form with these fields, None if one says what a form cannot say, or another one says."""
    try:
        components = [_component(field) for field in fields]
    except _NotClear:
        return None
    keys = [one["key"] for one in components]
    if not keys or len(set(keys)) < len(keys) or form_id in keys:
        return None
    form = {"type": "default", "id": form_id, "schemaVersion": 18, "components": components}
    return (json.dumps(form, ensure_ascii=False, indent=2) + "\n").encode()


def embedded_form(text: str, form_id: str) -> bytes | None:
    """Return a form that a diagram holds as JSON, as a file with this id; None if it is none."""
    try:
        form = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not form_id or not isinstance(form, dict) or not isinstance(form.get("components"), list):
        return None
    return (json.dumps({**form, "id": form_id}, ensure_ascii=False, indent=2) + "\n").encode()


def _component(field: etree._Element) -> dict[str, Any]:
    said = {str(name): str(value) for name, value in field.attrib.items()}
    kind, key = _TYPES.get(said.get("type", "string")), said.get("id", "")
    if etree.QName(field).localname not in _FIELDS or not said.keys() <= _SAID:
        raise _NotClear
    if kind is None or not _KEY.fullmatch(key):
        raise _NotClear
    component: dict[str, Any] = {"type": kind, "id": f"Field_{key}", "key": key}
    label = said.get("label") or said.get("name") or key
    component["label"] = label
    if kind == "number":
        component["decimalDigits"] = 0
    elif kind == "datetime":
        component |= {"subtype": "date", "dateLabel": label}
    if "defaultValue" in said:
        component["defaultValue"] = _default(kind, said["defaultValue"])
    rules: dict[str, Any] = {"required": True} if said.get("required") == "true" else {}
    options: list[dict[str, str]] = []
    for part in field.iterchildren("*"):
        name = etree.QName(part).localname
        if name == "validation":
            for constraint in part.iterchildren("*"):
                _constrain(component, rules, constraint)
        elif name == "value" and kind == "select" and (word := part.get("id")):
            options.append({"label": part.get("name") or word, "value": word})
        else:
            raise _NotClear
    if (kind == "select") != bool(options):
        raise _NotClear
    return component | ({"values": options} if options else {}) | ({"validate": rules} if rules else {})


def _default(kind: str, text: str) -> str | int | bool:
    """Return what a field holds at first; dates have a pattern of their own there, expressions no place."""
    if kind == "checkbox" and text in ("true", "false"):
        return text == "true"
    if kind == "number" and _WHOLE.fullmatch(text):
        return int(text)
    if kind in ("textfield", "select") and "${" not in text and "#{" not in text:
        return text
    raise _NotClear


def _constrain(component: dict[str, Any], rules: dict[str, Any], said: etree._Element) -> None:
    name, config, kind = said.get("name"), said.get("config", ""), component["type"]
    if name == "required" and config in ("", "true") and kind != "checkbox":
        rules["required"] = True
    elif name == "readonly" and config in ("", "true"):
        component["readonly"] = True
    elif name in _LENGTHS and kind == "textfield" and _WHOLE.fullmatch(config):
        rules[_LENGTHS[name]] = int(config)
    elif name in _LIMITS and kind == "number" and _WHOLE.fullmatch(config):
        rules[_LIMITS[name]] = int(config)
    else:
        raise _NotClear
