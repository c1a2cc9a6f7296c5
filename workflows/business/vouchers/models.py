"""Tables of vouchers: what each is and where it came from. What it still has is the ledger's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class VoucherProgramme(Base):
    """A programme 券种, as it was approved. Its commodity in the ledger is `voucher:<id>`.

    `categories`: of products it may pay, none: all. `share_percent`: of a price. `least_fen` and `most_fen`
    bound one voucher's face value. Vouchers can be used from `valid_from` until before `valid_until`.
    """

    __tablename__ = "voucher_programmes"
    __table_args__ = (
        CheckConstraint("kind IN ('general', 'special')", name="kind"),
        CheckConstraint("share_percent BETWEEN 1 AND 100", name="share"),
        CheckConstraint(
            "0 < least_fen AND least_fen <= most_fen AND most_fen <= budget_fen", name="face_value"
        ),
        CheckConstraint("valid_from < valid_until", name="validity"),
        UniqueConstraint("case_number"),
        Index("ix_voucher_programmes_year", "year", "id"),
    )

    id: Mapped[TextId]
    name: Mapped[str]
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str]
    categories: Mapped[list[str]]
    share_percent: Mapped[int] = mapped_column(Integer)
    budget_fen: Mapped[int] = mapped_column(BigInteger)
    least_fen: Mapped[int] = mapped_column(BigInteger)
    most_fen: Mapped[int] = mapped_column(BigInteger)
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    terms: Mapped[str]
    case_number: Mapped[str]
    opened_at: Mapped[datetime]


class VoucherGrant(Base):
    """One voucher of an organisation. It comes from a quota or a campaign (`source_kind`, `source_id`).

    `region_code` and `size_class` are the organisation's when it was granted: reports add up by them.
    `next_look_at`: when its end is looked at again (notice, expiry); None: nothing can expire any more.
    `given_up_at`: when its organisation ended it; `expired_fen` is then what went back by that.
    """

    __tablename__ = "voucher_grants"
    __table_args__ = (
        CheckConstraint("source_kind IN ('quota', 'campaign')", name="source_kind"),
        CheckConstraint("face_value_fen > 0", name="face_value"),
        CheckConstraint("expired_fen BETWEEN 0 AND face_value_fen", name="expired"),
        # A quota once for each programme (which is of one year), a campaign once for each organisation.
        Index(
            "uq_voucher_grants_quota",
            "programme_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("source_kind = 'quota'"),
        ),
        Index(
            "uq_voucher_grants_campaign",
            "source_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("source_kind = 'campaign'"),
        ),
        Index("ix_voucher_grants_organisation_id", "organisation_id", "id"),
        Index("ix_voucher_grants_programme_id", "programme_id", "id"),
        Index(
            "ix_voucher_grants_next_look_at",
            "next_look_at",
            "id",
            postgresql_where=text("next_look_at IS NOT NULL"),
        ),
    )

    id: Mapped[TextId]
    programme_id: Mapped[str] = mapped_column(ForeignKey("voucher_programmes.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    source_kind: Mapped[str]
    source_id: Mapped[str]
    face_value_fen: Mapped[int] = mapped_column(BigInteger)
    account_id: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.id"))
    region_code: Mapped[str]
    size_class: Mapped[str]
    valid_until: Mapped[datetime]
    granted_at: Mapped[datetime]
    next_look_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    expired_fen: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    given_up_at: Mapped[datetime | None]
