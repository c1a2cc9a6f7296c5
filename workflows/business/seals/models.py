"""The table of seals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Seal(Base):
    """A seal of an organisation, under the name that it had. `picture` is a PNG without background.

    `source`: drawn by the platform, or uploaded. `state`: active, revoked, or expired: its certificate has
    run out and another seal took its place. `reason`: why it was revoked, in somebody's words or as the
    code of a sentence. `person`: whose identity was proved for it.
    """

    __tablename__ = "seals"
    __table_args__ = (
        CheckConstraint("source IN ('drawn', 'uploaded')", name="source"),
        CheckConstraint("state IN ('active', 'revoked', 'expired')", name="state"),
        Index("uq_seals_active", "organisation_id", unique=True, postgresql_where=text("state = 'active'")),
        Index("ix_seals_organisation_id", "organisation_id", "made_at"),
    )

    id: Mapped[TextId]
    number: Mapped[int] = mapped_column(Integer, Identity(start=1), unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    picture: Mapped[bytes] = mapped_column(default=b"", deferred=True)
    certificate_serial: Mapped[str] = mapped_column(ForeignKey("certificates.serial"))
    check_number: Mapped[str] = mapped_column(ForeignKey("identity_checks.number"), unique=True)
    person: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
