"""Tables of wallets. The money itself is the ledger's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class OfflineSlip(Base):
    """That a slip of a transfer, known by the hash of its content, was handed in with a case."""

    __tablename__ = "offline_slips"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]
