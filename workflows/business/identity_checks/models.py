"""Tables of identity checks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class IdentityCheck(Base):
    """That somebody was sent to prove who they are, for an organisation, and what came of it.

    `purpose`: what it counts for, of which `reference` is the id; `method`: how the service checks.
    `state`: waiting, passed, refused, cancelled or expired. `person_role`: legal_person or agent. `used_at`:
    a check that was passed counts once. `next_ask_at`: when the platform asks by itself, None once nothing
    more is expected.
    """

    __tablename__ = "identity_checks"
    __table_args__ = (
        CheckConstraint("purpose IN ('seal', 'signing')", name="purpose"),
        CheckConstraint("method IN ('face', 'bank_card')", name="method"),
        Index("ix_identity_checks_organisation", "organisation_id", "started_at"),
        Index("ix_identity_checks_due", "next_ask_at", postgresql_where=text("next_ask_at IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[str]
    organisation_name: Mapped[str]
    credit_code: Mapped[str]
    service: Mapped[str]
    purpose: Mapped[str] = mapped_column(server_default="seal")
    reference: Mapped[str] = mapped_column(server_default="")
    method: Mapped[str] = mapped_column(server_default="face")
    person_role: Mapped[str]
    person: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    service_txn: Mapped[str | None]
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    asked: Mapped[int]
    next_ask_at: Mapped[datetime | None]


class IdentityNotice(Base):
    """A notice that a service has signed, as it came. `outcome`: what the platform made of it."""

    __tablename__ = "identity_notices"
    __table_args__ = (UniqueConstraint("service", "service_txn", "state"),)

    id: Mapped[TextId]
    service: Mapped[str]
    service_txn: Mapped[str]
    state: Mapped[str]
    number: Mapped[str] = mapped_column(index=True)
    raw: Mapped[str]
    received_at: Mapped[datetime]
    outcome: Mapped[str]
