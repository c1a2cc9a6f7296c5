"""The table of uploaded files. The content lies in a store outside the database and the web root."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.db import Base, TextId


class UploadedFile(Base):
    """One uploaded file. Without `attached_at` it belongs to a draft only and goes when it grows old."""

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
    owner_id: Mapped[str] = mapped_column(index=True)
    organisation_id: Mapped[str | None] = mapped_column(index=True)
    case_id: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    attached_at: Mapped[datetime | None]
