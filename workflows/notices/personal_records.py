"""The in-site messages of a person and what they chose about notices, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.ground.messages import Locale
from workflows.ground.work import Work
from workflows.notices.models import Message, NoticePreference
from workflows.outbox.templates import render
from workflows.people.personal_data import ROWS_AT_ONCE, PersonalRecords, Rows, columns, rows_of


def _messages(work: Work, user_id: str, locale: Locale) -> Rows:
    kept = (
        select(Message.created_at, Message.template, Message.params, Message.read_at)
        .where(Message.user_id == user_id)
        .order_by(Message.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for sent_at, template, params, read_at in work.session.execute(kept):
        text = render(template, params, locale)
        yield sent_at, text.subject, text.body, read_at


RECORDS = (
    PersonalRecords(
        "messages", "站内消息", "Messages",
        columns(
            ("sent_at", "时间", "Sent"), ("title", "标题", "Title"), ("text", "内容", "Text"),
            ("read_at", "阅读时间", "Read"),
        ),
        _messages,
    ),
    PersonalRecords(
        "notice_choices", "通知设置", "Choices about notices",
        columns(("channels", "各类通知", "By kind"), ("digest", "每日汇总", "Daily digest")),
        rows_of(
            lambda user_id: select(NoticePreference.channels, NoticePreference.digest).where(
                NoticePreference.user_id == user_id
            )
        ),
    ),
)  # fmt: skip
