"""What the sandbox knows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId
from workflows.outside.sandbox_notices import NoticeRow


class SandboxIdentityCheck(Base):
    """Somebody whom a client has sent to prove who they are.

    `state`: pending, passed, refused, cancelled. `checked_name` is whose identity was proved, which may be
    somebody else's where that was chosen.
    """

    __tablename__ = "sandbox_identity_checks"

    number: Mapped[str] = mapped_column(primary_key=True)
    service_txn: Mapped[str]
    person: Mapped[str]
    organisation: Mapped[str]
    credit_code: Mapped[str]
    method: Mapped[str] = mapped_column(server_default="face")
    purpose: Mapped[str] = mapped_column(server_default="seal")
    notify_url: Mapped[str]
    return_url: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    checked_name: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SandboxIdentityNotice(NoticeRow, Base):
    """A notice to the client: what it says, when it goes out, and what was answered."""

    __tablename__ = "sandbox_identity_notices"

    id: Mapped[TextId]
    number: Mapped[str] = mapped_column(index=True)
