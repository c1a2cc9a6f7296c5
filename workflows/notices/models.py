"""Tables of the notices domain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from workflows.ground.db import Base, TextId


class Message(Base):
    """One in-site message; template and parameters are kept, so that it reads in the reader's language."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_user_id", "user_id", "id"),
        Index("ix_messages_unread", "user_id", postgresql_where=text("read_at IS NULL")),
    )

    id: Mapped[TextId]
    user_id: Mapped[str]
    template: Mapped[str]
    params: Mapped[dict[str, Any]]
    case_id: Mapped[str | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class HeldNotice(Base):
    """A notice that is told at `due_at`, unless what it tells of is undone before.

    `cause` is what it tells of: the task that was decided.
    """

    __tablename__ = "held_notices"
    __table_args__ = (Index("ix_held_notices_cause", "cause"),)

    id: Mapped[TextId]
    cause: Mapped[str]
    due_at: Mapped[datetime]
    user_ids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    template: Mapped[str]
    params: Mapped[dict[str, Any]]
    case_id: Mapped[str | None]


class NoticePreference(Base):
    """What somebody chose about their notices; no row as long as they chose nothing.

    `channels` is {kind: channels}; kinds that were not asked about then are missing.
    """

    __tablename__ = "notice_preferences"

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    channels: Mapped[dict[str, Any]]
    digest: Mapped[bool] = mapped_column(Boolean, default=True)
    digest_minute: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[datetime]


class DigestItem(Base):
    """A notice that waits for somebody's next digest, and goes with it."""

    __tablename__ = "digest_items"
    __table_args__ = (Index("ix_digest_items_user_id", "user_id", "id"),)

    id: Mapped[TextId]
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    template: Mapped[str]
    params: Mapped[dict[str, Any]]
    case_id: Mapped[str | None]
    created_at: Mapped[datetime]


class Digest(Base):
    """That somebody's digest of a day is done; without `mail_id` there was nothing to say."""

    __tablename__ = "digests"
    __table_args__ = (Index("ix_digests_day", "day"),)

    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    done_at: Mapped[datetime]
    mail_id: Mapped[str | None]


class Announcement(Base):
    """A public notice 公告, policy 政策法规 or project call 项目申报； without `published_at` a draft.

    Published, it is shown from `shown_from` until `shown_until`, as far as these are set. A call may have a
    `deadline`, and a process (`process_id`) by which people apply. `words`: what it is found by.
    """

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("kind IN ('notice', 'policy', 'call')", name="kind"),
        CheckConstraint("kind = 'call' OR (deadline IS NULL AND process_id = '')", name="call"),
        CheckConstraint("shown_until > shown_from", name="schedule"),
        Index("ix_announcements_published_at", "published_at"),
        Index("ix_announcements_kind", "kind", "pinned", "published_at", "id"),
        Index("ix_announcements_words", "words", postgresql_using="gin"),
    )

    id: Mapped[TextId]
    title_zh: Mapped[str]
    body_zh: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    body_en: Mapped[str] = mapped_column(default="")
    pinned: Mapped[bool] = mapped_column(Boolean, default=False)
    author_id: Mapped[str | None]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(default="notice")
    shown_from: Mapped[datetime | None]
    shown_until: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    process_id: Mapped[str] = mapped_column(default="")
    words: Mapped[Any] = mapped_column(TSVECTOR, deferred=True)
