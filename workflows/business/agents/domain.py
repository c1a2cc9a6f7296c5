"""What designated agents bring to the floors below: what accepting their links does."""

from __future__ import annotations

from workflows.approvals.domain import Domain
from workflows.business.agents import agent_lifecycle as agents
from workflows.business.agents.leaving import DEPARTURE
from workflows.business.agents.queries import KIND
from workflows.people.invitations.acceptors import Acceptor

DOMAIN = Domain(
    "agents",
    acceptors={KIND: Acceptor(lambda *_: None, agents.hold, agents.accepted, agents.confirmed)},
    departure=DEPARTURE,
)
