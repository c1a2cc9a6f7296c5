"""Tables of the organisations domain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Identity, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Region(Base):
    """An administrative division by its code of GB/T 2260; level 1 province, 2 city, 3 county."""

    __tablename__ = "regions"
    __table_args__ = (Index("ix_regions_parent_code", "parent_code"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    level: Mapped[int] = mapped_column(Integer)
    has_window: Mapped[bool] = mapped_column(Boolean, default=False)
    # A retired region is offered to nobody any more; what refers to it stays.
    active: Mapped[bool] = mapped_column(Boolean, default=True, server_default=text("true"))


class Cluster(Base):
    """An industry cluster 产业集群 whose window reviews its members; lies in one region."""

    __tablename__ = "clusters"

    id: Mapped[str] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    name_zh: Mapped[str]
    name_en: Mapped[str]
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Organisation(Base):
    """An enterprise or a service provider. `profile` is the data of the last approved form."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("kind IN ('enterprise', 'provider')", name="kind"),
        CheckConstraint(
            "certification IN ('none', 'in_review', 'returned', 'certified', 'rejected', 'ordinary')",
            name="certification",
        ),
        # A code belongs to whoever is certified or on the way; a rejected applicant does not block the owner.
        Index(
            "uq_organisations_credit_code",
            "credit_code",
            unique=True,
            postgresql_where=text("certification IN ('in_review', 'returned', 'certified')"),
        ),
        Index("ix_organisations_region_code", "region_code"),
        Index("ix_organisations_certification", "certification"),
        # The public directories: in order, and by what the profile says.
        Index(
            "ix_organisations_certified",
            "kind",
            "id",
            postgresql_where=text("certification = 'certified'"),
        ),
        Index(
            "ix_organisations_certified_profile",
            "profile",
            postgresql_using="gin",
            postgresql_ops={"profile": "jsonb_path_ops"},
            postgresql_where=text("certification = 'certified'"),
        ),
        Index("ix_organisations_name_words", "name_words", postgresql_using="gin"),
    )

    id: Mapped[TextId]
    # Short, for people to type: the sign-in names of its sub-accounts end with it.
    number: Mapped[int] = mapped_column(Integer, Identity(start=1001), unique=True)
    kind: Mapped[str]
    provider_type: Mapped[str | None]
    name: Mapped[str] = mapped_column(default="")
    name_words: Mapped[Any] = mapped_column(TSVECTOR, server_default="", deferred=True)
    """What it is found by among certified ones."""
    credit_code: Mapped[str | None]
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"))
    cluster_id: Mapped[str | None] = mapped_column(ForeignKey("clusters.id"))
    certification: Mapped[str] = mapped_column(default="none")
    certified_at: Mapped[datetime | None]
    association_member: Mapped[bool] = mapped_column(Boolean, default=False)
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Member(Base):
    """A person's place in an organisation: owner 法定代表人， agent 经办人 or member."""

    __tablename__ = "organisation_members"
    __table_args__ = (
        CheckConstraint("role IN ('owner', 'agent', 'member')", name="role"),
        Index("ix_organisation_members_user_id", "user_id"),
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # What a member may work in; who binds the organisation needs no entry.
    menus: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))


class DesignatedAgent(Base):
    """The person whom an organisation names to act for its legal person; a new one ends the one before.

    Nobody acts by being named: from `accepted_at` until `ended_at` the account `user_id` does. Written by
    `business/agents` alone.
    """

    __tablename__ = "designated_agents"
    __table_args__ = (
        Index(
            "uq_designated_agents_current",
            "organisation_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_designated_agents_organisation_id", "organisation_id", "id"),
    )

    id: Mapped[TextId]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    mobile: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    named_by: Mapped[str | None]
    since: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class PaymentAccount(Base):
    """The only account of an organisation for receipts and refunds; the wallet certifies cards."""

    __tablename__ = "payment_accounts"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    account_name: Mapped[str]
    bank: Mapped[str]
    location: Mapped[str]
    branch: Mapped[str]
    number: Mapped[str]
    updated_by: Mapped[str | None]
    updated_at: Mapped[datetime]
