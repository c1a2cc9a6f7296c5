"""What happens to an agent: invited, accepted, ended. Called by commands, links and the certification.

Whoever calls holds the organisation's row until the end of the transaction.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from workflows.approvals.cases.drafts import hand_over_drafts
from workflows.business.agents.queries import KIND
from workflows.business.seals.operations import agent_ended
from workflows.ground.audit.log import Subject, record
from workflows.ground.errors import FieldProblem, InvalidState
from workflows.ground.work import Work
from workflows.notices.telling import tell
from workflows.outbox.posting import send_mail, send_sms
from workflows.people.identity.administration import set_full_name
from workflows.people.identity.contacts import mobile_of
from workflows.people.identity.groups import grant, revoke
from workflows.people.identity.queries import account, groups_of
from workflows.people.identity.roles import is_staff
from workflows.people.invitations import operations as invitations
from workflows.people.invitations.values import Confirmation
from workflows.people.organisations import operations as organisations
from workflows.people.organisations.models import DesignatedAgent
from workflows.people.organisations.queries import members, names, organisations_of, owners
from workflows.people.organisations.values import OrganisationView

VALID_FOR = timedelta(days=7)
"""How long a link can be accepted."""


def current(work: Work, organisation_id: str) -> DesignatedAgent | None:
    """Return the row of who is named now, held until the end of the transaction."""
    rows = select(DesignatedAgent).where(
        DesignatedAgent.organisation_id == organisation_id, DesignatedAgent.ended_at.is_(None)
    )
    return work.session.scalar(rows.with_for_update().execution_options(populate_existing=True))


def send_link(work: Work, row: DesignatedAgent, *, base_url: str) -> None:
    """Send a personal link by SMS, and by mail where there is an address; the one before ends."""
    letter = invitations.Letter(
        KIND, row.id, organisation_name(work, row), row.name, row.email, "agent_invitation", base_url,
        mobile=mobile_of(row.mobile) or "",
    )  # fmt: skip
    invitations.send(work, letter, expires_at=work.now + VALID_FOR)
    row.invited_at = work.now
    work.session.flush()


def invite_named(work: Work, organisation_id: str, *, base_url: str) -> None:
    """Invite who was named before the organisation was certified; whoever was invited is not again."""
    organisations.locked(work, organisation_id)
    row = current(work, organisation_id)
    if row is not None and row.invited_at is None and row.user_id is None:
        send_link(work, row, base_url=base_url)


def hold(work: Work, agent_id: str) -> None:
    """Take the lock of the organisation that a link invites to."""
    row = work.session.get(DesignatedAgent, agent_id)
    if row is not None:
        organisations.locked(work, row.organisation_id)


def confirmed(work: Work, agent_id: str, said: Confirmation) -> list[FieldProblem]:
    """Return in what somebody is not the person whom the legal person named."""
    row = work.session.get_one(DesignatedAgent, agent_id)
    problems = []
    if _plain(said.full_name) != _plain(row.name):
        problems.append(_at("full_name", "name_differs"))
    if mobile_of(said.mobile) != mobile_of(row.mobile):
        problems.append(_at("mobile", "mobile_differs"))
    if problems or said.user_id is None:
        return problems
    own = account(work, said.user_id)
    if own.full_name and _plain(own.full_name) != _plain(row.name):
        name = {"name": own.full_name}
        problems.append(FieldProblem("full_name", "agents.account_named_otherwise", name))
    if own.mobile != mobile_of(row.mobile):
        problems.append(_at("mobile", "account_without_number"))
    return problems


def accepted(work: Work, agent_id: str, user_id: str) -> None:
    """The invited person is there, and acts for the organisation from now on.

    Raises: InvalidState: the invitation no longer stands, or the person belongs elsewhere.
    """
    row = work.session.get_one(DesignatedAgent, agent_id, with_for_update=True, populate_existing=True)
    organisation = organisations.locked(work, row.organisation_id)
    if row.ended_at is not None or row.user_id is not None or organisation.certification != "certified":
        raise InvalidState("invitations.not_acceptable")
    _leave_blank_registrations(work, user_id)
    _refuse_others(work, row, user_id)
    if not account(work, user_id).full_name:
        set_full_name(work, user_id, row.name)
    organisations.join(work, row.organisation_id, user_id, "agent")
    grant(work, user_id, organisation.kind)
    row.user_id, row.accepted_at = user_id, work.now
    work.session.flush()
    record(work, "agent.accepted", subject(row), {}, {"organisation": row.organisation_id, "user": user_id})
    tell_owners(work, row, "agent_joined")


def end(work: Work, row: DesignatedAgent) -> None:
    """End an agent at whatever stage: the link is dead, place and role go, what they typed stays here."""
    row.ended_at, row.ended_by = work.now, work.actor
    work.session.flush()
    invitations.close(work, KIND, row.id)
    state = "accepted" if row.user_id else "invited" if row.invited_at else "named"
    record(work, "agent.ended", subject(row), {"state": state}, {"state": "ended"})
    if row.user_id is not None:
        _let_go(work, row, row.user_id)
    agent_ended(work, row.organisation_id)
    _tell_agent_of_end(work, row)
    tell_owners(work, row, "agent_left")


def tell_owners(work: Work, row: DesignatedAgent, template: str) -> None:
    """Tell the legal person what became of an agent."""
    params = {"agent": row.name, "organisation": organisation_name(work, row)}
    for owner in owners(work, row.organisation_id):
        tell(work, owner, template, params)


def subject(row: DesignatedAgent) -> Subject:
    """Return the agent as the audit log names them."""
    return Subject("agent", row.id, row.name)


def organisation_name(work: Work, row: DesignatedAgent) -> str:
    """Return what the organisation is called."""
    return names(work, [row.organisation_id]).get(row.organisation_id, "")


def _let_go(work: Work, row: DesignatedAgent, user_id: str) -> None:
    organisations.leave(work, row.organisation_id, user_id)
    kind = organisations.locked(work, row.organisation_id).kind
    if all(place.kind != kind for place in organisations_of(work, user_id)):
        revoke(work, user_id, kind)
    for owner in owners(work, row.organisation_id)[:1]:
        hand_over_drafts(work, user_id, owner, row.organisation_id)


def _tell_agent_of_end(work: Work, row: DesignatedAgent) -> None:
    params = {"organisation": organisation_name(work, row)}
    if row.user_id is not None:
        tell(work, row.user_id, "agent_ended", params)
        return
    if row.invited_at is None:
        return  # nobody has told them anything yet
    if row.email:
        send_mail(work, row.email, "agent_ended", {"name": row.name, **params})
    if mobile := mobile_of(row.mobile):
        send_sms(work, mobile, "sms_agent_ended", params)


def _refuse_others(work: Work, row: DesignatedAgent, user_id: str) -> None:
    if is_staff(groups_of(work, user_id)):
        raise InvalidState("agents.works_here")
    for place in organisations_of(work, user_id):
        here = place.id == row.organisation_id
        raise InvalidState("agents.belongs_here" if here else "agents.belongs_elsewhere")


def _leave_blank_registrations(work: Work, user_id: str) -> None:
    """Take the person out of organisations that they began to register and never handed in."""
    for place in organisations_of(work, user_id):
        if place.certification == "none" and _is_alone(work, place, user_id):
            organisations.leave(work, place.id, user_id)


def _is_alone(work: Work, place: OrganisationView, user_id: str) -> bool:
    return not place.name and {one.user_id for one in members(work, place.id)} == {user_id}


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _at(field: str, name: str) -> FieldProblem:
    return FieldProblem(field, f"agents.{name}", {})
