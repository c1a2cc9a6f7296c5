"""The tables of uploaded files. The content lies in a store outside the database and the web root."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class UploadedFile(Base):
    """One uploaded file. Without `attached_at` it belongs to a draft only and goes when it grows old.

    `variants` are the smaller pictures made of it: [{label, key, size_bytes, content_type, width, height}].
    """

    __tablename__ = "uploaded_file"
    __table_args__ = (
        Index("ix_uploaded_file_unattached", "created_at", postgresql_where=text("attached_at IS NULL")),
    )

    id: Mapped[TextId]
    store_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    profile: Mapped[str]
    variants: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    owner_id: Mapped[str] = mapped_column(index=True)
    organisation_id: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    attached_at: Mapped[datetime | None]


class PortalFile(Base):
    """A file beside a text that operators keep on the portal: `subject_kind` and `subject_id` say which."""

    __tablename__ = "portal_files"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('announcement', 'gathering')", name="subject_kind"),
        Index("ix_portal_files_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[TextId]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    name: Mapped[str]
    content_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class WaitingFile(Base):
    """A file that came with a form that was refused; `form` names the form and what it is about.

    Its name and what it holds are locked: a bid that is refused is as secret as one under seal.
    """

    __tablename__ = "waiting_file"
    __table_args__ = (
        Index("ix_waiting_file_owner_id", "owner_id", "form", "id"),
        Index("ix_waiting_file_sent_at", "sent_at"),
    )

    id: Mapped[TextId]
    owner_id: Mapped[str]
    form: Mapped[str]
    name: Mapped[bytes]
    content_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(deferred=True)
    sent_at: Mapped[datetime]


class FileOfCase(Base):
    """That a file was handed in with a case: who may see the case may see the file."""

    __tablename__ = "uploaded_file_case"

    file_id: Mapped[str] = mapped_column(ForeignKey("uploaded_file.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    since: Mapped[datetime]
