"""What of demands stands in the way when an organisation is left alone: deposits are held for them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from workflows.business.demands.models import Demand
from workflows.business.demands.values import BEFORE_PUBLICATION
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay


def _open(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    running = select(func.count()).where(
        Demand.organisation_id == organisation_id, Demand.state.in_([*BEFORE_PUBLICATION, "published"])
    )
    if count := work.session.scalar(running):
        yield InTheWay("demands.still_open", "/demands/mine", {"count": count})


DEPARTURE = Departure(of_organisation=_open)
