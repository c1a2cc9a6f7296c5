"""Tables of the public catalogue 产品目录: what is on sale, made ready to be searched and shown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Amount, Base

PRICED_LAST = Decimal("9999999999999999.99")
"""Where a product without a price stands when the cheapest come first; also written in the index."""


class Searched:
    """What a search looks at.

    `facets` are what a product can be narrowed by, each as `category:mes`; `words` hold all that it is found
    by.
    """

    facets: Mapped[list[str]] = mapped_column(ARRAY(Text))
    price_from: Mapped[Amount | None]
    price_to: Mapped[Amount | None]
    price_unit: Mapped[str] = mapped_column(server_default="")
    """What the prices are for (`views.PRICE_UNITS`); prices of different units are never compared."""
    words: Mapped[Any] = mapped_column(TSVECTOR)


class PublishedProduct(Searched, Base):
    """A product on sale, as lists need it. The row exists exactly while the product is on sale.

    `name_words` are the words of its name alone, which count for more.
    """

    __tablename__ = "shelf_products"
    __table_args__ = (
        Index("ix_shelf_products_newest", text("listed_at DESC"), text("product_id DESC")),
        Index(
            "ix_shelf_products_cheapest",
            text("(price_from IS NULL)"),
            "price_unit",
            text("coalesce(price_from, 9999999999999999.99)"),
            "product_id",
        ),
        Index("ix_shelf_products_organisation_id", "organisation_id", text("listed_at DESC")),
        Index("ix_shelf_products_facets", "facets", postgresql_using="gin"),
        Index("ix_shelf_products_words", "words", postgresql_using="gin"),
        Index("ix_shelf_products_name_words", "name_words", postgresql_using="gin"),
        Index(
            "ix_shelf_products_featured",
            text("listed_at DESC"),
            text("product_id DESC"),
            postgresql_where=text("featured"),
        ),
    )

    product_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str]
    name: Mapped[str]
    summary: Mapped[str]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    delivery_days: Mapped[int | None] = mapped_column(Integer)
    featured: Mapped[bool] = mapped_column(Boolean)
    listed_at: Mapped[datetime]
    picture_id: Mapped[str | None]
    name_words: Mapped[Any] = mapped_column(TSVECTOR)


class PublishedPage(Base):
    """What the page of a product shows; apart from the lists, which stay narrow without it."""

    __tablename__ = "shelf_pages"

    product_id: Mapped[str] = mapped_column(
        ForeignKey("shelf_products.product_id", ondelete="CASCADE"), primary_key=True
    )
    data: Mapped[dict[str, Any]]


class PublishedFile(Base):
    """That a file is shown on the page of a product on sale: everybody may fetch it as long as it is."""

    __tablename__ = "shelf_files"
    __table_args__ = (Index("ix_shelf_files_product_id", "product_id"),)

    file_id: Mapped[str] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(
        ForeignKey("shelf_products.product_id", ondelete="CASCADE"), primary_key=True
    )


class FacetCount(Base):
    """A change of how many products a facet has; the sum is the number.

    Changes are appended, so that two products that go on sale at once never wait for each other.
    """

    __tablename__ = "shelf_counts"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    facet: Mapped[str]
    change: Mapped[int] = mapped_column(Integer)


class PublicationChange(Searched, Base):
    """That a product came into the catalogue, or left it, as a search sees it; one that changes does both.

    By these rows, numbers that were counted once are kept right. They are forgotten every hour: then a row
    with `change` 0 begins a new generation, and whoever remembers numbers of an older one counts again.
    """

    __tablename__ = "shelf_changes"
    __table_args__ = (CheckConstraint("change IN (-1, 0, 1)", name="change"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    change: Mapped[int] = mapped_column(Integer)
    organisation_id: Mapped[str]


SEARCHED = ("facets", "words", "organisation_id", "price_from", "price_to", "price_unit")
"""What a product and its changes have in common."""
