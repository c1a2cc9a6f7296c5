"""An agent who leaves by themselves: the same end as by the legal person."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from workflows.business.agents import agent_lifecycle
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.departures import Departure, HeldPlace
from workflows.people.organisations.models import DesignatedAgent, Organisation
from workflows.people.organisations.operations import locked


def _places(work: Work, user_id: str) -> Iterator[HeldPlace]:
    rows = (
        select(DesignatedAgent.id, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == DesignatedAgent.organisation_id)
        .where(DesignatedAgent.user_id == user_id, DesignatedAgent.ended_at.is_(None))
        .order_by(DesignatedAgent.id)
    )
    for agent_id, organisation_id, name in work.session.execute(rows):
        yield HeldPlace("agent", agent_id, organisation_id, name)


def leave(work: Work, user_id: str, agent_id: str) -> None:
    """End the person's own agency: the seal that stands for them and what they may do end with it.

    Raises: NotFound: this is not their agency, or it has ended.
    """
    named = work.session.get(DesignatedAgent, agent_id)
    if named is None or named.user_id != user_id:
        raise NotFound("own_account.place_not_found")
    locked(work, named.organisation_id)
    row = agent_lifecycle.current(work, named.organisation_id)
    if row is None or row.id != agent_id:
        raise NotFound("own_account.place_not_found")
    agent_lifecycle.end(work, row)


DEPARTURE = Departure(places=_places, leave=leave)
