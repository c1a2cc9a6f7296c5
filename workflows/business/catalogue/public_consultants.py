"""The consultants 服务顾问 of a provider as the public sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from forms.disclosure import disclosed
from forms.properties import Audience
from forms.schema import Choice
from workflows.business.catalogue import disclosed_answers, taxonomy
from workflows.business.consultants.models import Consultant
from workflows.ground.fulltext import matches
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ShownConsultant:
    """A consultant on the page of the provider."""

    id: str
    name: str
    position: str
    expertise: str
    fields: tuple[str, ...]
    industries: tuple[str, ...]
    years: int | None


def consultants(work: Work, organisation_id: str, locale: Locale, to: Audience) -> list[ShownConsultant]:
    """Return the consultants who work for a provider at present, the first one first."""
    rows = (
        select(Consultant.id, Consultant.profile)
        .where(Consultant.organisation_id == organisation_id, Consultant.state == "active")
        .order_by(Consultant.since, Consultant.id)
        .limit(SHOWN)
    )
    listed = work.session.execute(rows).all()
    return _disclosed(work, [(row.id, row.profile) for row in listed], locale, to)


@dataclass(frozen=True, slots=True)
class ConsultantFound:
    """A consultant that a search came to, and the provider that it leads to."""

    consultant: ShownConsultant
    organisation_id: str
    organisation_name: str


def named(work: Work, text: str, locale: Locale, to: Audience, *, limit: int) -> list[ConsultantFound]:
    """Return active consultants of certified providers whose name has the words of `text`."""
    rows = (
        select(Consultant.id.label("consultant_id"), Consultant.profile, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == Consultant.organisation_id)
        .where(
            Consultant.state == "active",
            matches(Consultant.name_words, text),
            Organisation.certification == "certified",
        )
        .order_by(Consultant.since.desc(), Consultant.id.desc())
        .limit(limit)
    )
    given = work.session.execute(rows).all()
    shown = _disclosed(work, [(row.consultant_id, row.profile) for row in given], locale, to)
    return [ConsultantFound(one, row.id, row.name) for one, row in zip(shown, given, strict=True)]


def _disclosed(
    work: Work, profiles: Sequence[tuple[str, Mapping[str, Any]]], locale: Locale, to: Audience
) -> list[ShownConsultant]:
    if not profiles:
        return []
    schema = disclosed_answers.schema(work, "consultant")
    field = schema.find("fields")
    options = field.options if isinstance(field, Choice) else ()
    names = {str(option.value): option.label.say(locale) for option in options}
    return [_shown(one, disclosed(schema, profile, to), names, locale) for one, profile in profiles]


def _shown(
    consultant_id: str, profile: Mapping[str, Any], fields: Mapping[str, str], locale: Locale
) -> ShownConsultant:
    industries = taxonomy.names("industries", locale)
    years = str(profile.get("years", ""))
    return ShownConsultant(
        id=consultant_id,
        name=str(profile.get("name") or ""),
        position=str(profile.get("position") or ""),
        expertise=str(profile.get("expertise") or ""),
        fields=tuple(fields[value] for value in profile.get("fields") or () if value in fields),
        industries=tuple(industries[one] for one in profile.get("industries") or () if one in industries),
        years=int(years) if years.isdecimal() else None,
    )
