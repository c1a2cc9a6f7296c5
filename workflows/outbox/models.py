"""Tables of the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId

STATES = "state IN ('queued', 'sent', 'failed')"


class Outgoing:
    """Columns of an outbox row: written with the change that caused it, delivered afterwards."""

    id: Mapped[TextId]
    template: Mapped[str]
    locale: Mapped[str]
    body: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    """When the code or link in it stops working: it is not sent any more, and not kept."""
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Mail(Outgoing, Base):
    """One e-mail to one address."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint(STATES, name="state"),
        Index("ix_mail_due", "next_attempt_at", postgresql_where=text("state = 'queued'")),
    )

    to_address: Mapped[str]
    subject: Mapped[str]
    path: Mapped[str] = mapped_column(default="", server_default="")
    """Where the mail leads, below the address that the installation has when the mail is sent."""


class Sms(Outgoing, Base):
    """One short message to one mobile number in E.164 form."""

    __tablename__ = "sms"
    __table_args__ = (
        CheckConstraint(STATES, name="state"),
        Index("ix_sms_due", "next_attempt_at", postgresql_where=text("state = 'queued'")),
    )

    mobile: Mapped[str]
