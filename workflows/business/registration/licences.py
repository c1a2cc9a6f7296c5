"""Licences that come to their end: who binds the organisation is asked to renew them, before and after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Select, case, select

from workflows.approvals.models import Case
from workflows.approvals.values import RUNNING_STATES
from workflows.business.registration.models import LicenceReminder
from workflows.business.registration.profile_changes import PROCESSES
from workflows.ground.clock import SHANGHAI
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import who_bind

Stage = Literal["month", "week", "ended"]
ASKED_DAYS_BEFORE: dict[Stage, int] = {"month": 30, "week": 7}
AT_ONCE = 200
"""Organisations that one run asks; the next run goes on."""


def ask_for_renewals(work: Work) -> int:
    """Ask once in each stage whose licence is about to end or has ended; return how many were asked.

    Nobody is asked while a change of their profile is under review.
    """
    today = work.now.astimezone(SHANGHAI).date()
    rows = work.session.execute(_to_ask(today)).all()
    for organisation_id, name, valid_until, stage in rows:
        reminder = LicenceReminder(
            organisation_id=organisation_id, valid_until=valid_until, stage=stage, reminded_at=work.now
        )
        work.session.add(reminder)
        said = {"organisation": name, "day": valid_until}
        template = "licence_ended" if stage == "ended" else "licence_ends"
        send_messages(work, who_bind(work, organisation_id), template, said)
    work.session.flush()
    return len(rows)


def _to_ask(today: date) -> Select[str, str, str, str]:
    """Select who is to be asked, held; days of forms are kept as `2026-11-30` and compare as they are."""
    until = Organisation.profile["licence_valid_until"].astext
    month, week = (str(today + timedelta(days=days)) for days in ASKED_DAYS_BEFORE.values())
    stage = case((until < str(today), "ended"), (until <= week, "week"), else_="month")
    asked = select(1).where(
        LicenceReminder.organisation_id == Organisation.id,
        LicenceReminder.valid_until == until,
        LicenceReminder.stage == stage,
    )
    under_review = select(1).where(
        Case.subject_id == Organisation.id,
        Case.process_id.in_(PROCESSES.values()),
        Case.state.in_(RUNNING_STATES),
    )
    return (
        select(Organisation.id, Organisation.name, until, stage)
        .where(Organisation.certification == "certified", until != "", until <= month)
        .where(~asked.exists(), ~under_review.exists())
        .order_by(Organisation.id)
        .limit(AT_ONCE)
        .with_for_update(of=Organisation, skip_locked=True)
    )
