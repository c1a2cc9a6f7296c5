"""The forms of a package: their ids, and what the room of forms says about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from engine.definitions.findings import Findings
from engine.definitions.sources import Sources, read_json
from engine.definitions.vocabulary import FormFacts, FormFinding, Vocabulary


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the package; `fields` are the paths of its fields, None if nobody said."""

    id: str
    file: str
    fields: frozenset[str] | None = None

    def has(self, path: str) -> bool:
        """Tell whether a path names a field, or something around or inside one, as far as is known."""
        if self.fields is None or path in ("", "*"):
            return True
        return any(map(partial(overlaps, path.removesuffix(".*")), self.fields))

    @property
    def keys(self) -> frozenset[str] | None:
        """The names that the form gives values to, None if nobody said."""
        return None if self.fields is None else frozenset(field.partition(".")[0] for field in self.fields)


def overlaps(path: str, other: str) -> bool:
    """Tell whether two paths are the same, or one lies inside the other."""
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")


def read_forms(sources: Sources, vocabulary: Vocabulary, findings: Findings) -> dict[str, Form]:
    """Return the forms by id."""
    found: dict[str, Form] = {}
    for name in sorted(sources.forms):
        form_id = _form_id(name, sources.forms[name], findings)
        if form_id is None:
            continue
        if form_id in found:
            findings.add("form.duplicate_id", name, form_id, form=form_id)
            continue
        facts = None if vocabulary.check_form is None else vocabulary.check_form(sources.forms[name])
        found[form_id] = Form(form_id, name, None if facts is None else _fields(facts))
        for finding in () if facts is None else facts.findings:
            _report(name, form_id, finding, findings)
    return found


def _fields(facts: FormFacts) -> frozenset[str] | None:
    """Return the fields; those of a form that could not be read are not known."""
    return None if any(found.severity == "error" for found in facts.findings) else facts.fields


def _form_id(name: str, data: bytes, findings: Findings) -> str | None:
    try:
        document = read_json(data)
    except ValueError as error:
        findings.add("form.malformed", name, reason=str(error))
        return None
    form_id = document.get("id") if isinstance(document, Mapping) else None
    if not isinstance(form_id, str) or not form_id:
        findings.add("form.missing_id", name)
        return None
    return form_id


def _report(name: str, form_id: str, finding: FormFinding, findings: Findings) -> None:
    findings.add(
        "form.invalid",
        name,
        form_id,
        severity=finding.severity,
        place=finding.place,
        reason_zh=finding.message_zh,
        reason_en=finding.message_en,
    )
