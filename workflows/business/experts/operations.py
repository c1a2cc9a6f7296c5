"""What people do with experts: apply for their enrolment, send a link again; suspend, resume and end them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from workflows.approvals.cases.drafts import discard_draft
from workflows.approvals.cases.submitting import submit
from workflows.approvals.tasks.locking import lock_case
from workflows.approvals.values import CaseView
from workflows.business.experts import expert_lifecycle
from workflows.business.experts.models import Enrolment, Expert
from workflows.business.experts.values import State
from workflows.ground.audit.log import Subject, record
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, FieldProblem, Invalid, InvalidState, NotFound
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.people.identity.contacts import email_of, key_of
from workflows.people.identity.groups import revoke
from workflows.people.identity.models import User
from workflows.people.invitations.queries import last_sent
from workflows.people.organisations.queries import organisation
from workflows.people.policies.people import may_keep_people
from workflows.people.policies.team import may_work_in
from workflows.people.viewer import Viewer, require

PROCESS, FORM = "expert_enrolment", "expert"
REASON_LIMIT = 200
AGAIN_AFTER = timedelta(minutes=1)
ACTIONS: Mapping[str, tuple[frozenset[State], State]] = {
    "suspend": (frozenset({"active"}), "suspended"),
    "resume": (frozenset({"suspended"}), "active"),
    "end": (frozenset({"active", "suspended"}), "ended"),
}
"""What an operator does with an expert: from which states, to which."""


def apply_for(work: Work, viewer: Viewer, organisation_id: str, data: Mapping[str, Any]) -> CaseView:
    """Hand in the checked form of an expert on behalf of a provider; the person agrees later, by mail.

    Raises: NotFound; Forbidden: the viewer does not manage experts; Invalid: at the field.
    """
    own = organisation(work, viewer, organisation_id)
    require(may_work_in(viewer, own, "experts"), "experts.not_yours")
    _refuse_enrolled(work, own.id, data)
    return _submit(work, viewer, data, organisation_id=organisation_id, user_id=None)


def apply(work: Work, viewer: Viewer, data: Mapping[str, Any]) -> CaseView:
    """Hand in the viewer's own checked form.

    Raises: Invalid: at the field; InvalidState: enrolled already.
    """
    row = work.session.get(Expert, viewer.user_id)
    if row is not None and row.state != "ended":
        raise InvalidState("experts.enrolled_already")
    return _submit(work, viewer, data, organisation_id=None, user_id=viewer.user_id)


def resend(work: Work, viewer: Viewer, organisation_id: str, enrolment_id: str) -> None:
    """Send the link again; the one sent before no longer works.

    Raises: NotFound; Forbidden; InvalidState: nobody is waited for, or it was sent a moment ago.
    """
    own = organisation(work, viewer, organisation_id)
    require(may_work_in(viewer, own, "experts"), "experts.not_yours")
    row = work.session.get(Enrolment, enrolment_id)
    if row is None or row.organisation_id != organisation_id:
        raise NotFound("experts.not_found")
    lock_case(work, row.case_id)
    row = expert_lifecycle.locked(work, enrolment_id)
    sent = last_sent(work, "expert", [row.id]).get(row.id)
    if row.state != "waiting" or sent is None or sent.sent_at is None:
        raise InvalidState("experts.not_waiting")
    if (next_at := sent.sent_at + AGAIN_AFTER) > work.now:
        raise InvalidState("invitations.sent_recently", at=f"{next_at.astimezone(SHANGHAI):%H:%M:%S}")
    if work.runtime.correlate("expert_resend", correlation_key=row.id).outcome != "delivered":
        raise InvalidState("experts.not_waiting")
    record(work, "expert.invited_again", Subject("expert", row.id, row.name))


def change_state(work: Work, viewer: Viewer, user_id: str, action: str, reason: str) -> None:
    """Suspend, resume or end an expert, who is told why.

    Raises: NotFound; Forbidden: operators do that; Invalid: the reason is missing or too long; Conflict:
        somebody else has changed the state meanwhile.
    """
    require(may_keep_people(viewer))
    row = work.session.get(Expert, user_id, with_for_update=True, populate_existing=True)
    if row is None or action not in ACTIONS:
        raise NotFound("experts.not_found")
    reason, (before, after) = reason.strip(), ACTIONS[action]
    if not reason and action != "resume":
        raise Invalid("experts.invalid", [FieldProblem("reason", "experts.reason_required", {})])
    if len(reason) > REASON_LIMIT:
        problem = FieldProblem("reason", "experts.reason_long", {"limit": REASON_LIMIT})
        raise Invalid("experts.invalid", [problem])
    if row.state not in before:
        raise Conflict("experts.state_differs")
    record(
        work, f"expert.{after}", Subject("expert", user_id, row.name), {"state": row.state}, {"state": after}
    )
    row.state, row.reason, row.changed_at = after, reason, work.now
    work.session.flush()
    if after == "ended":
        revoke(work, user_id, expert_lifecycle.GROUP)
    tell(work, user_id, f"expert_{after}", {"reason": reason})


def _submit(
    work: Work, viewer: Viewer, data: Mapping[str, Any], *, organisation_id: str | None, user_id: str | None
) -> CaseView:
    address = email_of(str(data.get("email") or ""))
    if address is None:
        raise Invalid("experts.invalid", [FieldProblem("email", "experts.email_form", {})])
    _refuse_under_way(work, key_of(address), organisation_id, user_id)
    row = Enrolment(
        id=new_id(),
        organisation_id=organisation_id,
        user_id=user_id,
        name=str(data.get("name") or ""),
        email=address,
        email_key=key_of(address),
        state="withdrawn",  # nothing yet: the submission makes it one in review, or finds another one
        created_by=viewer.user_id,
        created_at=work.now,
        changed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    case = submit(work, viewer, PROCESS, data, organisation_id=organisation_id, subject_id=row.id)
    row.case_id = case.id
    discard_draft(work, viewer.user_id, FORM, organisation_id or "")
    work.session.flush()
    return case


def _refuse_under_way(work: Work, email_key: str, organisation_id: str | None, user_id: str | None) -> None:
    """Somebody who applies twice, by another address too, is told where the first one stands.

    Applications of others are told to nobody: `expert_lifecycle.accepted` asks the person.
    """
    same: ColumnElement[bool] = (Enrolment.email_key == email_key) & (
        Enrolment.organisation_id == organisation_id
    )
    if user_id is not None:
        same = Enrolment.user_id == user_id
    running = select(Enrolment.id).where(same, Enrolment.state.in_(("in_review", "returned", "waiting")))
    if work.session.scalar(running) is not None:
        raise Invalid("experts.invalid", [FieldProblem("email", "experts.under_way", {})])


def _refuse_enrolled(work: Work, organisation_id: str, data: Mapping[str, Any]) -> None:
    """A provider is told of its own experts only; who else is an expert, learns the person who is asked."""
    enrolled = (
        select(Expert.user_id)
        .join(User, User.id == Expert.user_id)
        .where(User.email_key == key_of(str(data.get("email") or "")), Expert.state != "ended")
        .where(Expert.organisation_id == organisation_id)
    )
    if work.session.scalar(enrolled) is not None:
        raise Invalid("experts.invalid", [FieldProblem("email", "experts.enrolled_already", {})])
