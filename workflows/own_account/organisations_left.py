"""Whether an organisation can do without a person: somebody else binds it, or nothing is left to be done."""

from __future__ import annotations

from workflows.ground.work import Work
from workflows.people.departures import InTheWay, departures
from workflows.people.identity.queries import accounts
from workflows.people.organisations.queries import current_agent, member_ids, membership, who_bind

AGENT_PAGE, TEAM_PAGE = "/account/agent", "/team"


def in_the_way(work: Work, organisation_id: str, user_id: str) -> list[InTheWay]:
    """Return what has to be settled before a person leaves an organisation; nothing for its members.

    An agent can go while the legal person, or somebody else who binds it, can act. The legal person can go
    once nothing is running and nobody else belongs: nobody would name agents or move the money any more.
    """
    place = membership(work, organisation_id, user_id)
    if place is None or place.role == "member":
        return []
    if place.role == "agent" and _others_act(work, organisation_id, user_id):
        return []
    running = [one for room in departures() for one in room.of_organisation(work, organisation_id)]
    return running if place.role == "agent" else [*_others_belong(work, organisation_id, user_id), *running]


def _others_act(work: Work, organisation_id: str, user_id: str) -> bool:
    others = [one for one in who_bind(work, organisation_id) if one != user_id]
    return any(not one.disabled for one in accounts(work, others).values())


def _others_belong(work: Work, organisation_id: str, user_id: str) -> list[InTheWay]:
    agent = current_agent(work, organisation_id)
    others = member_ids(work, organisation_id) - {user_id, agent.user_id if agent is not None else None}
    obstacles = [InTheWay("own_account.agent_named", AGENT_PAGE)] if agent is not None else []
    if others:
        obstacles.append(InTheWay("own_account.others_belong", TEAM_PAGE, {"count": len(others)}))
    return obstacles
