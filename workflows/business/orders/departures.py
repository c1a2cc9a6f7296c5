"""What of orders stands in the way when an organisation is left alone, and whom orders go on naming."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from workflows.business.orders.models import OrderEvent, ServiceOrder
from workflows.business.orders.values import ENDED
from workflows.ground.work import Work
from workflows.people.departures import Departure, InTheWay


def _running(work: Work, organisation_id: str) -> Iterator[InTheWay]:
    own = or_(ServiceOrder.enterprise_id == organisation_id, ServiceOrder.provider_id == organisation_id)
    running = select(func.count()).where(own, ServiceOrder.state.not_in(ENDED))
    if count := work.session.scalar(running):
        yield InTheWay("orders.still_running", "/orders", {"count": count})


def _named(work: Work, user_id: str) -> bool:
    acted = select(OrderEvent.id).where(OrderEvent.actor == user_id).limit(1)
    return work.session.scalar(acted) is not None


DEPARTURE = Departure(of_organisation=_running, keeps=_named)
