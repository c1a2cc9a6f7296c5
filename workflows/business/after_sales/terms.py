"""What the deployed table of the package says: how long after the last acceptance a case may be opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from engine.feel import to_python
from workflows.business.ledger.money import to_yuan
from workflows.business.orders.models import OrderMilestone, ServiceOrder
from workflows.business.orders.values import SETTLED
from workflows.ground.work import Work

PROCESS = "after_sales"
PERIOD = "after_sales_period"


def open_until(work: Work, order: ServiceOrder) -> datetime | None:
    """Return until when a case may be opened on an order, by today's table; None: it is not settled.

    The time runs from the day on which the last of it was accepted, whether it is rated or not.
    """
    if order.state not in SETTLED:
        return None
    accepted = select(func.max(OrderMilestone.accepted_at)).where(OrderMilestone.order_id == order.id)
    since = work.session.scalar(accepted) or order.entered_at
    definition_id = work.repository.latest(PROCESS).id
    answer = work.repository.decide(PERIOD, {"paid": to_yuan(order.paid_fen)}, definition_id)
    days = to_python(answer.value)
    return since + timedelta(days=int(days or 0))
