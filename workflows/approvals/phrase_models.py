"""The table of the words that reviewers keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Phrase(Base):
    """Words that a reviewer uses again and again 常用意见; `action` is empty for any decision."""

    __tablename__ = "opinion_phrases"
    __table_args__ = (UniqueConstraint("user_id", "action", "text"),)

    id: Mapped[TextId]
    user_id: Mapped[str]
    action: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    created_at: Mapped[datetime]
