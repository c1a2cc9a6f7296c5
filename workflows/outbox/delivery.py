"""Delivery of the outbox: SMTP for mail, a gateway for SMS; retries with back-off, then "failed"."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Literal, Protocol, TypeVar, cast

import structlog
from sqlalchemy import select

from workflows.ground.breakers import operations as breakers
from workflows.ground.messages import Locale
from workflows.ground.services import Services
from workflows.ground.settings import Settings
from workflows.ground.work import Work
from workflows.outbox.models import Mail, Sms
from workflows.outbox.posting import defer
from workflows.outbox.smtp import hand_over
from workflows.outbox.templates import LINK

RETRY_AFTER = (
    timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6),
)  # fmt: skip
ABOUT_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
"""The server is up and has answered: no reason to leave it alone."""
LEAVE_TAKING = frozenset({"account_closed"})
"""Templates of what somebody gets last: their account is gone by then."""

Row = TypeVar("Row", Mail, Sms)

log = structlog.get_logger(__name__)


class Begins(Protocol):
    """Opens transactions, each of the platform itself."""

    @property
    def services(self) -> Services:
        """What a delivery needs."""

    def begin(self) -> AbstractContextManager[Work]:
        """Open one transaction."""


def deliver_row(services: Services, work: Work, channel: str, row_id: str) -> None:
    """Deliver one row of the outbox ("mail" or "sms") if it still waits; what fails is deferred again.

    Another worker's row is left to it, so a job that runs twice delivers once.
    """
    row = _free(work, Mail, row_id) if channel == "mail" else _free(work, Sms, row_id)
    if row is not None and row.state == "queued":
        _attempt(services, work, row)


def _free(work: Work, kind: type[Row], row_id: str) -> Row | None:
    return work.session.get(kind, row_id, with_for_update={"skip_locked": True}, populate_existing=True)


def deliver_due(platform: Begins, *, limit: int = 100) -> int:
    """Deliver what is due whether or not a job was lost, each row by itself; return how many were tried."""
    tried = 0
    while tried < limit and (_deliver_one(platform, Mail) or _deliver_one(platform, Sms)):
        tried += 1
    return tried


def _deliver_one(platform: Begins, kind: type[Mail] | type[Sms]) -> bool:
    with platform.begin() as work:
        row = _due(work, Mail) if kind is Mail else _due(work, Sms)
        if row is None:
            return False
        _attempt(platform.services, work, row)
    return True


def _due(work: Work, kind: type[Row]) -> Row | None:
    due = select(kind).where(kind.state == "queued", kind.next_attempt_at <= work.now)
    return work.session.scalar(due.order_by(kind.next_attempt_at).limit(1).with_for_update(skip_locked=True))


def _attempt(services: Services, work: Work, row: Mail | Sms) -> None:
    """Deliver `row`, or put it off; a server that is down is asked by one row at a time, now and then."""
    if row.expires_at is not None and row.expires_at <= work.now:
        row.error = "The code or link in it had expired before a server took it."
        _end(services.settings, row, "failed")
        return
    server = _channel(row)
    if (moment := breakers.try_again_at(work, server)) is not None:
        _wait(work, row, moment)
        return
    row.attempts += 1
    try:
        if isinstance(row, Mail):
            _hand_over_mail(services.settings, row)
        else:
            _hand_over_sms(services, row)
    except (OSError, smtplib.SMTPException) as error:
        if not isinstance(error, ABOUT_ONE_MAIL):
            breakers.failed(work, server, f"{type(error).__name__}: {error}")
        _postpone(services.settings, work, row, error)
        return
    breakers.succeeded(work, server)
    row.sent_at, row.error = work.now, None
    _end(services.settings, row, "sent")


def _end(settings: Settings, row: Mail | Sms, state: Literal["sent", "failed"]) -> None:
    """Set how a row ended; from now on the codes and links in it are nobody's business any more.

    Nor is the address, if the row took leave of somebody. Only the demonstration shows what was sent.
    """
    row.state = state
    if state == "failed" or not settings.demonstration:
        row.body = ""
        if row.template in LEAVE_TAKING:
            _forget_address(row)


def _forget_address(row: Mail | Sms) -> None:
    if isinstance(row, Mail):
        row.to_address = ""
    else:
        row.mobile = ""


def blank_expired(settings: Settings, work: Work) -> int:
    """End what waits for a server although its code or link works no more; return how many."""
    ended = 0
    for rows in (_expired(work, Mail), _expired(work, Sms)):
        for row in rows:
            row.error = row.error or "The code or link in it had expired before a server took it."
            _end(settings, row, "failed")
            ended += 1
    return ended


def _expired(work: Work, kind: type[Row]) -> Sequence[Row]:
    late = select(kind).where(kind.state == "queued", kind.expires_at <= work.now).limit(1_000)
    return work.session.scalars(late.with_for_update(skip_locked=True)).all()


def _postpone(settings: Settings, work: Work, row: Mail | Sms, error: Exception) -> None:
    row.error = f"{type(error).__name__}: {error}"[:500]
    if row.attempts > len(RETRY_AFTER):
        _end(settings, row, "failed")
        log.error("notice.failed", id=row.id, template=row.template, error=row.error)
        return
    _wait(work, row, work.now + RETRY_AFTER[row.attempts - 1])
    log.warning("notice.postponed", id=row.id, template=row.template, attempts=row.attempts)


def _wait(work: Work, row: Mail | Sms, moment: datetime) -> None:
    row.next_attempt_at = moment
    defer(work, _channel(row), row.id, moment)


def _channel(row: Mail | Sms) -> str:
    return "mail" if isinstance(row, Mail) else "sms"


def _hand_over_mail(settings: Settings, row: Mail) -> None:
    if settings.smtp is None:
        if settings.demonstration:
            return  # the mailbox page shows it
        msg = "Expected a mail server in TONGBAN_SMTP_URL, but none is set"
        raise OSError(msg)
    hand_over(settings.smtp, compose(settings, row))


def _hand_over_sms(services: Services, row: Sms) -> None:
    if services.sms_gateway is None:
        if services.settings.demonstration:
            return
        msg = "Expected an SMS gateway, but none is set"
        raise OSError(msg)
    services.sms_gateway.send(row.mobile, row.body, row.id)


def compose(settings: Settings, row: Mail) -> EmailMessage:
    """Return the message of one outbox row; its id makes the Message-ID, so that a repeat is recognisable."""
    name, address = parseaddr(settings.mail_from)
    mail = EmailMessage()
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = row.to_address
    mail["Subject"] = row.subject
    mail["Date"] = formatdate(row.created_at.timestamp())
    domain = address.rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<{row.id}@{domain}>"
    mail["Content-Language"] = row.locale
    link = LINK[cast("Locale", row.locale)].format(url=settings.base_url + row.path)
    mail.set_content(f"{row.body}\n\n{link}" if row.path else row.body)
    return mail
