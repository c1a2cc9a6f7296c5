"""The table of certificates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class Certificate(Base):
    """A certificate that the platform's authority has issued; its own has no issuer.

    `purpose`: authority, organisation, platform or time_stamp. `private_key` is encrypted with a key made of
    the installation's secret, and gone once the certificate is revoked.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        # One at a time for each owner: an organisation has one certificate, and so has the platform.
        Index(
            "uq_certificates_current", "purpose", "owner", unique=True,
            postgresql_where=text("revoked_at IS NULL AND replaced_at IS NULL"),
        ),
    )  # fmt: skip

    serial: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    owner: Mapped[str]
    issuer_serial: Mapped[str | None] = mapped_column(ForeignKey("certificates.serial"))
    subject: Mapped[str]
    fingerprint: Mapped[str]
    pem: Mapped[str]
    private_key: Mapped[bytes | None]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
