"""The table of sub-accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base


class SubAccount(Base):
    """An account that an organisation made for one of its people; stays when it is deleted, as history.

    The mobile number is how the organisation reaches the person. It signs nobody in: that number belongs to
    the account and is unique across the platform, this one only within the organisation.
    """

    __tablename__ = "sub_accounts"
    __table_args__ = (
        Index(
            "uq_sub_accounts_mobile",
            "organisation_id",
            "mobile",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    mobile: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    deleted_by: Mapped[str | None]
    deleted_at: Mapped[datetime | None]
