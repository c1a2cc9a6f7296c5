"""What the public, and what people who are signed in, may read of an approved form: as its fields say.

The form of today counts, also for what was approved before: a field that was closed since is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from forms import FormSchema
from forms.disclosure import audience_of, disclosed
from forms.properties import Audience
from forms.schema import Component
from workflows.approvals.cases.diagrams import process_names
from workflows.approvals.cases.forms import latest_form
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.viewer import Viewer

Source = Literal["enterprise", "provider", "product", "consultant"]
FORMS: Mapping[Source, tuple[str, str]] = {
    "enterprise": ("enterprise_registration", "enterprise"),
    "provider": ("provider_registration", "provider"),
    "product": ("product_listing", "listing"),
    "consultant": ("consultant_onboarding", "consultant"),
}
"""Process and form that the public pages take their answers from."""


@dataclass(frozen=True, slots=True)
class DisclosedForm:
    """What others may read of a process's form: labels of its fields, for everybody and for members."""

    name: str
    public: tuple[str, ...]
    members: tuple[str, ...]


def audience(viewer: Viewer | None) -> Audience:
    """Return whom a page is for; None is a visitor."""
    return "public" if viewer is None else "members"


def schema(work: Work, source: Source) -> FormSchema:
    """Return the form of today. Raises: NotFound: none is deployed."""
    return latest_form(work, *FORMS[source]).schema


def answers(work: Work, source: Source, data: Mapping[str, Any], to: Audience) -> dict[str, Any]:
    """Return the part of an approved form that this audience may read. Raises: NotFound: no such form."""
    return disclosed(schema(work, source), data, to)


def disclosed_forms(work: Work, locale: Locale) -> list[DisclosedForm]:
    """Return what is shown of each form of today, for the privacy agreement."""
    shown = []
    for source, (process_id, _) in FORMS.items():
        try:
            form = schema(work, source)
        except NotFound:
            continue
        labels: dict[Audience, dict[str, None]] = {"public": {}, "members": {}, "reviewers": {}}
        for field in form.fields():
            labels[audience_of(field)].setdefault(_label(form, field, locale))
        chinese, english = process_names(work, work.repository.latest(process_id))
        name = chinese if locale == "zh-CN" else english
        shown.append(DisclosedForm(name, tuple(labels["public"]), tuple(labels["members"])))
    return shown


def _label(form: FormSchema, field: Component, locale: Locale) -> str:
    """Return what a field is called, with the name of the list in which it stands."""
    around = form.find(field.path.rpartition(".")[0])
    label = field.label.say(locale)
    if around is None or not around.label:
        return label
    return f"{around.label.say(locale)}{'：' if locale == 'zh-CN' else ': '}{label}"
