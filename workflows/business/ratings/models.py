"""Tables of ratings, and of what they add up to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.ratings.values import ABOUT_KINDS, CRITERIA, MOST_STARS, REVIEWS
from workflows.ground.db import Base, TextId

_STARS = " AND ".join(f"{one} BETWEEN 1 AND {MOST_STARS}" for one in CRITERIA)
_ABOUT = ", ".join(repr(one) for one in ABOUT_KINDS)
_REVIEWS = ", ".join(repr(one) for one in REVIEWS)


class Rating(Base):
    """What one side of an order or a filed deal says about the other, once.

    `review`: how a report of it stands, `finding` what the operators say about it. `hidden_at`: not counted
    and not public since.
    """

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint(f"about_kind IN ({_ABOUT})", name="about_kind"),
        CheckConstraint("by IN ('enterprise', 'provider')", name="by"),
        CheckConstraint(_STARS, name="stars"),
        CheckConstraint(f"review IN ({_REVIEWS})", name="review"),
        CheckConstraint("(review = 'hidden') = (hidden_at IS NOT NULL)", name="hidden"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answer"),
        UniqueConstraint("about_kind", "about_id", "by"),
        Index("ix_ratings_rater_id", "rater_id", "id"),
        Index("ix_ratings_rated_id", "rated_id", "id"),
    )

    id: Mapped[TextId]
    about_kind: Mapped[str]
    about_id: Mapped[str]
    about_number: Mapped[str]
    by: Mapped[str]
    rater_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    rater_name: Mapped[str]
    rated_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    rated_name: Mapped[str]
    products: Mapped[str]
    quality: Mapped[int] = mapped_column(SmallInteger)
    promptness: Mapped[int] = mapped_column(SmallInteger)
    communication: Mapped[int] = mapped_column(SmallInteger)
    words: Mapped[str]
    rated_by: Mapped[str]
    rated_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(server_default="")
    answered_by: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    review: Mapped[str] = mapped_column(server_default="")
    report_reason: Mapped[str] = mapped_column(server_default="")
    report_case: Mapped[str | None]
    finding: Mapped[str] = mapped_column(server_default="")
    hidden_at: Mapped[datetime | None]


class RatedProduct(Base):
    """A product that was dealt in, under a rating of its provider."""

    __tablename__ = "rated_products"
    __table_args__ = (Index("ix_rated_products_product_id", "product_id", "rating_id"),)

    rating_id: Mapped[str] = mapped_column(ForeignKey("ratings.id"), primary_key=True)
    product_id: Mapped[str] = mapped_column(primary_key=True)


class RatingTotal(Base):
    """The sums of all ratings of an organisation or a product that count; each changes it by itself."""

    __tablename__ = "rating_totals"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('organisation', 'product')", name="subject_kind"),
        CheckConstraint("count >= 0", name="count"),
    )

    subject_kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    quality: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    promptness: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    communication: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
