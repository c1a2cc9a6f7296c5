"""The table of signing keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class SigningKey(Base):
    """The key pair of one party. `private_pem` is encrypted with a key made of the installation's secret."""

    __tablename__ = "signing_keys"

    owner: Mapped[str] = mapped_column(primary_key=True)
    private_pem: Mapped[bytes]
    public_pem: Mapped[str]
    made_at: Mapped[datetime]
