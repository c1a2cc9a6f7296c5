"""What the process does to a consultant's link; called by the kind of case and by the process's jobs.

Each holds the row until the end of the transaction; the engine's lock of the case is taken before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workflows.approvals.models import Case
from workflows.business.consultants.models import Consultant
from workflows.business.consultants.values import HELD, State
from workflows.ground.errors import InvalidState
from workflows.ground.fulltext import document
from workflows.ground.held_rows import held_row
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.outbox.posting import send_mail
from workflows.people.identity.groups import grant, revoke
from workflows.people.invitations import operations as invitations
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.models import Organisation
from workflows.people.organisations.queries import membership, names
from workflows.people.sub_accounts.queries import is_sub_account

GROUP = "consultant"


def locked(work: Work, consultant_id: str) -> Consultant:
    """Return the row as it is now, held until the end of the transaction. Raises: NotFound."""
    return held_row(work, Consultant, consultant_id, "consultants.not_found")


def name(work: Work, consultant_id: str) -> str:
    """Return what the case's title names. Raises: NotFound."""
    return locked(work, consultant_id).name


def process_variables(work: Work, consultant_id: str) -> dict[str, Any]:
    """Return the variables that the process gets: messages to it carry the link's id.

    Nobody is the consultant before somebody has accepted. Raises: NotFound.
    """
    return {"link": consultant_id, "consultant": locked(work, consultant_id).user_id}


def send_link(work: Work, consultant_id: str, *, template: str, until: datetime, base_url: str) -> None:
    """Mail a personal link, which ends the one before. Raises: NotFound."""
    row = locked(work, consultant_id)
    if row.state != "invited":
        return  # ended between the job and its run: nobody is to be invited any more
    inviter = names(work, [row.organisation_id])[row.organisation_id]
    letter = invitations.Letter("consultant", row.id, inviter, row.name, row.email, template, base_url)
    invitations.send(work, letter, expires_at=until)


def accepted(work: Work, consultant_id: str, user_id: str) -> None:
    """The invited person is there: the case is theirs from now on.

    Raises: NotFound; InvalidState: the link no longer waits, or the person works for another provider.
    """
    row = locked(work, consultant_id)
    taken = select(Consultant.id).where(Consultant.user_id == user_id, Consultant.state.in_(HELD))
    if work.session.scalar(taken) is not None:
        raise InvalidState("consultants.taken_elsewhere")
    if row.state != "invited" or row.case_id is None:
        raise InvalidState("invitations.not_acceptable")
    row.user_id, row.accepted_at = user_id, work.now
    try:
        with work.session.begin_nested():
            _stand(work, row, "accepted")
    except IntegrityError as error:  # accepted two invitations at the same moment
        raise InvalidState("consultants.taken_elsewhere") from error
    case = work.session.get_one(Case, row.case_id)
    case.applicant_id = user_id
    work.session.flush()
    told = work.runtime.correlate(
        "consultant_accepted", correlation_key=row.id, variables={"consultant": user_id}
    )
    if told.outcome != "delivered":
        raise InvalidState("invitations.not_acceptable")


def submitted(work: Work, consultant_id: str, _case_id: str, data: Mapping[str, Any]) -> None:
    """The consultant has handed the form in, for the first time or again. Raises: NotFound."""
    row = locked(work, consultant_id)
    row.profile = dict(data)
    row.name = str(data.get("name") or row.name)
    row.name_words = document(row.name)
    row.words = document(row.name, row.email, str(data.get("expertise") or ""), str(data.get("mobile") or ""))
    _stand(work, row, "in_review")


def returned(work: Work, consultant_id: str) -> None:
    """The consultant has to correct something. Raises: NotFound."""
    _stand(work, locked(work, consultant_id), "returned")


def resumed(work: Work, consultant_id: str) -> None:
    """The review goes on although nothing was handed in again. Raises: NotFound."""
    row = locked(work, consultant_id)
    if row.state == "returned":
        _stand(work, row, "in_review")


def withdrawn(work: Work, consultant_id: str) -> None:
    """The case was taken back, by the consultant or by who binds the provider. Raises: NotFound."""
    row = locked(work, consultant_id)
    own = row.user_id is not None and work.actor == row.user_id
    end(work, consultant_id, state="declined" if own else "ended")
    if not own:
        tell_ended(work, consultant_id)


def enrol(work: Work, consultant_id: str, data: Mapping[str, Any]) -> None:
    """The operator agreed: the person acts for the provider from now on. Raises: NotFound."""
    row = locked(work, consultant_id)
    if row.user_id is None:
        raise InvalidState("invitations.not_acceptable")
    row.profile, row.since = dict(data), work.now
    _stand(work, row, "active")
    if membership(work, row.organisation_id, row.user_id) is None:
        organisations.join(work, row.organisation_id, row.user_id, "member")
    grant(work, row.user_id, GROUP)
    tell_provider(work, row, "consultant_joined")


def reject(work: Work, consultant_id: str, reason: str) -> None:
    """The operator refused. Raises: NotFound."""
    row = locked(work, consultant_id)
    row.reason, row.ended_at = reason, work.now
    _stand(work, row, "rejected")
    tell_provider(work, row, "consultant_refused")


def expire(work: Work, consultant_id: str) -> None:
    """Nobody accepted, or handed the form in, in time: the link works no more. Raises: NotFound."""
    row = locked(work, consultant_id)
    row.ended_at = work.now
    _stand(work, row, "expired")
    invitations.close(work, "consultant", row.id)
    tell_provider(work, row, "consultant_expired")


def end(work: Work, consultant_id: str, *, reason: str = "", state: State = "ended") -> None:
    """End the link: the invitation, the membership and the role, as far as they came. Raises: NotFound."""
    row = locked(work, consultant_id)
    was_active = row.state == "active"
    row.reason, row.ended_at = reason, work.now
    _stand(work, row, state)
    invitations.close(work, "consultant", row.id)
    if was_active and row.user_id is not None:
        _let_go(work, row.organisation_id, row.user_id)


def tell_ended(work: Work, consultant_id: str) -> None:
    """Tell the person that the provider ended the link, by mail too where there is no account yet."""
    row = locked(work, consultant_id)
    params = {"inviter": _provider(work, row), "reason": row.reason}
    if row.user_id is not None:
        tell(work, row.user_id, "consultant_ended", params)
    else:
        send_mail(work, row.email, "consultant_ended", {"name": row.name, **params})


def tell_provider(work: Work, row: Consultant, template: str) -> None:
    """Tell who invited the consultant how it stands."""
    tell(work, row.invited_by, template, {"consultant": row.name, "reason": row.reason}, row.case_id)


def _let_go(work: Work, organisation_id: str, user_id: str) -> None:
    """A consultant's place and role go; that of a sub-account or of an owner is another one and stays."""
    place = membership(work, organisation_id, user_id)
    if place is not None and place.role == "member" and not is_sub_account(work, organisation_id, user_id):
        organisations.leave(work, organisation_id, user_id)
    revoke(work, user_id, GROUP)


def _provider(work: Work, row: Consultant) -> str:
    return work.session.get_one(Organisation, row.organisation_id).name


def _stand(work: Work, row: Consultant, state: State) -> None:
    row.state, row.changed_at = state, work.now
    work.session.flush()
