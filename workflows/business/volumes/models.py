"""The table of volumes: what the deals of a provider or a product add up to."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class VolumeTotal(Base):
    """How many deals a provider or a product has had, and for how much; each deal changes it by itself."""

    __tablename__ = "volume_totals"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('provider', 'product')", name="subject_kind"),
        CheckConstraint("deals >= 0 AND sum_fen >= 0", name="sums"),
    )

    subject_kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(primary_key=True)
    deals: Mapped[int] = mapped_column(BigInteger)
    sum_fen: Mapped[int] = mapped_column(BigInteger)
