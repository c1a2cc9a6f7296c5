"""The orders in which a person acted, for the copy of their data."""

from __future__ import annotations

from sqlalchemy import select

from workflows.business.orders.models import OrderEvent, ServiceOrder
from workflows.people.personal_data import PersonalRecords, columns, rows_of

RECORDS = (
    PersonalRecords(
        "orders", "订单操作", "Orders",
        columns(
            ("at", "时间", "At"), ("number", "订单号", "Number"), ("side", "身份", "Side"),
            ("kind", "操作", "Action"), ("note", "说明", "Note"),
        ),
        rows_of(
            lambda user_id: select(
                OrderEvent.at, ServiceOrder.number, OrderEvent.side, OrderEvent.kind, OrderEvent.note
            )
            .join(ServiceOrder, ServiceOrder.id == OrderEvent.order_id)
            .where(OrderEvent.actor == user_id)
            .order_by(OrderEvent.id)
        ),
    ),
)  # fmt: skip
