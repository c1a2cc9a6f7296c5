"""Certified companies as the public sees them: directories of providers and enterprises, and their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select

from forms import FormSchema
from forms.disclosure import audience_of, disclosed
from forms.display import display_value
from forms.properties import Audience
from forms.schema import Choice, DynamicList, Field
from workflows.business.catalogue import disclosed_answers
from workflows.business.catalogue.publication import city_of
from workflows.business.catalogue.publication_models import PublishedProduct
from workflows.business.catalogue.region_names import with_region
from workflows.ground.errors import NotFound
from workflows.ground.fulltext import matches
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.values import Kind

SHOWN_APART = frozenset({"name", "region", "introduction", "provider_type", "apply_membership"})
"""What the head of a company's page shows from the organisation itself, not once more among the facts."""
INDUSTRY_FIELD: Mapping[Kind, str] = {"provider": "service_industries", "enterprise": "industries.industry"}
WORDS_IN_A_CARD = 120


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for in a directory; empty means everything."""

    text: str = ""
    region: str = ""
    provider_type: str = ""
    industry: str = ""


@dataclass(frozen=True, slots=True)
class CompanyCard:
    """A certified company as a directory shows it."""

    organisation_id: str
    name: str
    provider_type: str | None
    region: str
    association_member: bool
    introduction: str
    products: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A public part of the profile: a short text, or several lines of a longer one or of a list."""

    key: str
    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """A certified company as its page shows it."""

    organisation_id: str
    kind: Kind
    name: str
    provider_type: str | None
    region: str
    association_member: bool
    certified_at: datetime | None
    introduction: str
    facts: tuple[Fact, ...]


def directory(
    work: Work, kind: Kind, sought: Sought, locale: Locale, *, after: str | None = None, limit: int = 20
) -> list[CompanyCard]:
    """Return a page of the certified companies of a kind, the newest first.

    `after` is the id of the last one of the page before.
    """
    told = disclosed_answers.schema(work, kind).find("introduction")
    public = told is not None and audience_of(told) == "public"
    text = Organisation.profile["introduction"].astext if public else literal("")
    introduction = func.left(text, WORDS_IN_A_CARD + 1)
    rows = _certified(locale, introduction.label("introduction")).where(Organisation.kind == kind)
    rows = rows.where(*_conditions(kind, sought)).order_by(Organisation.id.desc()).limit(limit)
    if after:
        rows = rows.where(Organisation.id < after.replace("\x00", ""))
    return [_card(row) for row in work.session.execute(rows)]


@dataclass(frozen=True, slots=True)
class CompanyFound:
    """A certified company that a search came to."""

    organisation_id: str
    kind: Kind
    name: str


def named(work: Work, text: str, *, limit: int) -> list[CompanyFound]:
    """Return certified providers and enterprises whose name has the words of `text`, the newest first."""
    rows = (
        select(Organisation.id, Organisation.kind, Organisation.name)
        .where(Organisation.certification == "certified", matches(Organisation.name_words, text))
        .order_by(Organisation.id.desc())
        .limit(limit)
    )
    return [CompanyFound(row.id, row.kind, row.name) for row in work.session.execute(rows)]


def page(work: Work, kind: Kind, organisation_id: str, locale: Locale, to: Audience) -> CompanyPage:
    """Return the page of a certified company, as far as this audience may read it.

    Raises: NotFound: there is no such company of this kind, or it is not certified.
    """
    rows = _certified(locale, Organisation.profile.label("profile")).where(
        Organisation.id == organisation_id.replace("\x00", ""), Organisation.kind == kind
    )
    row = work.session.execute(rows).first()
    if row is None:
        raise NotFound("organisations.not_found")
    schema = disclosed_answers.schema(work, kind)
    profile = disclosed(schema, row.profile, to)
    introduction = profile.get("introduction")
    return CompanyPage(
        organisation_id=row.id,
        kind=kind,
        name=row.name,
        provider_type=row.provider_type,
        region=row.region,
        association_member=row.association_member,
        certified_at=row.certified_at,
        introduction=introduction if isinstance(introduction, str) else "",
        facts=tuple(_facts(schema, profile, locale)),
    )


def choices(work: Work, kind: Kind, field: str, locale: Locale) -> dict[str, str]:
    """Return {value: name} of what can be chosen in a field of the form that companies of a kind fill in."""
    chosen = disclosed_answers.schema(work, kind).find(field)
    options = chosen.options if isinstance(chosen, Choice) else ()
    return {str(option.value): option.label.say(locale) for option in options}


def industries(work: Work, kind: Kind, locale: Locale) -> dict[str, str]:
    """Return {value: name} of the industries that a directory can be narrowed by."""
    return choices(work, kind, INDUSTRY_FIELD[kind], locale)


def _certified(locale: Locale, *extra: ColumnElement[Any]) -> Select[Any]:
    products = (
        select(func.count())
        .where(PublishedProduct.organisation_id == Organisation.id)
        .correlate(Organisation)
        .scalar_subquery()
    )
    columns = (
        Organisation.id, Organisation.name, Organisation.provider_type, Organisation.association_member,
        Organisation.certified_at, products.label("products"), *extra,
    )  # fmt: skip
    return with_region(select(*columns), locale).where(Organisation.certification == "certified")


def _conditions(kind: Kind, sought: Sought) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if sought.text.strip():
        conditions.append(matches(Organisation.name_words, sought.text))
    if city := city_of(sought.region):
        # a city and its counties share four digits; what is no code at all is a region of its own
        length = 4 if city.isdigit() else len(city)
        conditions.append(func.left(Organisation.region_code, length) == city[:length])
    if sought.provider_type:
        conditions.append(Organisation.provider_type == sought.provider_type)
    if sought.industry:
        listed = {"service_industries": [sought.industry]}
        rows = {"industries": [{"industry": sought.industry}]}
        conditions.append(Organisation.profile.contains(listed if kind == "provider" else rows))
    return conditions


def _card(row: Row[Any]) -> CompanyCard:
    text = row.introduction or ""
    return CompanyCard(
        organisation_id=row.id,
        name=row.name,
        provider_type=row.provider_type,
        region=row.region,
        association_member=row.association_member,
        introduction=text if len(text) <= WORDS_IN_A_CARD else text[:WORDS_IN_A_CARD] + "…",
        products=row.products,
    )


def _facts(schema: FormSchema, profile: Mapping[str, Any], locale: Locale) -> list[Fact]:
    """Return the parts of a disclosed profile that say something, in the order of the form."""
    facts = []
    for shown in schema.fields():
        value = profile.get(shown.key) if shown.path == shown.key else None
        if shown.key in SHOWN_APART or not value:
            continue
        if isinstance(shown, DynamicList):
            lines = _lines(shown, value, locale)
        else:
            lines = tuple(display_value(shown, value, locale).splitlines())
        if lines:
            facts.append(Fact(shown.key, shown.label.say(locale), lines))
    return facts


def _lines(shown: DynamicList, rows: Any, locale: Locale) -> tuple[str, ...]:
    """Return one line an entry of a list."""
    columns = [column for column in shown.components if isinstance(column, Field)]
    lines = []
    for row in rows:
        texts = [display_value(column, row.get(column.key), locale) for column in columns]
        lines.append(" · ".join(text for text in texts if text))
    return tuple(line for line in lines if line)
