"""The consultants 服务顾问 of a provider as the public sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forms.schema import Choice
from workflows.approvals.cases.forms import schema_of
from workflows.business.catalogue import taxonomy
from workflows.business.consultants.models import Consultant
from workflows.ground.messages import Locale
from workflows.ground.work import Work

PUBLIC_FIELDS = ("name", "position", "expertise", "fields", "industries", "years")
"""The one list of what everybody may read of a consultant's form: no way to reach the person, no photo."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class ShownConsultant:
    """A consultant on the page of the provider."""

    name: str
    position: str
    expertise: str
    fields: tuple[str, ...]
    industries: tuple[str, ...]
    years: int | None


def consultants(work: Work, organisation_id: str, locale: Locale) -> list[ShownConsultant]:
    """Return the consultants who work for a provider at present, the first one first."""
    rows = (
        select(Consultant.profile)
        .where(Consultant.organisation_id == organisation_id, Consultant.state == "active")
        .order_by(Consultant.since, Consultant.id)
        .limit(SHOWN)
    )
    profiles = work.session.scalars(rows).all()
    if not profiles:
        return []
    definition = work.repository.latest("consultant_onboarding")
    field = schema_of(work, definition.id, "consultant").find("fields")
    options = field.options if isinstance(field, Choice) else ()
    names = {str(option.value): option.label.say(locale) for option in options}
    return [_shown({key: profile.get(key) for key in PUBLIC_FIELDS}, names, locale) for profile in profiles]


def _shown(profile: Mapping[str, Any], fields: Mapping[str, str], locale: Locale) -> ShownConsultant:
    industries = taxonomy.names("industries", locale)
    years = str(profile["years"] if profile["years"] is not None else "")
    return ShownConsultant(
        name=str(profile["name"] or ""),
        position=str(profile["position"] or ""),
        expertise=str(profile["expertise"] or ""),
        fields=tuple(fields[value] for value in profile["fields"] or () if value in fields),
        industries=tuple(industries[value] for value in profile["industries"] or () if value in industries),
        years=int(years) if years.isdecimal() else None,
    )
