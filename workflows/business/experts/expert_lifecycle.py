"""What the process does to an expert's enrolment; called by the kind of case and by the process's jobs.

Each holds the row until the end of the transaction; the engine's lock of the case is taken before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workflows.approvals.models import Case
from workflows.business.experts.models import Enrolment, Expert
from workflows.business.experts.values import UNDER_WAY, EnrolmentState
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.fulltext import document
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.people.identity.contacts import email_of, key_of
from workflows.people.identity.groups import grant
from workflows.people.invitations import operations as invitations
from workflows.people.organisations.queries import names

GROUP = "expert"


def locked(work: Work, enrolment_id: str) -> Enrolment:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Enrolment, enrolment_id, "experts.not_found")


def name(work: Work, enrolment_id: str) -> str:
    """Return what the case's title names. Raises: NotFound."""
    return locked(work, enrolment_id).name


def process_variables(work: Work, enrolment_id: str) -> dict[str, Any]:
    """Return the variables that the process gets: who is to be asked, and by which name messages come."""
    row = locked(work, enrolment_id)
    return {"enrolment": row.id, "by_themselves": row.user_id is not None}


def submitted(work: Work, enrolment_id: str, case_id: str, data: Mapping[str, Any]) -> None:
    """The form was handed in, for the first time or again.

    Raises: NotFound; Invalid: another application with this address is under way.
    """
    row = locked(work, enrolment_id)
    address = email_of(str(data.get("email") or ""))
    if address is None:
        raise Invalid("experts.invalid", [FieldProblem("email", "experts.email_form", {})])
    row.name, row.email, row.email_key = str(data.get("name") or ""), address, key_of(address)
    row.case_id = case_id if work.session.get(Case, case_id) is not None else row.case_id
    try:
        with work.session.begin_nested():
            _stand(work, row, "in_review")
    except IntegrityError as error:
        if "uq_expert_enrolments_mail" not in str(error.orig):
            raise
        problem = FieldProblem("email", "experts.under_way", {})
        raise Invalid("experts.invalid", [problem]) from error


def returned(work: Work, enrolment_id: str) -> None:
    """The applicant has to correct something. Raises: NotFound."""
    _stand(work, locked(work, enrolment_id), "returned")


def resumed(work: Work, enrolment_id: str) -> None:
    """The review goes on although nothing was handed in again. Raises: NotFound."""
    row = locked(work, enrolment_id)
    if row.state == "returned":
        _stand(work, row, "in_review")


def withdrawn(work: Work, enrolment_id: str) -> None:
    """The application was taken back; a link that was sent works no more. Raises: NotFound."""
    _stand(work, locked(work, enrolment_id), "withdrawn")
    invitations.close(work, "expert", enrolment_id)


def reject(work: Work, enrolment_id: str, reason: str) -> None:
    """The operator refused. Raises: NotFound."""
    row = locked(work, enrolment_id)
    row.reason = reason
    _stand(work, row, "rejected")


def send_link(work: Work, enrolment_id: str, *, template: str, until: datetime, base_url: str) -> None:
    """Mail the person a link to agree with, which ends the one before. Raises: NotFound."""
    row = locked(work, enrolment_id)
    if row.state not in {"in_review", "waiting"}:
        return  # taken back between the job and its run: nobody is to be invited any more
    _stand(work, row, "waiting")
    provider = names(work, [row.organisation_id]).get(row.organisation_id, "") if row.organisation_id else ""
    letter = invitations.Letter("expert", row.id, provider, row.name, row.email, template, base_url)
    invitations.send(work, letter, expires_at=until)


def accepted(work: Work, enrolment_id: str, user_id: str) -> None:
    """The invited person agrees.

    Raises: NotFound; InvalidState: the application does not wait for them, or they have another one.
    """
    row = locked(work, enrolment_id)
    if row.state != "waiting" or row.case_id is None:
        raise InvalidState("invitations.not_acceptable")
    if _has_another(work, row, user_id):
        raise InvalidState("experts.have_another")
    row.user_id, row.changed_at = user_id, work.now
    work.session.flush()
    told = work.runtime.correlate("expert_accepted", correlation_key=row.id)
    if told.outcome != "delivered":
        raise InvalidState("invitations.not_acceptable")


def _has_another(work: Work, row: Enrolment, user_id: str) -> bool:
    """Whether the person is an expert, or an application of theirs is under way. Providers never learn it."""
    expert = work.session.get(Expert, user_id)
    if expert is not None and expert.state != "ended":
        return True
    others = select(Enrolment.id).where(
        Enrolment.user_id == user_id, Enrolment.id != row.id, Enrolment.state.in_(UNDER_WAY)
    )
    return work.session.scalar(others.limit(1)) is not None


def expire(work: Work, enrolment_id: str) -> None:
    """Nobody agreed in time: the link works no more. Raises: NotFound."""
    row = locked(work, enrolment_id)
    _stand(work, row, "expired")
    invitations.close(work, "expert", enrolment_id)
    _tell_who_recommended(work, row, "expert_expired")


def enrol(work: Work, enrolment_id: str, data: Mapping[str, Any]) -> None:
    """The person is an expert from now on, with the form as approved; an ended one is one again.

    Raises: NotFound; InvalidState: nobody has agreed yet.
    """
    row = locked(work, enrolment_id)
    if row.user_id is None:
        raise InvalidState("invitations.not_acceptable")
    expert = work.session.get(Expert, row.user_id, with_for_update=True) or Expert(user_id=row.user_id)
    expert.organisation_id, expert.case_id = row.organisation_id, row.case_id
    write_profile(work, expert, data)
    expert.state, expert.reason = "active", ""
    expert.enrolled_at = expert.changed_at = work.now
    work.session.add(expert)
    _stand(work, row, "enrolled")
    grant(work, row.user_id, GROUP)
    tell(work, row.user_id, "expert_enrolled", {}, row.case_id)
    if row.created_by != row.user_id:
        _tell_who_recommended(work, row, "expert_joined")


def _tell_who_recommended(work: Work, row: Enrolment, template: str) -> None:
    case = work.session.get(Case, row.case_id) if row.case_id else None
    params = {"expert": row.name, "number": case.number if case else ""}
    tell(work, row.created_by, template, params, row.case_id)


def write_profile(work: Work, expert: Expert, data: Mapping[str, Any]) -> None:
    """Write what the approved form says of an expert into its row."""
    expert.profile = dict(data)
    expert.name, expert.position = str(data.get("name") or ""), str(data.get("position") or "")
    expert.fields, expert.industries = list(data.get("fields") or ()), list(data.get("industries") or ())
    expert.years_in_industry = int(data.get("years_in_industry") or 0)
    texts = (expert.name, expert.position, str(data.get("domain") or ""), str(data.get("experience") or ""))
    provider = expert.organisation_id
    expert.words = document(*texts, names(work, [provider]).get(provider, "") if provider else "")


def _stand(work: Work, row: Enrolment, state: EnrolmentState) -> None:
    row.state, row.changed_at = state, work.now
    work.session.flush()
