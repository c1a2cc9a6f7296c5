"""Who is told what about an activity: users by message, visitors by mail with their own link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from forms import Text
from workflows.business.gatherings.models import Gathering, GatheringSignUp
from workflows.ground.clock import SHANGHAI
from workflows.ground.messages import as_locale
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.outbox.posting import send_mail

NEWS, BY_MAIL = "gathering_news", "gathering_by_mail"
WHAT: Mapping[str, Text] = {
    "taken": Text("报名成功", "you have a place"),
    "waiting": Text("名额已满，您已进入候补名单", "there is no place left: you are on the waiting list"),
    "moved_up": Text("候补成功，您已获得名额", "a place became free: it is yours"),
    "cancelled": Text("活动已取消", "it was cancelled"),
    "reminder": Text("活动即将开始，请准时参加", "it starts soon"),
}
"""What has happened, in both languages."""
BEFORE = timedelta(hours=24)
"""How long before the start its people are reminded."""
AT_ONCE = 5
"""Activities that one run reminds of; the next run goes on."""


def tell(work: Work, row: Gathering, one: GatheringSignUp, what: str) -> None:
    """Tell who has signed up what has happened."""
    said = {
        "what": WHAT[what].zh, "what_en": WHAT[what].en, "title": row.title_zh,
        "title_en": row.title_en or row.title_zh, "venue": row.venue,
        "venue_en": row.venue_en or row.venue, "id": row.id, "key": one.key,
        "starts": f"{row.starts_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    if one.user_id is not None:
        send_messages(work, [one.user_id], NEWS, said)
        return
    locale = as_locale(one.locale)
    english = {name: said[f"{name}_en"] for name in ("what", "title", "venue")} if locale == "en" else {}
    send_mail(work, one.email, BY_MAIL, said | english, locale)


def tell_all(work: Work, row: Gathering, what: str) -> None:
    """Tell everybody who has a place or waits for one."""
    _tell_each(work, row, what, GatheringSignUp.state != "cancelled")


def remind_of_what_starts(work: Work) -> int:
    """Remind who has a place of activities that start within a day, once each; return how many."""
    soon = select(Gathering).where(
        Gathering.state == "published", Gathering.reminded_at.is_(None),
        Gathering.starts_at > work.now, Gathering.starts_at <= work.now + BEFORE,
    )  # fmt: skip
    held = soon.order_by(Gathering.starts_at, Gathering.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    rows = work.session.scalars(held).all()
    for row in rows:
        row.reminded_at = work.now
        _tell_each(work, row, "reminder", GatheringSignUp.state == "taken")
    return len(rows)


def _tell_each(work: Work, row: Gathering, what: str, whom: ColumnElement[bool]) -> None:
    rows = (
        select(GatheringSignUp)
        .where(GatheringSignUp.gathering_id == row.id, whom)
        .order_by(GatheringSignUp.id)
    )
    for one in work.session.scalars(rows).all():
        tell(work, row, one, what)
