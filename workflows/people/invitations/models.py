"""The table of invitations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Invitation(Base):
    """One personal link that was sent. The mail or SMS holds the token, this row only its hash.

    `kind` says what it leads to, `subject_id` to which one: a consultant's link, an expert's enrolment.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'accepted', 'closed')", name="state"),
        # A new link ends the one before: there is never a second way in.
        Index(
            "uq_invitations_open", "kind", "subject_id", unique=True, postgresql_where=text("state = 'open'")
        ),
        Index("ix_invitations_subject_id", "subject_id", "id"),
    )

    id: Mapped[TextId]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    subject_id: Mapped[str]
    inviter: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    # In E.164, where the link went to a phone too: whoever joins by it gets this number, which a code proves.
    mobile: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_by: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
