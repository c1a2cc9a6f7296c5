"""What a provider's people do with consultants: invite, send again, end. A process carries each of them on.

Each command first takes the engine's lock of the case, then the row, as decisions do.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from workflows.approvals.cases.submitting import submit
from workflows.approvals.tasks.locking import lock_case
from workflows.business.consultants import consultant_lifecycle
from workflows.business.consultants.models import Consultant
from workflows.business.consultants.values import RUNNING
from workflows.ground.audit.log import Subject, record
from workflows.ground.clock import SHANGHAI
from workflows.ground.errors import FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.fulltext import document
from workflows.ground.work import Work
from workflows.people.identity.contacts import email_of, key_of
from workflows.people.invitations.queries import last_sent
from workflows.people.organisations.queries import organisation
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer, require

PROCESS, FORM = "consultant_onboarding", "consultant"
NAME_LIMIT, REASON_LIMIT, OPEN_LIMIT = 40, 200, 100
AGAIN_AFTER = timedelta(minutes=1)


def invite(work: Work, viewer: Viewer, organisation_id: str, *, name: str, email: str) -> str:
    """Invite a person to be the provider's consultant; the process mails the personal link. Returns the id.

    Raises: NotFound: the organisation is not the viewer's; Forbidden: the viewer does not manage consultants;
        Invalid: at the field; InvalidState: too many invitations are open.
    """
    _require(work, viewer, organisation_id)
    address = email_of(email)
    problems = _problems(name.strip(), address)
    if problems or address is None:
        raise Invalid("consultants.invalid", problems)
    _refuse_too_many(work, organisation_id)
    row = Consultant(
        organisation_id=organisation_id,
        name=name.strip(),
        email=address,
        email_key=key_of(address),
        state="invited",
        words=document(name, address),
        invited_by=viewer.user_id,
        invited_at=work.now,
        changed_at=work.now,
    )
    _write(work, row)
    data = {"name": row.name, "email": row.email}
    case = submit(work, viewer, PROCESS, data, organisation_id=organisation_id, subject_id=row.id)
    row.case_id = case.id
    work.session.flush()
    record(work, "consultant.invited", _subject(row), {}, data)
    return row.id


def resend(work: Work, viewer: Viewer, organisation_id: str, consultant_id: str) -> None:
    """Send the invitation again; the link sent before no longer works.

    Raises: NotFound; Forbidden; InvalidState: nobody waits for it any more, or it was sent a moment ago.
    """
    row = _held(work, viewer, organisation_id, consultant_id)
    if row.state != "invited":
        raise InvalidState("consultants.not_waiting")
    sent = last_sent(work, "consultant", [row.id]).get(row.id)
    next_at = (sent.sent_at if sent and sent.sent_at else work.now) + AGAIN_AFTER
    if next_at > work.now:
        raise InvalidState("invitations.sent_recently", at=f"{next_at.astimezone(SHANGHAI):%H:%M:%S}")
    if work.runtime.correlate("consultant_resend", correlation_key=row.id).outcome != "delivered":
        raise InvalidState("consultants.not_waiting")
    row.changed_at = work.now
    record(work, "consultant.invited_again", _subject(row))


def end(work: Work, viewer: Viewer, organisation_id: str, consultant_id: str, reason: str = "") -> None:
    """End the link at whatever stage it is, from the side of the provider alone; the person is told.

    Raises: NotFound; Forbidden; Invalid: the reason is too long; InvalidState: it has ended.
    """
    row = _held(work, viewer, organisation_id, consultant_id)
    if len(reason.strip()) > REASON_LIMIT:
        raise Invalid("consultants.invalid", [_at("reason", "reason_long", limit=REASON_LIMIT)])
    before = row.state
    if before in RUNNING:
        consultant_lifecycle.end(work, row.id, reason=reason.strip())
        work.runtime.correlate(
            "consultant_ended", correlation_key=row.id, variables={"reason": reason.strip()}
        )
    elif before == "active":
        consultant_lifecycle.end(work, row.id, reason=reason.strip())
        consultant_lifecycle.tell_ended(work, row.id)
    else:
        raise InvalidState("consultants.ended_already")
    record(work, "consultant.ended", _subject(row), {"state": before}, {"state": "ended"})


def _require(work: Work, viewer: Viewer, organisation_id: str) -> None:
    own = organisation(work, viewer, organisation_id)
    require(may_work_in(viewer, own, "consultants"), "consultants.not_yours")


def _held(work: Work, viewer: Viewer, organisation_id: str, consultant_id: str) -> Consultant:
    _require(work, viewer, organisation_id)
    row = work.session.get(Consultant, consultant_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotFound("consultants.not_found")
    lock_case(work, row.case_id)
    return consultant_lifecycle.locked(work, consultant_id)


def _problems(name: str, address: str | None) -> list[FieldProblem]:
    problems = []
    if not name:
        problems.append(_at("name", "name_required"))
    if len(name) > NAME_LIMIT:
        problems.append(_at("name", "name_long", limit=NAME_LIMIT))
    if address is None:
        problems.append(_at("email", "email_form"))
    return problems


def _refuse_too_many(work: Work, organisation_id: str) -> None:
    waiting = select(func.count()).where(
        Consultant.organisation_id == organisation_id, Consultant.state == "invited"
    )
    if (work.session.scalar(waiting) or 0) >= OPEN_LIMIT:
        raise InvalidState("consultants.too_many_open", limit=OPEN_LIMIT)


def _write(work: Work, row: Consultant) -> None:
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:
        if "uq_consultants_mail" not in str(error.orig):
            raise
        raise Invalid("consultants.invalid", [_at("email", "email_taken")]) from error


def _subject(row: Consultant) -> Subject:
    return Subject("consultant", row.id, row.name)


def _at(field: str, name: str, **params: Any) -> FieldProblem:
    return FieldProblem(field, f"consultants.{name}", params)
