"""All reads of the notices domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString, cast

from sqlalchemy import ColumnElement, Select, literal, or_, select, tuple_, union_all

from workflows.ground.errors import NotFound
from workflows.ground.fulltext import matches
from workflows.ground.messages import Locale
from workflows.ground.reading import read_once
from workflows.ground.schedules import shown_at
from workflows.ground.work import Work
from workflows.notices.models import Announcement, Message
from workflows.notices.values import AnnouncementKind, AnnouncementState, KeptAnnouncement
from workflows.outbox.destinations import page_of
from workflows.outbox.models import Mail, Sms
from workflows.outbox.templates import render

_UNREAD: LiteralString = "SELECT count(*) AS unread FROM messages WHERE user_id = %s AND read_at IS NULL"


@dataclass(frozen=True, slots=True)
class MessageView:
    """One in-site message in the reader's language; `page` is the path that it leads to, or empty."""

    id: str
    template: str
    title: str
    body: str
    case_id: str | None
    page: str
    created_at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """One public notice, policy or call; English falls back to Chinese where nobody wrote any.

    `published_at` is when it began to be shown. `closed`: the deadline of a call is over.
    """

    id: str
    title: str
    body: str
    pinned: bool
    published_at: datetime | None
    kind: AnnouncementKind
    deadline: datetime | None
    process_id: str
    closed: bool


@dataclass(frozen=True, slots=True)
class SentNotice:
    """One mail or SMS as the demonstration mailbox shows it; `channel` is "mail" or "sms"."""

    id: str
    channel: str
    to: str
    subject: str
    body: str
    state: str
    created_at: datetime
    path: str = ""


@read_once
def unread_count(work: Work, user_id: str) -> int:
    """Return how many in-site messages the user has not read."""
    work.transaction.write_session()
    (row,) = work.transaction.rows(_UNREAD, (user_id,))
    return int(row["unread"])


def messages(
    work: Work, user_id: str, locale: Locale, *, after: str | None = None, limit: int = 20
) -> list[MessageView]:
    """Return a page of the user's messages, newest first; `after` is the last id of the page before."""
    rows = select(Message).where(Message.user_id == user_id).order_by(Message.id.desc()).limit(limit)
    if after is not None:
        rows = rows.where(Message.id < after)
    return [_message(row, locale) for row in work.session.scalars(rows)]


def message(work: Work, user_id: str, message_id: str, locale: Locale) -> MessageView:
    """Return one of the user's own messages. Raises: NotFound: no such message, or somebody else's."""
    row = work.session.get(Message, message_id)
    if row is None or row.user_id != user_id:
        raise NotFound("notices.message_not_found")
    return _message(row, locale)


def announcements(
    work: Work,
    locale: Locale,
    *,
    kind: AnnouncementKind | None = None,
    text: str = "",
    limit: int = 20,
    after: str | None = None,
) -> list[AnnouncementView]:
    """Return what is shown to the public now, pinned first, then newest; of one `kind` if that is asked for.

    `text`: words that must stand in it; `after` is the last id of the page before.
    """
    order = (Announcement.pinned, Announcement.published_at, Announcement.id)
    shown = _shown(work).order_by(*(column.desc() for column in order)).limit(limit)
    if kind is not None:
        shown = shown.where(Announcement.kind == kind)
    if text:
        shown = shown.where(matches(Announcement.words, text))
    if after is not None:
        last = select(*order).where(Announcement.id == after).subquery()
        shown = shown.join(last, tuple_(*order) < tuple_(*last.c))
    return [_announcement(work, row, locale) for row in work.session.scalars(shown)]


def announcement(work: Work, announcement_id: str, locale: Locale) -> AnnouncementView:
    """Return one notice that is shown now. Raises: NotFound."""
    row = work.session.scalar(_shown(work).where(Announcement.id == announcement_id))
    if row is None:
        raise NotFound("notices.announcement_not_found")
    return _announcement(work, row, locale)


def kept(work: Work, announcement_id: str) -> KeptAnnouncement:
    """Return one notice, whatever its state, for those who keep it. Raises: NotFound."""
    row = work.session.get(Announcement, announcement_id, populate_existing=True)
    if row is None:
        raise NotFound("notices.announcement_not_found")
    return _kept(row)


def all_announcements(
    work: Work,
    *,
    text: str = "",
    state: AnnouncementState | None = None,
    kind: AnnouncementKind | None = None,
    after: str | None = None,
    limit: int = 20,
) -> list[KeptAnnouncement]:
    """Return a page of all notices, drafts and withdrawn ones too, the newest first.

    `text` is part of a title; `after` is the last id of the page before.
    """
    rows = select(Announcement).order_by(Announcement.id.desc()).limit(limit)
    if text.strip():
        titles = (Announcement.title_zh, Announcement.title_en)
        rows = rows.where(or_(*(title.icontains(text.strip(), autoescape=True) for title in titles)))
    if state is not None:
        rows = rows.where(_in_state(state))
    if kind is not None:
        rows = rows.where(Announcement.kind == kind)
    if after is not None:
        rows = rows.where(Announcement.id < after)
    return [_kept(row) for row in work.session.scalars(rows)]


def _in_state(state: AnnouncementState) -> ColumnElement[bool]:
    if state == "withdrawn":
        return Announcement.withdrawn_at.is_not(None)
    published = Announcement.published_at.is_not(None)
    return (published if state == "published" else ~published) & Announcement.withdrawn_at.is_(None)


def _kept(row: Announcement) -> KeptAnnouncement:
    state: AnnouncementState = "published" if row.published_at else "draft"
    return KeptAnnouncement(
        row.id, row.title_zh, row.body_zh, row.title_en, row.body_en, row.pinned,
        "withdrawn" if row.withdrawn_at else state, row.author_id, row.created_at, row.published_at,
        cast("AnnouncementKind", row.kind), row.shown_from, row.shown_until, row.deadline, row.process_id,
    )  # fmt: skip


def outbox(
    work: Work,
    *,
    to: str | None = None,
    channel: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[SentNotice]:
    """Return mail and SMS, newest first (demonstration mailbox).

    `to` is part of an address or a number, `channel` "mail" or "sms".
    """
    mail = select(
        Mail.id, literal("mail").label("channel"), Mail.to_address.label("to"), Mail.subject, Mail.body,
        Mail.state, Mail.created_at, Mail.path,
    )  # fmt: skip
    sms = select(
        Sms.id, literal("sms").label("channel"), Sms.mobile, literal("").label("subject"), Sms.body,
        Sms.state, Sms.created_at, literal("").label("path"),
    )  # fmt: skip
    both = union_all(mail, sms).subquery()
    rows = select(both).order_by(both.c.id.desc()).limit(limit)
    if to is not None:
        rows = rows.where(both.c.to.icontains(to, autoescape=True))
    if channel is not None:
        rows = rows.where(both.c.channel == channel)
    if after is not None:
        rows = rows.where(both.c.id < after)
    return [SentNotice(*row) for row in work.session.execute(rows)]


def _shown(work: Work) -> Select[Announcement]:
    return select(Announcement).where(
        Announcement.published_at.is_not(None),
        Announcement.withdrawn_at.is_(None),
        shown_at(work.now, Announcement.shown_from, Announcement.shown_until),
    )


def _message(row: Message, locale: Locale) -> MessageView:
    text = render(row.template, row.params, locale)
    read = row.read_at is not None
    page = page_of(row.template, row.params, about_case=row.case_id is not None)
    return MessageView(row.id, row.template, text.subject, text.body, row.case_id, page, row.created_at, read)


def _announcement(work: Work, row: Announcement, locale: Locale) -> AnnouncementView:
    english = locale == "en" and row.title_en
    moments = [moment for moment in (row.published_at, row.shown_from) if moment is not None]
    return AnnouncementView(
        row.id,
        row.title_en if english else row.title_zh,
        (row.body_en or row.body_zh) if english else row.body_zh,
        row.pinned,
        max(moments, default=None),
        cast("AnnouncementKind", row.kind),
        row.deadline,
        row.process_id,
        row.deadline is not None and row.deadline <= work.now,
    )
