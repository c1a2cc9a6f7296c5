"""Sending personal links and closing them. Accepting one is in `accepting.py`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.outbox.posting import send_mail, send_sms
from workflows.people.identity.codes import digest
from workflows.people.identity.contacts import key_of
from workflows.people.invitations.models import Invitation
from workflows.people.invitations.values import PATH, Kind


@dataclass(frozen=True, slots=True)
class Letter:
    """A link by mail or SMS: to whom, in whose name, by which template. `base_url` is the installation's.

    To a `mobile` (E.164) goes the template `sms_<template>`; without an `email` no mail goes out.
    """

    kind: Kind
    subject_id: str
    inviter: str
    name: str
    email: str
    template: str
    base_url: str
    mobile: str = ""


def send(work: Work, letter: Letter, *, expires_at: datetime) -> None:
    """Send a new link; the one sent before no longer works from now on."""
    close(work, letter.kind, letter.subject_id)
    token = secrets.token_urlsafe(32)
    row = Invitation(
        token_hash=digest(token),
        kind=letter.kind,
        subject_id=letter.subject_id,
        inviter=letter.inviter,
        name=letter.name,
        email=letter.email,
        email_key=key_of(letter.email),
        mobile=letter.mobile,
        state="open",
        sent_at=work.now,
        expires_at=expires_at,
    )
    work.session.add(row)
    work.session.flush()
    params = {
        "name": letter.name,
        "inviter": letter.inviter,
        "link": letter.base_url + PATH.format(token=token),
        "until": f"{expires_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    }
    if letter.email:
        send_mail(work, letter.email, letter.template, params, expires_at=expires_at)
    if letter.mobile:
        send_sms(work, letter.mobile, f"sms_{letter.template}", params, expires_at=expires_at)


def close(work: Work, kind: Kind, subject_id: str) -> None:
    """End the open link of a subject, if there is one."""
    live = update(Invitation).where(
        Invitation.kind == kind, Invitation.subject_id == subject_id, Invitation.state == "open"
    )
    work.session.execute(live.values(state="closed"))
