"""The tables of invitations: whom an enterprise asked about a demand, and what both sides said since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.business.demands.values import INVITATION_STATES
from workflows.ground.db import Base, TextId

_STATES = ", ".join(repr(one) for one in INVITATION_STATES)
_LIVE = text("state IN ('invited', 'accepted')")


class DemandInvitation(Base):
    """A provider that was asked about a demand, once at a time. `price_fen` is what it offers now."""

    __tablename__ = "demand_invitations"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("price_fen > 0", name="price"),
        Index("ix_demand_invitations_live", "demand_id", "provider_id", unique=True, postgresql_where=_LIVE),
        Index("ix_demand_invitations_demand_id", "demand_id", "id"),
        Index("ix_demand_invitations_provider_id", "provider_id", "id"),
    )

    id: Mapped[TextId]
    demand_id: Mapped[str] = mapped_column(ForeignKey("demands.id"))
    provider_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str]
    price_fen: Mapped[int | None] = mapped_column(BigInteger)
    invited_by: Mapped[str]
    invited_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class InvitationEntry(Base):
    """A line of the thread between both sides: what was done, what was said, which price was offered."""

    __tablename__ = "demand_invitation_entries"
    __table_args__ = (
        CheckConstraint("side IN ('enterprise', 'provider', 'platform')", name="side"),
        Index("ix_demand_invitation_entries_invitation_id", "invitation_id", "id"),
    )

    id: Mapped[TextId]
    invitation_id: Mapped[str] = mapped_column(ForeignKey("demand_invitations.id"))
    at: Mapped[datetime]
    side: Mapped[str]
    actor: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    price_fen: Mapped[int | None] = mapped_column(BigInteger)


class InvitationFile(Base):
    """A file that came with a line of the thread."""

    __tablename__ = "demand_invitation_files"
    __table_args__ = (Index("ix_demand_invitation_files_invitation_id", "invitation_id", "id"),)

    id: Mapped[TextId]
    invitation_id: Mapped[str] = mapped_column(ForeignKey("demand_invitations.id"))
    entry_id: Mapped[str] = mapped_column(ForeignKey("demand_invitation_entries.id"))
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
