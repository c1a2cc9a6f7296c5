"""What of direct demands stands in the way when a provider is left alone: enterprises wait for its answer.

Those that an enterprise has sent are cases of its own, which stand in its way as such.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from workflows.business.direct_demands.models import DirectDemand
from workflows.business.direct_demands.values import OPEN
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay


def _waiting_for_it(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    waiting = select(func.count()).where(
        DirectDemand.provider_id == organisation_id, DirectDemand.state.in_(OPEN)
    )
    if count := work.session.scalar(waiting):
        yield InTheWay("direct_demands.still_waiting", "/direct-demands", {"count": count})


DEPARTURE = Departure(of_organisation=_waiting_for_it)
