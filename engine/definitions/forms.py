"""The forms of a package: their ids, and what the room of forms says about them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from engine.definitions.findings import Findings
from engine.definitions.sources import Sources, read_json
from engine.definitions.vocabulary import FormFacts, FormFinding, Vocabulary

MAX_REPORTED = 20
_STEP = re.compile(r"components\[(\d{1,6})\]")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the package; `fields` are the paths of its fields, None if nobody said.

    `words` are the only values of a field, where the form lists them; `reads` are the process variables that
    its expressions read, with the component and its line; `uses` are entries of data files, by file and name.
    """

    id: str
    file: str
    line: int | None = None
    fields: frozenset[str] | None = None
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reads: Mapping[str, tuple[str, int | None]] = field(default_factory=dict)
    uses: frozenset[tuple[str, str]] = frozenset()

    def has(self, path: str) -> bool:
        """Tell whether a path names a field, or something around or inside one, as far as is known."""
        return self.fields is None or path in ("", "*") or overlaps(path.removesuffix(".*"), self.fields)

    @property
    def keys(self) -> frozenset[str] | None:
        """The names that the form gives values to, None if nobody said."""
        return None if self.fields is None else frozenset(field.partition(".")[0] for field in self.fields)


def overlaps(path: str, fields: frozenset[str]) -> bool:
    """Tell whether a path is one of `fields`, lies inside one, or is around one."""
    return path in _with_those_around(fields) or any(part in fields for part in _around(path))


@lru_cache(maxsize=64)
def _with_those_around(fields: frozenset[str]) -> frozenset[str]:
    return fields.union(*map(_around, fields))


def _around(path: str) -> list[str]:
    return [path[: match.start()] for match in re.finditer(r"\.", path)]


def read_forms(
    sources: Sources, files: Mapping[str, bytes], vocabulary: Vocabulary, findings: Findings
) -> dict[str, Form]:
    """Return the forms by id; `files` are those of the whole package."""
    by_id: dict[str, Form] = {}
    for name in sorted(sources.forms):
        form_id = _form_id(name, sources.forms[name], findings)
        if form_id is None:
            continue
        line = _line_of(sources.forms[name], form_id)
        if form_id in by_id:
            findings.add("form.duplicate_id", name, form_id, line=line, form=form_id)
            continue
        facts = None if vocabulary.check_form is None else vocabulary.check_form(sources.forms[name], files)
        by_id[form_id] = (
            Form(form_id, name, line)
            if facts is None
            else Form(
                form_id,
                name,
                line,
                facts.fields,
                facts.words,
                _reads(facts, form_id, sources.forms[name]),
                facts.uses,
            )
        )
        if facts is not None:
            _report(name, form_id, facts.findings[:MAX_REPORTED], sources.forms[name], findings)
    return by_id


def _reads(facts: FormFacts, form_id: str, data: bytes) -> dict[str, tuple[str, int | None]]:
    return {
        name: (component or form_id, _line_of(data, component or form_id))
        for name, component in facts.reads.items()
    }


def _form_id(name: str, data: bytes, findings: Findings) -> str | None:
    try:
        document = read_json(data)
    except json.JSONDecodeError as error:
        findings.add("form.malformed", name, line=error.lineno, column=error.colno)
        return None
    form_id = document.get("id") if isinstance(document, Mapping) else None
    if not isinstance(form_id, str) or not form_id:
        findings.add("form.missing_id", name)
        return None
    return form_id


def _report(name: str, form_id: str, wrong: Iterable[FormFinding], data: bytes, findings: Findings) -> None:
    document = read_json(data)
    for finding in wrong:
        component = finding.component or _component(document, finding.place) or form_id
        findings.add(
            "form.invalid",
            name,
            component,
            line=_line_of(data, component),
            severity=finding.severity,
            place=finding.place,
            reason_zh=finding.message_zh,
            reason_en=finding.message_en,
        )


def _component(document: Any, place: str) -> str | None:
    """Return the id of the component at a place such as `components[3].components[0].label`."""
    here, component_id = document, None
    for number in _STEP.findall(place):
        items = here.get("components") if isinstance(here, Mapping) else None
        if not isinstance(items, list) or int(number) >= len(items):
            break
        here = items[int(number)]
        component_id = here.get("id") if isinstance(here, Mapping) else None
    return component_id if isinstance(component_id, str) else None


def _line_of(data: bytes, component_id: str) -> int | None:
    text = data.decode("utf-8", errors="replace")
    match = re.search(rf'"id"\s*:\s*"{re.escape(component_id)}"', text)
    return None if match is None else text.count("\n", 0, match.start()) + 1
