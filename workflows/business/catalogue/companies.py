"""Certified companies as the public sees them: directories of providers and enterprises, and their pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from forms import FormSchema
from forms.display import display_value
from forms.schema import Choice, DynamicList, Field
from workflows.approvals.cases.forms import schema_of
from workflows.business.catalogue.publication import city_of
from workflows.business.catalogue.publication_models import PublishedProduct
from workflows.business.catalogue.region_names import with_region
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.values import Kind

PUBLIC_PROFILE: Mapping[Kind, tuple[str, ...]] = {
    "provider": (
        "introduction", "service_scope", "service_regions", "service_industries", "core_products.product",
        "core_products.kind", "core_products.summary", "qualifications.certificate",
        "qualifications.valid_until", "industrial_customers", "typical_cases", "quality_commitment",
        "demonstration_platform", "supervising_body", "public_services", "product_url", "security_level",
        "expert_name", "expert_title", "expertise", "achievements", "founded_on", "started_on", "address",
        "website",
    ),
    "enterprise": (
        "introduction", "main_business", "business_scope", "core_products.product", "industries.industry",
        "key_industrial_chain", "specialised_level", "high_tech", "tech_sme", "industrial_park", "trademark",
        "registration_type", "founded_on", "address", "website",
    ),
}  # fmt: skip
"""The one list of what everybody may read of an approved form; whatever a form gains later stays private."""
FORMS: Mapping[Kind, tuple[str, str]] = {
    "provider": ("provider_registration", "provider"),
    "enterprise": ("enterprise_registration", "enterprise"),
}
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
    """Return a page of the certified companies of a kind, the newest first; one statement.

    `after` is the id of the last one of the page before.
    """
    introduction = func.left(Organisation.profile["introduction"].astext, WORDS_IN_A_CARD + 1)
    rows = _certified(locale, introduction.label("introduction")).where(Organisation.kind == kind)
    rows = rows.where(*_conditions(kind, sought)).order_by(Organisation.id.desc()).limit(limit)
    if after:
        rows = rows.where(Organisation.id < after.replace("\x00", ""))
    return [_card(row) for row in work.session.execute(rows)]


def page(work: Work, kind: Kind, organisation_id: str, locale: Locale) -> CompanyPage:
    """Return the public page of a certified company.

    Raises: NotFound: there is no such company of this kind, or it is not certified.
    """
    rows = _certified(locale, Organisation.profile.label("profile")).where(
        Organisation.id == organisation_id.replace("\x00", ""), Organisation.kind == kind
    )
    row = work.session.execute(rows).first()
    if row is None:
        raise NotFound("organisations.not_found")
    facts = _facts(_schema(work, kind), kind, row.profile, locale)
    introduction = row.profile.get("introduction")
    return CompanyPage(
        organisation_id=row.id,
        kind=kind,
        name=row.name,
        provider_type=row.provider_type,
        region=row.region,
        association_member=row.association_member,
        certified_at=row.certified_at,
        introduction=introduction if isinstance(introduction, str) else "",
        facts=tuple(fact for fact in facts if fact.key != "introduction"),
    )


def choices(work: Work, kind: Kind, field: str, locale: Locale) -> dict[str, str]:
    """Return {value: name} of what can be chosen in a field of the form that companies of a kind fill in."""
    chosen = _schema(work, kind).find(field)
    options = chosen.options if isinstance(chosen, Choice) else ()
    return {str(option.value): option.label.say(locale) for option in options}


def industries(work: Work, kind: Kind, locale: Locale) -> dict[str, str]:
    """Return {value: name} of the industries that a directory can be narrowed by."""
    return choices(work, kind, INDUSTRY_FIELD[kind], locale)


def _schema(work: Work, kind: Kind) -> FormSchema:
    process_id, form_id = FORMS[kind]
    return schema_of(work, work.repository.latest(process_id).id, form_id)


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
    if text := sought.text.strip():
        conditions.append(Organisation.name.icontains(text, autoescape=True))
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


def _facts(schema: FormSchema, kind: Kind, profile: Mapping[str, Any], locale: Locale) -> list[Fact]:
    """Return the public parts of a profile that say something, in the order of the one list."""
    facts: dict[str, Fact] = {}
    for path in PUBLIC_PROFILE[kind]:
        key = path.partition(".")[0]
        shown, value = schema.find(key), profile.get(key)
        if key in facts or shown is None or not value:
            continue
        if isinstance(shown, DynamicList):
            lines = _lines(schema, kind, key, value, locale)
        elif isinstance(shown, Field):
            lines = tuple(display_value(shown, value, locale).splitlines())
        else:
            continue
        label = shown.label.say(locale)
        if lines:
            facts[key] = Fact(key, label, lines)
    return list(facts.values())


def _lines(schema: FormSchema, kind: Kind, key: str, value: Any, locale: Locale) -> tuple[str, ...]:
    """Return one line an entry of a list, of its public fields only."""
    public = [path for path in PUBLIC_PROFILE[kind] if path.startswith(f"{key}.")]
    fields = {path.rpartition(".")[2]: schema.find(path) for path in public}
    columns = [(name, column) for name, column in fields.items() if isinstance(column, Field)]
    lines = []
    for row in value if isinstance(value, list) else ():
        texts = [display_value(field, row.get(name), locale) for name, field in columns]
        lines.append(" · ".join(text for text in texts if text))
    return tuple(line for line in lines if line)
