"""Who is told what about an after-sales case: those who bind the organisation of a side."""

from __future__ import annotations

from collections.abc import Mapping

from forms import Text
from workflows.business.after_sales.models import AfterSalesCase
from workflows.business.orders.models import ServiceOrder
from workflows.business.orders.policy import organisation_of
from workflows.business.orders.values import SIDES, Side
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import who_bind

TEMPLATE = "after_sales_news"
NEWS: Mapping[str, Text] = {
    "open": Text(
        "企业申请售后，请在 5 个工作日内答复",
        "The enterprise has opened a case; please answer within 5 working days",
    ),
    "reply": Text(
        "服务机构已答复，请在 10 个工作日内确认是否满意",
        "The provider has answered; please say within 10 working days whether that is enough",
    ),
    "satisfied": Text("企业表示满意，已结案", "The enterprise is satisfied; the case is closed"),
    "silent": Text(
        "企业逾期未确认，视为满意，已结案",
        "The enterprise has not answered in time; it counts as satisfied, and the case is closed",
    ),
    "withdrawn": Text("企业已撤回售后申请", "The enterprise has withdrawn the case"),
    "ended": Text("平台已终止该售后办件", "The platform has ended the case"),
    "ask_platform": Text("企业申请平台调解", "The enterprise asks the platform to mediate"),
    "not_replied": Text(
        "服务机构逾期未答复，由平台调解", "The provider has not answered in time; the platform mediates"
    ),
    "closed": Text("平台已调解：不退款，结案", "The platform has decided: no refund, the case is closed"),
    "decided": Text(
        "平台已调解：由服务机构向企业退款 {amount} 元",
        "The platform has decided: the provider gives {amount} yuan back to the enterprise",
    ),
    "refunded": Text(
        "退款 {amount} 元已转入企业钱包，已结案",
        "{amount} yuan have gone to the enterprise's wallet; the case is closed",
    ),
    "claimed": Text(
        "服务机构钱包余额不足，已退 {collected} 元，尚欠 {owed} 元，将逐日扣收",
        "The provider's wallet did not reach: {collected} yuan have gone back, {owed} yuan are owed and "
        "collected day by day",
    ),
    "given_up": Text(
        "尚欠的 {owed} 元无法收回，平台停止追收，已结案",
        "The {owed} yuan still owed cannot be collected; the platform has given them up and closed the case",
    ),
}
"""What has happened, in both languages; in braces what is said of it."""


def tell(work: Work, row: AfterSalesCase, order: ServiceOrder, side: Side, what: str, **about: str) -> None:
    """Tell the people of one side what has happened to a case; `about` fills the sentence."""
    params = {
        "case": row.number or "",
        "order": order.number or "",
        "other": order.provider_name if side == "enterprise" else order.enterprise_name,
        "what": NEWS[what].zh.format(**about),
        "what_en": NEWS[what].en.format(**about),
    }
    send_messages(work, who_bind(work, organisation_of(order, side)), TEMPLATE, params)


def tell_both(work: Work, row: AfterSalesCase, order: ServiceOrder, what: str, **about: str) -> None:
    """Tell both sides what has happened to a case."""
    for side in SIDES:
        tell(work, row, order, side, what, **about)
