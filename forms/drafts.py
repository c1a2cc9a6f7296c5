"""What somebody typed, kept exactly: from a request's names to a draft, and a draft as WTForms reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from forms.codec import ROW_INDEX, MultiDict
from forms.components import MAX_ROWS
from forms.errors import FormDataRefused
from forms.schema import (
    Checkbox,
    Choice,
    Component,
    Computed,
    DynamicList,
    Field,
    FilePicker,
    FormSchema,
    Group,
    members,
)

MAX_NAMES = 20_000
MAX_NAME_LENGTH = 400
MAX_TEXT_LENGTH = 200_000
MAX_VALUES_OF_ONE = 1_000
_INDEX = re.compile(r"0|[1-9]\d{0,5}", re.ASCII)

Branch = dict[str, Any]


def collect_draft(schema: FormSchema, formdata: MultiDict | Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed, in the shape of the schema; names it does not have are ignored.

    Names join keys and entry numbers by hyphens (`cases-0-customer`); entries keep the order of the request.
    Raises: FormDataRefused: more than `MAX_NAMES` names or `MAX_ROWS` entries in one list.
    """
    return _level(schema.components, _branches(formdata))


def _branches(formdata: MultiDict | Mapping[str, Any]) -> Branch:
    """Sort the names into a tree, one level a hyphen; the texts of a name stand under the key ''."""
    tree: Branch = {}
    for n, name in enumerate(cast("Iterable[Any]", formdata)):
        if n >= MAX_NAMES:
            raise FormDataRefused("request_too_large", maximum=MAX_NAMES)
        if not isinstance(name, str) or len(name) > MAX_NAME_LENGTH:
            continue
        branch = tree
        for part in name.split("-"):
            branch = branch.setdefault(part or "?", {})
        branch[""] = _texts(formdata, name)
    return tree


def _texts(formdata: MultiDict | Mapping[str, Any], name: str) -> list[str]:
    if hasattr(formdata, "getlist"):
        texts: Any = formdata.getlist(name)
    else:
        texts = formdata[name]
        texts = texts if isinstance(texts, list) else [texts]
    return [
        str(text)[:MAX_TEXT_LENGTH].replace("\x00", "").replace("\r\n", "\n")
        for text in texts[:MAX_VALUES_OF_ONE]
    ]


def _level(components: tuple[Component, ...], tree: Branch) -> dict[str, Any]:
    draft: dict[str, Any] = {}
    for member in members(components):
        if member.key is None or isinstance(member, Computed):
            continue
        branch = tree.get(member.key, {})
        if isinstance(member, Group):
            draft[member.key] = _level(member.components, branch)
        elif isinstance(member, DynamicList):
            draft[member.key] = _rows(member, branch)
        else:
            _leaf(draft, member, branch.get(""))
    return draft


def _leaf(draft: dict[str, Any], member: Field, texts: list[str] | None) -> None:
    """Note one field. A box that is not sent is not ticked; a text that is not sent was not on the page."""
    if isinstance(member, Checkbox):
        draft[member.key] = any(text not in ("", "false", "0") for text in texts or [])
    elif isinstance(member, FilePicker) or (isinstance(member, Choice) and member.multiple):
        draft[member.key] = [text for text in texts or [] if text]
    elif texts is not None:
        draft[member.key] = texts[-1] if texts else ""


def _rows(member: DynamicList, branch: Branch) -> list[dict[str, Any]]:
    numbers = [part for part in branch if _INDEX.fullmatch(part)]
    if len(numbers) > MAX_ROWS:
        raise FormDataRefused("request_too_many_rows", name=member.label or member.key, maximum=MAX_ROWS)
    return [{ROW_INDEX: int(part), **_level(member.components, branch[part])} for part in numbers]


class RawLevel:
    """One level of a draft in the form in which WTForms asks for it: texts by field name."""

    def __init__(self, draft: Any, prefix: str) -> None:
        """Serve `draft` (an object of a draft) for the form whose names begin with `prefix`."""
        self._draft: Mapping[str, Any] = draft if isinstance(draft, Mapping) else {}
        self._prefix = prefix

    def __contains__(self, name: str) -> bool:
        return self._key(name) in self._draft

    def getlist(self, name: str) -> list[str]:
        """Return the texts of one field."""
        value = self._draft.get(self._key(name))
        if isinstance(value, bool):
            return ["true"] if value else []
        if isinstance(value, list):
            return [one for one in value if isinstance(one, str)][:MAX_VALUES_OF_ONE]
        return [value] if isinstance(value, str) else [] if value is None else [str(value)]

    def nested(self, name: str) -> Any:
        """Return the draft below this name: an object, a list, or None."""
        return self._draft.get(self._key(name))

    def _key(self, name: str) -> str:
        return name.removeprefix(self._prefix)
