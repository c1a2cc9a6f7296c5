"""Who is told what about an order: those who bind the organisation of a side, and who placed it."""

from __future__ import annotations

from collections.abc import Mapping

from forms import Text
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.values import Side
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import who_bind

TEMPLATE = "order_news"
NEWS: Mapping[str, Text] = {
    "placed": Text(
        "有新订单，请在 3 个工作日内接单", "A new order waits to be accepted within 3 working days"
    ),
    "accept": Text("服务机构已接单", "The provider has accepted the order"),
    "refuse": Text("服务机构未接单，订单取消", "The provider has refused the order; it is cancelled"),
    "pay": Text("企业已支付，款项由平台托管", "The enterprise has paid; the platform holds the money"),
    "start": Text("服务机构已开始服务", "The provider has started"),
    "finish": Text("服务机构已完成服务，请确认", "The provider has reported the work done; please confirm"),
    "return": Text("企业要求继续完善", "The enterprise asks for more work"),
    "cancel": Text("订单已取消", "The order was cancelled"),
    "lapse": Text(
        "订单因逾期未办理，已由平台取消",
        "The order was cancelled by the platform: nobody acted in time",
    ),
    "unsigned": Text("合同未签订，订单取消", "The contract was not signed; the order is cancelled"),
    "complete": Text("订单已完成，款项已结算", "The order is completed and settled"),
}
"""What has happened, in both languages."""


def tell(work: Work, row: ServiceOrder, side: Side, what: str) -> None:
    """Tell the people of one side what has happened to an order."""
    of = row.enterprise_id if side == "enterprise" else row.provider_id
    people = who_bind(work, of)
    if side == "enterprise" and row.placed_by not in people:
        people.append(row.placed_by)
    news, other = NEWS[what], row.provider_name if side == "enterprise" else row.enterprise_name
    said = {
        "order": row.number or "",
        "what": news.zh,
        "what_en": news.en,
        "other": other,
        "list": "我购买的服务" if side == "enterprise" else "订单管理",
        "list_en": "Purchases" if side == "enterprise" else "Sales",
    }
    send_messages(work, people, TEMPLATE, said)
