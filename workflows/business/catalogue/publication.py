"""Writing the public catalogue: a product goes on sale, changes there, leaves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import delete, exists, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from workflows.business.catalogue.disclosed_answers import answers
from workflows.business.catalogue.models import Product
from workflows.business.catalogue.publication_models import (
    SEARCHED,
    FacetCount,
    PublicationChange,
    PublishedFile,
    PublishedPage,
    PublishedProduct,
)
from workflows.business.catalogue.views import shown_product
from workflows.ground import fulltext
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation

SUMMARY_CHARACTERS = 160
PUBLICATION_LOCKS = 0x5348454C
"""The class of the advisory locks that let a product change one at a time."""


@dataclass(frozen=True, slots=True)
class ProductOnSale:
    """A product as it goes on sale. Prices are yuan; none means that it is agreed upon 面议."""

    product_id: str
    number: str
    organisation_id: str
    kind: str
    name: str
    listed_at: datetime
    summary: str = ""
    catalogue: str = ""
    categories: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    price_unit: str = ""
    delivery_days: int | None = None
    featured: bool = False
    picture_id: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    file_ids: frozenset[str] = frozenset()
    """The files that its page shows to everybody."""
    found_by: tuple[str, ...] = ()
    """Further texts that it is found by: names of its categories, its description, …"""


def publish_product(work: Work, product_id: str) -> None:
    """Show a product that is on sale as it is listed, from now on.

    Raises: NotFound: there is no such product, or nothing of it is listed.
    """
    row = work.session.get(Product, product_id)
    if row is None or row.listed_data is None or row.listed_at is None:
        raise NotFound("catalogue.not_found")
    put(work, entry_of(work, row, row.listed_data, row.listed_at))


def entry_of(work: Work, row: Product, data: Mapping[str, Any], listed_at: datetime) -> ProductOnSale:
    """Return what is published of a product with these `data`, found by its words in both languages.

    Lists and search are for everybody; its page keeps what members read too.
    """
    public = answers(work, "product", data, "public")
    shown = shown_product(public, "zh-CN")
    english = shown_product(public, "en")
    sorts = (shown.catalogue, *shown.categories, *shown.industries)
    sorts += (english.catalogue, *english.categories, *english.industries)
    return ProductOnSale(
        product_id=row.id,
        number=row.number,
        organisation_id=row.organisation_id,
        kind=row.kind,
        name=shown.name or row.number,
        listed_at=listed_at,
        summary=shown.summary or shown.description,
        catalogue=shown.catalogue.value if shown.catalogue else "",
        categories=tuple(one.value for one in shown.categories),
        industries=tuple(one.value for one in shown.industries),
        tags=shown.tags,
        price_from=shown.price_from,
        price_to=shown.price_to,
        price_unit=shown.price_unit,
        delivery_days=int(shown.delivery_days) if shown.delivery_days is not None else None,
        featured=row.kind == "featured",
        picture_id=shown.picture_id,
        data=answers(work, "product", data, "members"),
        file_ids=shown.file_ids,
        found_by=(
            *(one.name for one in sorts if one is not None),
            *(title for title, _text in shown.highlights),
            *(one.name for one in shown.specifications),
            shown.description,
        ),
    )


def put(work: Work, entry: ProductOnSale) -> None:
    """Show a product in the catalogue from now on, or show it changed; doing so again changes nothing.

    Raises: NotFound: there is no such organisation.
    """
    provider = work.session.get(Organisation, entry.organisation_id)
    if provider is None:
        raise NotFound("organisations.not_found")
    facets = facets_of(entry, provider.region_code)
    gone = _note(work, entry.product_id, -1)
    values = _row(entry, provider.name, facets)
    row = upsert(PublishedProduct).values(product_id=entry.product_id, **values)
    work.session.execute(row.on_conflict_do_update(index_elements=["product_id"], set_=values))
    _count(work, added=_note(work, entry.product_id, 1), gone=gone)
    page = upsert(PublishedPage).values(product_id=entry.product_id, data=dict(entry.data))
    work.session.execute(
        page.on_conflict_do_update(index_elements=["product_id"], set_={"data": page.excluded.data})
    )
    _show_files(work, entry)


def unpublish_product(work: Work, product_id: str) -> bool:
    """Show a product to nobody any more; return whether it was published."""
    facets = _note(work, product_id, -1)
    if not facets:
        return False
    _count(work, added=(), gone=facets)
    work.session.execute(delete(PublishedProduct).where(PublishedProduct.product_id == product_id))
    return True


def merge_counts(work: Work) -> None:
    """Add up the changes of the counts, so that there is one row a facet again; no number changes.

    What they were changed by is forgotten: of a product that has left nothing stays.
    """
    gone = delete(FacetCount).returning(FacetCount.facet, FacetCount.change).cte("gone")
    total = func.sum(gone.c.change)
    sums = select(gone.c.facet, total).group_by(gone.c.facet).having(total != 0)
    work.session.execute(insert(FacetCount).from_select(["facet", "change"], sums))
    if work.session.scalar(select(exists().where(PublicationChange.change != 0))):
        _begin_generation(work)


def count_again(work: Work) -> None:
    """Count every facet anew from the published products, after they were loaded by other means."""
    facet = func.unnest(PublishedProduct.facets).label("facet")
    facets = select(facet).subquery()
    work.session.execute(delete(FacetCount))
    sums = select(facets.c.facet, func.count(literal(1))).group_by(facets.c.facet)
    work.session.execute(insert(FacetCount).from_select(["facet", "change"], sums))
    _begin_generation(work)


def facets_of(entry: ProductOnSale, region_code: str | None) -> tuple[str, ...]:
    """Return what a product can be narrowed by, each once: `kind:solution`, `region:430100`, …"""
    named = {
        "kind": (entry.kind,),
        "category": entry.categories,
        "industry": entry.industries,
        "catalogue": (entry.catalogue,),
        "tag": entry.tags,
        "region": (city_of(region_code),),
    }
    return tuple(
        dict.fromkeys(f"{facet}:{value}" for facet, values in named.items() for value in values if value)
    )


def city_of(region_code: str | None) -> str:
    """Return the code of the city that a county lies in; of anything else its own; "" for none."""
    if region_code is None or len(region_code) != 6 or not region_code.isdigit():
        return region_code or ""
    return region_code[:4] + "00"


def _row(entry: ProductOnSale, provider: str, facets: tuple[str, ...]) -> dict[str, Any]:
    texts = (entry.name, entry.number, provider, *entry.tags, entry.summary, *entry.found_by)
    return {
        "number": entry.number,
        "organisation_id": entry.organisation_id,
        "kind": entry.kind,
        "name": entry.name,
        "summary": entry.summary[:SUMMARY_CHARACTERS],
        "tags": list(entry.tags),
        "facets": list(facets),
        "price_from": entry.price_from,
        "price_to": entry.price_to,
        "price_unit": entry.price_unit,
        "delivery_days": entry.delivery_days,
        "featured": entry.featured,
        "listed_at": entry.listed_at,
        "picture_id": entry.picture_id,
        "words": fulltext.document(*texts),
        "name_words": fulltext.document(entry.name),
    }


def _note(work: Work, product_id: str, change: Literal[1, -1]) -> tuple[str, ...]:
    """Note that a product comes or goes as it is in the catalogue now; return its facets, none if it is not.

    Nobody else changes it until we commit.
    """
    key = func.hashtext(product_id)
    work.session.execute(select(func.pg_advisory_xact_lock(PUBLICATION_LOCKS, key)))
    searched = [getattr(PublishedProduct, name) for name in SEARCHED]
    row = select(literal(change), *searched).where(PublishedProduct.product_id == product_id)
    noted = insert(PublicationChange).from_select(["change", *SEARCHED], row)
    return tuple(work.session.scalar(noted.returning(PublicationChange.facets)) or ())


def _begin_generation(work: Work) -> None:
    work.session.execute(delete(PublicationChange))
    nothing = {"change": 0, "facets": [], "words": "", "organisation_id": ""}
    work.session.execute(insert(PublicationChange).values(nothing))


def _count(work: Work, *, added: Iterable[str], gone: Iterable[str]) -> None:
    changes = Counter(added)
    changes.subtract(Counter(gone))
    rows = [{"facet": facet, "change": change} for facet, change in sorted(changes.items()) if change]
    if rows:
        work.session.execute(insert(FacetCount), rows)


def _show_files(work: Work, entry: ProductOnSale) -> None:
    work.session.execute(delete(PublishedFile).where(PublishedFile.product_id == entry.product_id))
    rows = [{"file_id": file_id, "product_id": entry.product_id} for file_id in sorted(entry.file_ids)]
    if rows:
        work.session.execute(insert(PublishedFile), rows)
