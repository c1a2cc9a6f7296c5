"""Tables of activities and of who signs up for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.gatherings.values import GATHERING_STATES, SIGN_UP_STATES
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in GATHERING_STATES)
_SIGN_UPS = ", ".join(repr(one) for one in SIGN_UP_STATES)


class Gathering(Base):
    """An activity that the platform holds. `taken` places of `places` are given away.

    Published, it is shown from `shown_from` until `shown_until`, as far as these are set: while somebody can
    sign up or has to come. `check_in_key` stands in the QR code at the door. `reminded_at`: since when its
    people are reminded. `words`: what it is found by.
    """

    __tablename__ = "gatherings"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("places > 0 AND taken >= 0", name="places"),
        CheckConstraint("ends_at > starts_at AND sign_up_until <= ends_at", name="times"),
        CheckConstraint("shown_from < sign_up_until AND shown_until >= ends_at", name="schedule"),
        Index("ix_gatherings_starts_at", "state", "starts_at", "id"),
        Index("ix_gatherings_words", "words", postgresql_using="gin"),
    )

    id: Mapped[TextId]
    title_zh: Mapped[str]
    body_zh: Mapped[str]
    title_en: Mapped[str]
    body_en: Mapped[str]
    venue: Mapped[str]
    venue_en: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    sign_up_until: Mapped[datetime]
    shown_from: Mapped[datetime | None]
    shown_until: Mapped[datetime | None]
    places: Mapped[int] = mapped_column(Integer)
    taken: Mapped[int] = mapped_column(Integer)
    state: Mapped[str]
    check_in_key: Mapped[str]
    reminded_at: Mapped[datetime | None]
    author_id: Mapped[str]
    created_at: Mapped[datetime]
    words: Mapped[Any] = mapped_column(TSVECTOR, deferred=True)


class GatheringSignUp(Base):
    """Somebody who signs up for an activity: a user, or a visitor by mail. Who waits comes in order of id.

    `key` lets a visitor read and cancel it, by the link in their mail.
    """

    __tablename__ = "sign_ups"
    __table_args__ = (
        CheckConstraint(f"state IN ({_SIGN_UPS})", name="state"),
        CheckConstraint("(user_id IS NULL) = (email <> '')", name="person"),
        Index(
            "uq_sign_ups_user", "gathering_id", "user_id", unique=True,
            postgresql_where=text("state <> 'cancelled' AND user_id IS NOT NULL"),
        ),
        Index(
            "uq_sign_ups_email", "gathering_id", "email", unique=True,
            postgresql_where=text("state <> 'cancelled' AND email <> ''"),
        ),
        Index("ix_sign_ups_gathering_id", "gathering_id", "state", "id"),
        Index("ix_sign_ups_key", "key", unique=True),
    )  # fmt: skip

    id: Mapped[TextId]
    gathering_id: Mapped[str] = mapped_column(ForeignKey("gatherings.id"))
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    email: Mapped[str]
    name: Mapped[str]
    organisation: Mapped[str]
    locale: Mapped[str]
    key: Mapped[str]
    state: Mapped[str]
    signed_up_at: Mapped[datetime]
    checked_in_at: Mapped[datetime | None]
