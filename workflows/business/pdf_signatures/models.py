"""The table of issued documents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class IssuedDocument(Base):
    """The SHA-256 of a signed document that the platform has issued; `reference`: its number.

    `complete`: every signature is there.
    """

    __tablename__ = "issued_documents"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    reference: Mapped[str]
    complete: Mapped[bool]
    issued_at: Mapped[datetime]
