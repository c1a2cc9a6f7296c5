"""Reads form-js documents: strict about what the server must trust, silent about the rest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from forms.components import READERS
from forms.dotted import Gathered, placed
from forms.errors import FormInvalid, FormProblem
from forms.reading import Reader
from forms.schema import Component, FormSchema
from forms.texts import Text
from forms.upload_profiles import PROFILES, Profile

MAX_DOCUMENT_BYTES = 2_000_000
MAX_COMPONENTS = 2_000
MAX_DEPTH = 8
RESERVED_KEYS = frozenset({"data", "errors", "validate", "this", "parent", "i"})
IGNORED_TYPES = frozenset({"button"})
REFUSED_TYPES = frozenset({"iframe", "documentPreview"})
CONTAINERS = frozenset({"group", "dynamiclist"})

CheckExpression = Callable[[str], str | Text | None]
"""Says what is wrong with a FEEL expression, or None."""

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


def parse_schema(
    data: bytes | str | Mapping[str, Any],
    *,
    evaluate_check: CheckExpression | None = None,
    own_profiles: Mapping[str, Profile] = MappingProxyType({}),
) -> FormSchema:
    """Read a form-js document. `evaluate_check` says what is wrong with an expression (the engine's parser).

    `own_profiles` are profiles of uploads that file pickers may name beside those of the platform.

    Raises: FormInvalid: with one problem for each thing that is wrong.
    """
    document, digest = _load(data)
    if own_profiles:  # the same document is another form beside other profiles
        digest = hashlib.sha256(f"{digest}{sorted(own_profiles.items())}".encode()).hexdigest()
    reading = _Reading(evaluate_check, {**own_profiles, **PROFILES})
    if not isinstance(document.get("components"), list):
        raise FormInvalid([FormProblem("not_a_form", "components")])
    form_id = document.get("id")
    if not isinstance(form_id, str) or not form_id:
        reading.add("form_id", "id")
        form_id = ""
    components = reading.components(document["components"], "components", "", set(), 1)
    if reading.problems:
        raise FormInvalid(reading.problems)
    properties = document.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    title = Text(str(properties.get("title", "")), str(properties.get("title_en", "")))
    return FormSchema(form_id, digest, components, title)


def _load(data: bytes | str | Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    if isinstance(data, Mapping):
        document: Any = data
        raw = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str).encode()
    else:
        raw = data.encode() if isinstance(data, str) else data
        if len(raw) > MAX_DOCUMENT_BYTES:
            raise FormInvalid([FormProblem("document_too_large", "", {"maximum": MAX_DOCUMENT_BYTES})])
        try:
            document = json.loads(raw)
        except (ValueError, RecursionError) as refused:
            raise FormInvalid([FormProblem("not_json", "", {"reason": str(refused)[:200]})]) from None
    if not isinstance(document, Mapping):
        raise FormInvalid([FormProblem("not_a_form", "")])
    return document, hashlib.sha256(raw).hexdigest()


class _Reading:
    """One pass over a document, collecting problems instead of stopping at the first."""

    def __init__(self, evaluate_check: CheckExpression | None, profiles: Mapping[str, Profile]) -> None:
        self.problems: list[FormProblem] = []
        self._profiles = profiles
        self._check = evaluate_check
        self._ids: set[str] = set()
        self._count = 0

    def add(self, code: str, path: str, **params: Any) -> None:
        self.problems.append(FormProblem(code, path, params))

    def components(
        self, items: list[Any], place: str, scope: str, keys: set[str], depth: int
    ) -> tuple[Component, ...]:
        """Read one level. `scope` is the path of the data level, `keys` the keys it already has."""
        if depth > MAX_DEPTH:
            self.add("too_deep", place, maximum=MAX_DEPTH)
            return ()
        places = [f"{place}[{n}]" for n in range(len(items))]
        return self._level(items, places, scope, keys, depth)

    def _level(
        self, items: list[Any], places: list[str], scope: str, keys: set[str], depth: int
    ) -> tuple[Component, ...]:
        made = (self._component(item, at, scope, keys, depth) for item, at in placed(items, places))
        return tuple(component for component in made if component is not None)

    def _component(self, item: Any, place: str, scope: str, keys: set[str], depth: int) -> Component | None:
        kind = item.get("type") if isinstance(item, Mapping) else None
        if not isinstance(kind, str):
            self.add("not_a_component", place)
            return None
        if kind in IGNORED_TYPES:
            return None
        if kind not in READERS:
            self.add("refused_type" if kind in REFUSED_TYPES else "unknown_type", place, found=kind)
            return None
        if not self._room_for_one_more(place):
            return None
        nested = item.get("components")
        if nested is not None and (kind not in CONTAINERS or not isinstance(nested, list)):
            self.add("bad_nesting", place, found=kind)
            return None
        key = self._key(item, kind, place, keys)
        path = ".".join(part for part in (scope, key) if part) if key else ""
        own_level = key is not None or kind == "dynamiclist"
        level = (path if own_level else scope, set() if own_level else keys, depth + 1)
        inner: tuple[Component, ...] = ()
        if isinstance(item, Gathered):
            inner = self._level(nested or [], item.places, *level)
        elif kind in CONTAINERS:
            inner = self.components(nested or [], f"{place}.components", *level)
        own_id = self._id(item, place, key)
        reader = Reader(item, place, own_id, key, path, inner, self.problems, self._check, self._profiles)
        return READERS[kind](reader)

    def _room_for_one_more(self, place: str) -> bool:
        self._count += 1
        if self._count == MAX_COMPONENTS + 1:
            self.add("too_many_components", place, maximum=MAX_COMPONENTS)
        return self._count <= MAX_COMPONENTS

    def _id(self, item: Mapping[str, Any], place: str, key: str | None) -> str:
        item_id = item.get("id")
        if not isinstance(item_id, str) or not item_id:
            return f"{key or 'Component'}_{self._count}"
        if item_id in self._ids:
            self.add("duplicate_id", place, found=item_id)
        self._ids.add(item_id)
        return item_id

    def _key(self, item: Mapping[str, Any], kind: str, place: str, keys: set[str]) -> str | None:
        keyed = kind in KEYED
        own_key = item.get("key") if keyed else item.get("path") if kind in CONTAINERS else None
        if not keyed and kind != "dynamiclist" and own_key in (None, ""):
            return None
        if not isinstance(own_key, str) or not _KEY.fullmatch(own_key) or len(own_key) > 64:
            self.add("bad_key", place, found=str(own_key)[:80])
            return None
        if own_key in RESERVED_KEYS:
            self.add("reserved_key", place, found=own_key)
        if own_key in keys:
            self.add("duplicate_key", place, found=own_key)
        keys.add(own_key)
        return own_key


KEYED = frozenset(READERS) - CONTAINERS - {"separator", "spacer", "text", "html", "image", "table"}
