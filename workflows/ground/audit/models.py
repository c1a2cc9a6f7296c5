"""The table of the audit log. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from workflows.ground.db import Base, TextId


class AuditEntry(Base):
    """One administrative action: who did what to which thing, and how the thing stood before and after.

    `subject_name` is what the thing was called at that moment; it may be renamed or gone since.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_actor_id", "actor_id", "id"),
        Index("ix_audit_entries_subject", "subject_kind", "subject_id", "id"),
        Index("ix_audit_entries_action", "action", "id"),
    )

    id: Mapped[TextId]
    at: Mapped[datetime]
    actor_id: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    subject_name: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
