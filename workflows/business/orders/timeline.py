"""The timeline of an order: who of which side did what."""

from __future__ import annotations

from workflows.business.orders.models import OrderEvent, ServiceOrder
from workflows.business.orders.values import Party
from workflows.ground.work import Work


def note(work: Work, row: ServiceOrder, side: Party, kind: str, said: str = "") -> None:
    """Add a line to the timeline of an order."""
    work.session.add(
        OrderEvent(order_id=row.id, at=work.now, side=side, actor=work.actor, kind=kind, note=said)
    )
    work.session.flush()
