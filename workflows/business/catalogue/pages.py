"""The page of a product on sale, for whoever looks at it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from workflows.business.catalogue.disclosed_answers import answers, audience
from workflows.business.catalogue.publication_models import PublishedPage, PublishedProduct
from workflows.business.catalogue.region_names import with_region
from workflows.business.catalogue.views import Named, ShownProduct, ShownProvider, shown_product
from workflows.ground.errors import NotFound
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.people.organisations.models import Organisation
from workflows.people.viewer import Viewer


def product(work: Work, viewer: Viewer | None, number: str, locale: Locale) -> tuple[str, ShownProduct]:
    """Return the id and the page of a product on sale; `viewer` is None for a visitor.

    Raises: NotFound: nothing with this number is on sale.
    """
    other = aliased(PublishedProduct)
    row = work.session.execute(
        select(
            PublishedProduct,
            PublishedPage.data,
            other.number.label("other_number"),
            other.name.label("other_name"),
        )
        .join(PublishedPage, PublishedPage.product_id == PublishedProduct.product_id)
        .outerjoin(other, other.product_id == PublishedPage.data["related_product"].astext)
        .where(PublishedProduct.number == number.replace("\x00", ""))
    ).first()
    if row is None:
        raise NotFound("catalogue.not_found")
    listed: PublishedProduct = row.PublishedProduct
    shown = shown_product(
        answers(work, "product", row.data, audience(viewer)),
        locale,
        number=listed.number,
        provider=provider(work, listed.organisation_id, locale),
        listed_at=listed.listed_at,
        related=Named(row.other_number, row.other_name) if row.other_number else None,
    )
    return listed.product_id, shown


def provider(work: Work, organisation_id: str, locale: Locale) -> ShownProvider | None:
    """Return who offers a product, as its page shows them; also for the preview of what is not on sale."""
    on_sale = (
        select(func.count())
        .where(PublishedProduct.organisation_id == Organisation.id)
        .scalar_subquery()
        .label("products")
    )
    rows = select(Organisation, on_sale).where(Organisation.id == organisation_id)
    row = work.session.execute(with_region(rows, locale)).first()
    if row is None:
        return None
    organisation: Organisation = row.Organisation
    return ShownProvider(
        organisation_id=organisation.id,
        name=organisation.name,
        kind=organisation.kind,
        provider_type=organisation.provider_type,
        region=row.region,
        association_member=organisation.association_member,
        products=row.products,
    )
