"""All writes of the notices domain. Rows are written in the caller's transaction, delivered afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, update

from workflows.ground.concerned import note_people
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, NotFound
from workflows.ground.fulltext import document
from workflows.ground.work import Work
from workflows.notices.holding import held
from workflows.notices.kinds import kind_of
from workflows.notices.models import Announcement, DigestItem, Message
from workflows.notices.preferences import recipients
from workflows.notices.values import ANNOUNCEMENT_KINDS, AnnouncementDraft
from workflows.outbox.posting import send_mail
from workflows.outbox.templates import is_there

TITLE_LIMIT = 120
BODY_LIMIT = 20_000


def send_message(
    work: Work, user_id: str, template: str, params: Mapping[str, Any], case_id: str | None = None
) -> None:
    """Tell one person something as they prefer it (see `send_messages`); `params` must be JSON-able."""
    send_messages(work, [user_id], template, params, case_id)


def send_messages(
    work: Work, user_ids: Sequence[str], template: str, params: Mapping[str, Any], case_id: str | None = None
) -> None:
    """Tell several people the same as they prefer it: in-site, by mail at once, in their next digest.

    A few statements however many they are. Inside `holding_notices` they are told later. A mail greets its
    reader by their own name. A parameter `<name>_en` stands for `<name>` where English is read.

    Raises: NotFound: no such template.
    """
    if not is_there(template):
        raise NotFound("outbox.unknown_template", template=template)
    if not user_ids or held(work, user_ids, template, params, case_id):
        return
    told = recipients(work, list(dict.fromkeys(user_ids)), kind_of(template))
    shared = {"template": template, "params": dict(params), "case_id": case_id, "created_at": work.now}
    on_site = [reader.user_id for reader in told if "site" in reader.channels]
    _insert_each(work, Message, on_site, shared)
    _insert_each(work, DigestItem, [reader.user_id for reader in told if "digest" in reader.channels], shared)
    note_people(work, on_site)
    for reader in told:
        if "mail" in reader.channels:
            named = {**params, "name": reader.name}
            send_mail(work, reader.email, template, named, reader.locale, about_case=case_id is not None)


def _insert_each(
    work: Work, kind: type[Message] | type[DigestItem], user_ids: Sequence[str], shared: Mapping[str, Any]
) -> None:
    if user_ids:
        rows = [{"id": new_id(), "user_id": user_id, **shared} for user_id in user_ids]
        work.session.execute(insert(kind), rows)


def mark_read(work: Work, user_id: str, message_ids: Sequence[str] | None = None) -> int:
    """Mark the user's messages as read, all of them without `message_ids`; return how many were unread."""
    unread = update(Message).where(Message.user_id == user_id, Message.read_at.is_(None))
    if message_ids is not None:
        unread = unread.where(Message.id.in_(message_ids))
    changed = work.session.execute(unread.values(read_at=work.now).returning(Message.id)).all()
    if changed:
        note_people(work, [user_id])
    return len(changed)


def save_announcement(work: Work, draft: AnnouncementDraft, announcement_id: str | None = None) -> str:
    """Make or change a notice, policy or call; it stays a draft until published. Policy is the caller's.

    Raises: Invalid: at the field that is missing, too long or does not fit the others; NotFound.
    """
    given = {name: getattr(draft, name).strip() for name in ("title_zh", "body_zh", "title_en", "body_en")}
    if problems := [*_text_problems(given), *_schedule_problems(draft)]:
        raise Invalid("notices.announcement_incomplete", problems)
    row = _announcement(work, announcement_id) if announcement_id else _new_announcement(work)
    for name, text in given.items():
        setattr(row, name, text)
    row.pinned, row.kind = draft.pinned, draft.kind
    row.shown_from, row.shown_until = draft.shown_from, draft.shown_until
    is_call = draft.kind == "call"
    row.deadline = draft.deadline if is_call else None
    row.process_id = draft.process_id if is_call else ""
    row.words = document(*given.values())
    work.session.add(row)
    work.session.flush()
    return row.id


def _text_problems(given: Mapping[str, str]) -> Iterator[FieldProblem]:
    for field in ("title_zh", "body_zh"):
        if not given[field]:
            yield FieldProblem(field, f"notices.announcement_{field.removesuffix('_zh')}", {})
    for field, text in given.items():
        limit = TITLE_LIMIT if field.startswith("title") else BODY_LIMIT
        if len(text) > limit:
            yield FieldProblem(field, "notices.too_long", {"limit": limit})
    if given["body_en"] and not given["title_en"]:
        yield FieldProblem("title_en", "notices.title_en_missing", {})


def _schedule_problems(draft: AnnouncementDraft) -> Iterator[FieldProblem]:
    if draft.kind not in ANNOUNCEMENT_KINDS:
        yield FieldProblem("kind", "notices.unknown_kind", {})
    if draft.shown_from and draft.shown_until and draft.shown_until <= draft.shown_from:
        yield FieldProblem("shown_until", "notices.ends_before_it_begins", {})


def publish_announcement(work: Work, announcement_id: str) -> None:
    """Show a notice on the portal from now on. Raises: NotFound."""
    row = _announcement(work, announcement_id)
    row.published_at = func.coalesce(Announcement.published_at, work.now)
    row.withdrawn_at = None
    work.session.flush()


def withdraw_announcement(work: Work, announcement_id: str) -> None:
    """Take a notice off the portal. Raises: NotFound."""
    _announcement(work, announcement_id).withdrawn_at = work.now
    work.session.flush()


def _new_announcement(work: Work) -> Announcement:
    return Announcement(id=new_id(), author_id=work.actor, created_at=work.now)


def _announcement(work: Work, announcement_id: str) -> Announcement:
    row = work.session.get(Announcement, announcement_id, with_for_update=True)
    if row is None:
        raise NotFound("notices.announcement_not_found")
    return row


def forget_messages(work: Work, user_id: str) -> None:
    """Delete the in-site messages of a person whose account is closed."""
    work.session.execute(delete(Message).where(Message.user_id == user_id))
