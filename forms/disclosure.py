"""Who may read an answer once a form was approved: every field of a form says so itself.

`public` is everybody, `members` whoever is signed in, `reviewers` (which no field needs to say) the people of
the applicant and those who handle the application. What is shown elsewhere is read through `disclosed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.properties import AUDIENCES, Audience
from forms.schema import Component, DynamicList, Field, FormSchema, Group, members


def audience_of(component: Component) -> Audience:
    """Return who may read what stands in a field; a word that is none keeps it to the reviewers."""
    told = component.properties.get("shown_to", "")
    return next((one for one in AUDIENCES if one == told), "reviewers")


def says_who(schema: FormSchema) -> bool:
    """Tell whether a form shows anything to others than its reviewers."""
    return any(audience_of(field) != "reviewers" for field in schema.fields())


def disclosed(schema: FormSchema, data: Mapping[str, Any], to: Audience) -> dict[str, Any]:
    """Return what this audience may read of the `data` of a form; what no field holds is left out."""
    return _part(schema.components, data, to)


def _part(components: tuple[Component, ...], data: Mapping[str, Any], to: Audience) -> dict[str, Any]:
    part: dict[str, Any] = {}
    for member in members(components):
        key = member.key or ""
        if key not in data:
            continue
        value = data[key]
        if isinstance(member, Field):
            if AUDIENCES.index(audience_of(member)) <= AUDIENCES.index(to):
                part[key] = value
        elif isinstance(member, DynamicList):
            rows = value if isinstance(value, list) else []
            kept = [_part(member.components, row, to) for row in rows if isinstance(row, Mapping)]
            if any(kept):
                part[key] = kept
        elif isinstance(member, Group) and isinstance(value, Mapping):
            part[key] = _part(member.components, value, to)
    return part
