"""Reading how the agents of an organisation stand."""

from __future__ import annotations

from datetime import datetime

from workflows.business.agents.values import AgentStanding, AgentState
from workflows.ground.work import Work
from workflows.people.invitations.queries import last_sent
from workflows.people.invitations.values import Kind
from workflows.people.organisations.queries import agents, organisation
from workflows.people.organisations.values import AgentView
from workflows.people.viewer import Viewer, require

KIND: Kind = "agent"
"""Of the personal links by which agents join."""
SHOWN = 20


def standings(work: Work, viewer: Viewer, organisation_id: str) -> list[AgentStanding]:
    """Return the agents of an organisation with how they stand, the latest first; two statements.

    Raises: NotFound; Forbidden: the viewer neither acts for the organisation nor oversees it.
    """
    own = organisation(work, viewer, organisation_id)
    if viewer.belongs_to(own.id):
        require(viewer.may(own.id, "organisation"), "organisations.not_owner")
    named = agents(work, organisation_id, limit=SHOWN)
    sent = last_sent(work, KIND, [one.id for one in named])
    until = {agent_id: link.valid_until for agent_id, link in sent.items()}
    return [
        AgentStanding(one, state_of(one, until.get(one.id), work.now), until.get(one.id)) for one in named
    ]


def state_of(agent: AgentView, valid_until: datetime | None, now: datetime) -> AgentState:
    """Return how an agent stands, by the end of the link sent last."""
    if agent.ended_at is not None:
        return "ended"
    if agent.accepted_at is not None:
        return "accepted"
    if agent.invited_at is None:
        return "not_invited"
    return "invited" if valid_until is not None and valid_until > now else "expired"
