"""Queueing one mail or SMS to an address, with the job that delivers it, in the transaction of its cause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from workflows.ground.db import new_id
from workflows.ground.messages import DEFAULT_LOCALE, Locale
from workflows.ground.work import Work
from workflows.outbox.destinations import page_of
from workflows.outbox.models import Mail, Sms
from workflows.outbox.templates import letter, render

MAIL_JOB = "notice.deliver_mail"
SMS_JOB = "notice.deliver_sms"
_JOBS = {"mail": MAIL_JOB, "sms": SMS_JOB}


def send_mail(
    work: Work,
    to: str,
    template: str,
    params: Mapping[str, Any],
    locale: Locale = DEFAULT_LOCALE,
    *,
    expires_at: datetime | None = None,
    about_case: bool = False,
) -> str:
    """Queue one mail to the address `to`, whatever anybody prefers (codes, links, warnings); return its id.

    It leads to the page that its text is about (`destinations`); `about_case` says that the number in
    `params` is one of a case. What is not sent before `expires_at` is never sent: the code or link in it
    works no more.

    Raises: NotFound: no such template.
    """
    text = letter(template, params, locale)
    path = page_of(template, params, about_case=about_case)
    mail = Mail(
        id=new_id(), to_address=to, subject=text.subject, body=text.body, template=template, locale=locale,
        path=path, created_at=work.now, next_attempt_at=work.now, expires_at=expires_at,
    )  # fmt: skip
    work.session.add(mail)
    defer(work, "mail", mail.id)
    return mail.id


def send_sms(
    work: Work,
    mobile: str,
    template: str,
    params: Mapping[str, Any],
    locale: Locale = DEFAULT_LOCALE,
    *,
    expires_at: datetime | None = None,
) -> str:
    """Queue one SMS to `mobile` (E.164), as `send_mail` does; return its id.

    Raises: NotFound: no such template.
    """
    body = render(template, params, locale).body
    sms = Sms(
        id=new_id(), mobile=mobile, body=body, template=template, locale=locale,
        created_at=work.now, next_attempt_at=work.now, expires_at=expires_at,
    )  # fmt: skip
    work.session.add(sms)
    defer(work, "sms", sms.id)
    return sms.id


def defer(work: Work, channel: str, row_id: str, run_at: datetime | None = None) -> None:
    """Have a worker deliver the row of `channel` ("mail", "sms") later, not before `run_at` (aware UTC)."""
    work.jobs.defer(_JOBS[channel], {"channel": channel, "id": row_id}, run_at=run_at)


def forget_address(work: Work, *, email: str | None, mobile: str | None) -> None:
    """Take the addresses of a person who is gone off what was sent to them; what waits still goes out."""
    if email:
        sent = update(Mail).where(Mail.to_address == email, Mail.state != "queued")
        work.session.execute(sent.values(to_address="", subject="", body=""))
    if mobile:
        told = update(Sms).where(Sms.mobile == mobile, Sms.state != "queued")
        work.session.execute(told.values(mobile="", body=""))
