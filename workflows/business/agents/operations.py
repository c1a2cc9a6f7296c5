"""What the legal person does with agents: name one, invite again, end.

Only the legal person does: an agent neither names nor ends one. Each command first takes the lock of the
organisation, as accepting does, so that an end and an acceptance wait for each other.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflows.business.agents import agent_lifecycle
from workflows.business.agents.queries import KIND
from workflows.business.agents.values import Appointment
from workflows.ground.audit.log import record
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import FieldProblem, Invalid, InvalidState
from workflows.ground.work import Work
from workflows.people.identity import rate_counters
from workflows.people.identity.contacts import email_of, full_name_problems, mobile_of
from workflows.people.identity.queries import acting_account
from workflows.people.invitations.queries import last_sent
from workflows.people.organisations.models import DesignatedAgent
from workflows.people.organisations.operations import locked
from workflows.people.viewer import Viewer, require

TEXT_LIMIT = 50
AGAIN_AFTER = timedelta(minutes=1)
MOST_A_DAY = 10
"""Invitations that an organisation sends in a day: each goes to a phone that may be a stranger's."""


def appoint(work: Work, viewer: Viewer, organisation_id: str, named: Appointment, *, base_url: str) -> str:
    """Name who acts for the legal person; return the id. The agent before is ended.

    A certified organisation invites them at once; before that the invitation waits for the certification.

    Raises: NotFound; Forbidden: only the legal person; Invalid: at the field; InvalidState: too many today.
    """
    require(viewer.owns(organisation_id), "organisations.owner_only")
    organisation = locked(work, organisation_id)
    named = _checked(work, named)
    if (before := agent_lifecycle.current(work, organisation_id)) is not None:
        agent_lifecycle.end(work, before)
    row = DesignatedAgent(
        id=new_id(), organisation_id=organisation_id, name=named.name, mobile=named.mobile, email=named.email,
        position=named.position, named_by=viewer.user_id, since=work.now,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    facts = {"name": row.name, "mobile": row.mobile, "email": row.email, "organisation": organisation_id}
    record(work, "agent.appointed", agent_lifecycle.subject(row), {}, facts)
    agent_lifecycle.tell_owners(work, row, "agent_appointed")
    if organisation.certification == "certified":
        _refuse_too_many(work, organisation_id)
        agent_lifecycle.send_link(work, row, base_url=base_url)
    return row.id


def invite(work: Work, viewer: Viewer, organisation_id: str, *, base_url: str) -> None:
    """Send the present agent a link, for the first time or again; the one before no longer works.

    Raises: NotFound; Forbidden: only the legal person; InvalidState: nobody is named, they have accepted, the
        organisation is not certified, or a link was sent a moment ago.
    """
    require(viewer.owns(organisation_id), "organisations.owner_only")
    organisation = locked(work, organisation_id)
    row = agent_lifecycle.current(work, organisation_id)
    if row is None:
        raise InvalidState("agents.nobody")
    if row.user_id is not None:
        raise InvalidState("agents.acts_already")
    if organisation.certification != "certified":
        raise InvalidState("organisations.not_certified")
    sent = last_sent(work, KIND, [row.id]).get(row.id)
    if sent and sent.sent_at and (next_at := sent.sent_at + AGAIN_AFTER) > work.now:
        raise InvalidState("invitations.sent_recently", at=f"{next_at.astimezone(SHANGHAI):%H:%M:%S}")
    _refuse_too_many(work, organisation_id)
    agent_lifecycle.send_link(work, row, base_url=base_url)
    record(work, "agent.invited_again", agent_lifecycle.subject(row))


def end(work: Work, viewer: Viewer, organisation_id: str, agent_id: str) -> None:
    """End the agent: the legal person acts alone again, and the agent has no power with the next request.

    Raises: NotFound; Forbidden: only the legal person; InvalidState: this is not the agent any more.
    """
    require(viewer.owns(organisation_id), "organisations.owner_only")
    locked(work, organisation_id)
    row = agent_lifecycle.current(work, organisation_id)
    if row is None or row.id != agent_id:
        raise InvalidState("agents.nobody")
    agent_lifecycle.end(work, row)


def _checked(work: Work, named: Appointment) -> Appointment:
    """Return what was typed in its usual spelling. Raises: Invalid: at the field."""
    mobile, email = mobile_of(named.mobile), email_of(named.email) if named.email.strip() else ""
    problems: list[FieldProblem] = []
    name, position = " ".join(named.name.split()), named.position.strip()
    if not name:
        problems.append(_at("name", "required"))
    else:
        problems += [FieldProblem("name", one.code, one.params) for one in full_name_problems(name)]
    if not named.mobile.strip():
        problems.append(_at("mobile", "required"))
    elif mobile is None:
        problems.append(_at("mobile", "mobile_invalid"))
    elif mobile == acting_account(work).mobile:
        problems.append(_at("mobile", "own_mobile"))
    if email is None:
        problems.append(_at("email", "email_invalid"))
    if len(position) > TEXT_LIMIT:
        problems.append(_at("position", "too_long", limit=TEXT_LIMIT))
    if problems or mobile is None or email is None:
        raise Invalid("agents.invalid", problems)
    return Appointment(name, mobile.removeprefix("+86"), email, position)


def _refuse_too_many(work: Work, organisation_id: str) -> None:
    asked = rate_counters.count(work, f"agent invitations:{organisation_id}", window=timedelta(days=1))
    if asked.hits > MOST_A_DAY:
        at = f"{asked.expires_at.astimezone(SHANGHAI):%m-%d %H:%M}"
        raise InvalidState("agents.too_many", most=MOST_A_DAY, at=at)


def _at(field: str, name: str, **params: Any) -> FieldProblem:
    return FieldProblem(field, f"agents.{name}", params)
