"""Digests of a day, a page of people in one transaction, each person once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from workflows.ground.calendar.working_days import is_working_day
from workflows.ground.clock import SHANGHAI
from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.notices.digests.content import content
from workflows.notices.digests.sections import DigestReader, waiting_for
from workflows.notices.models import Digest, DigestItem, NoticePreference
from workflows.notices.preferences import DIGEST_MINUTE
from workflows.outbox.posting import send_mail
from workflows.people.identity.models import User
from workflows.people.viewer_loader import viewers_of

PAGE_PEOPLE = 50
KEPT = timedelta(days=30)
"""That a digest of a day is done is remembered so long."""

DigestPerson = Row[tuple[str, str, str, str, str]]
"""Id, address, name, locale, user name."""


def send_page(work: Work, base_url: str, after: str = "") -> str | None:
    """Send the digests that are due now to the next people after `after`; return the last one's id.

    None when nobody follows, or today is no working day. Who has nothing to read gets no mail, and is done
    for today too.
    """
    local = work.now.astimezone(SHANGHAI)
    if not is_working_day(local.date()):
        return None
    people = _due(work, local, after)
    claimed = _claim(work, [person.id for person in people], local.date())
    readers = [person for person in people if person.id in claimed]
    if readers:
        _send(work, readers, local.date(), base_url)
    return people[-1].id if len(people) == PAGE_PEOPLE else None


def forget(work: Work) -> None:
    """Delete the records of digests that nobody asks about any more."""
    work.session.execute(delete(Digest).where(Digest.day < (work.now - KEPT).date()))


def _due(work: Work, local: datetime, after: str) -> Sequence[DigestPerson]:
    """Return the next people with a confirmed address whose hour has come and whose digest is not done."""
    done = select(Digest.user_id).where(Digest.user_id == User.id, Digest.day == local.date())
    minute = func.coalesce(NoticePreference.digest_minute, DIGEST_MINUTE)
    rows = (
        select(User.id, User.email, User.full_name, User.locale, User.user_name)
        .outerjoin(NoticePreference, NoticePreference.user_id == User.id)
        .where(User.id > after, User.disabled_at.is_(None))
        .where(User.email.is_not(None), User.email_verified_at.is_not(None))
        .where(func.coalesce(NoticePreference.digest, True), minute <= local.hour * 60 + local.minute)
        .where(~done.exists())
    )
    chosen = rows.order_by(User.id).limit(PAGE_PEOPLE)
    return cast("Sequence[DigestPerson]", work.session.execute(chosen).all())


def _claim(work: Work, user_ids: Sequence[str], day: date) -> frozenset[str]:
    """Record the digests as done; return whose nobody else has done meanwhile."""
    if not user_ids:
        return frozenset()
    rows = [{"user_id": user_id, "day": day, "done_at": work.now} for user_id in user_ids]
    made = insert(Digest).values(rows).on_conflict_do_nothing().returning(Digest.user_id)
    return frozenset(work.session.scalars(made))


def _send(work: Work, people: Sequence[DigestPerson], day: date, base_url: str) -> None:
    ids = [person.id for person in people]
    items, viewers = _take_items(work, ids), viewers_of(work, ids)
    waiting = waiting_for(work, viewers)
    sent = []
    for person in people:
        locale = cast("Locale", person.locale)
        reader = DigestReader(
            viewers[person.id], person.full_name or person.user_name, locale, waiting[person.id]
        )
        said = content(work, reader, items.get(person.id, []), base_url)
        if said is not None:
            mail_id = send_mail(work, person.email, "digest", said, locale)
            sent.append({"user_id": person.id, "day": day, "mail_id": mail_id})
    if sent:
        work.session.execute(update(Digest), sent)


def _take_items(work: Work, user_ids: Sequence[str]) -> dict[str, list[DigestItem]]:
    """Return what was kept for the digests of these people, the oldest first, and keep it no longer."""
    taken = delete(DigestItem).where(DigestItem.user_id.in_(user_ids)).returning(DigestItem)
    by_user: dict[str, list[DigestItem]] = {}
    for item in sorted(work.session.scalars(taken), key=lambda item: item.id):
        by_user.setdefault(item.user_id, []).append(item)
    return by_user


def forget_digests(work: Work, user_id: str) -> None:
    """Delete what waits for the next digest of a person whose account is closed."""
    work.session.execute(delete(DigestItem).where(DigestItem.user_id == user_id))
