"""Who is told what about an order: those who bind the organisation of a side, and who placed it."""

from __future__ import annotations

from collections.abc import Mapping

from forms import Text
from workflows.business.orders.milestones import called
from workflows.business.orders.models import OrderMilestone, ServiceOrder
from workflows.business.orders.policy import organisation_of
from workflows.business.orders.timeline import note
from workflows.business.orders.values import SIDES, Side
from workflows.ground.work import Work
from workflows.notices.operations import send_messages
from workflows.people.organisations.queries import who_bind

TEMPLATE, REMINDER = "order_news", "order_reminder"
NEWS: Mapping[str, Text] = {
    "placed": Text(
        "有新订单，请在 3 个工作日内接单", "A new order waits to be accepted within 3 working days"
    ),
    "accept": Text("服务机构已接单", "The provider has accepted the order"),
    "refuse": Text("服务机构未接单，订单取消", "The provider has refused the order; it is cancelled"),
    "pay": Text("企业已支付，款项由平台托管", "The enterprise has paid; the platform holds the money"),
    "start": Text("服务机构已开始服务", "The provider has started"),
    "finish": Text(
        "服务机构已报告{milestone}完成，请验收",
        "The provider has reported {milestone} done; please accept or return it",
    ),
    "return": Text(
        "企业已退回{milestone}，请完善后重新提交",
        "The enterprise has returned {milestone}: complete it and report again",
    ),
    "approve": Text("企业已验收{milestone}", "The enterprise has accepted {milestone}"),
    "deemed": Text(
        "{milestone}逾期未答复，已视为验收合格", "Nobody answered in time: {milestone} counts as accepted"
    ),
    "balance": Text(
        "{milestone}待验收，尾款尚未支付，请支付尾款后验收",
        "{milestone} waits to be accepted and the balance is not paid: pay it, then accept",
    ),
    "dispute": Text(
        "对方就{milestone}提出争议，期限暂停计算，由平台处理",
        "The other side disputes {milestone}; the clock stops, and the platform decides",
    ),
    "ruled_accept": Text(
        "平台已处理争议：{milestone}验收合格", "The platform has decided: {milestone} is accepted"
    ),
    "ruled_return": Text(
        "平台已处理争议：{milestone}退回服务机构完善",
        "The platform has decided: {milestone} goes back to the provider",
    ),
    "ruled_refund": Text(
        "平台已处理争议：订单终止，向企业退款 {refund} 元",
        "The platform has decided: the order ends, and {refund} yuan go back to the enterprise",
    ),
    "propose_end": Text(
        "对方提议终止订单，向企业退款 {refund} 元，请在 5 个工作日内答复",
        "The other side proposes to end the order with {refund} yuan going back to the enterprise; "
        "please answer within 5 working days",
    ),
    "take_back_end": Text(
        "对方已撤回终止订单的提议", "The other side has taken back its proposal to end the order"
    ),
    "decline_end": Text(
        "对方不同意终止订单，订单继续", "The other side declines to end the order; it goes on"
    ),
    "lapse_end": Text(
        "终止订单的提议逾期未答复，已失效，订单继续",
        "Nobody answered the proposal to end the order in time; it has lapsed, and the order goes on",
    ),
    "end": Text(
        "双方已协商一致，订单终止，向企业退款 {refund} 元",
        "Both sides agree: the order ends, and {refund} yuan go back to the enterprise",
    ),
    "propose_plan": Text(
        "对方提议变更里程碑计划，请查看后同意或退回",
        "The other side proposes to change the plan of milestones; please agree or return it",
    ),
    "agree_plan": Text(
        "对方已同意变更里程碑计划，请签署补充协议",
        "The other side agrees to change the plan of milestones; please sign the supplement",
    ),
    "return_plan": Text(
        "对方已退回里程碑计划变更", "The other side has returned the change of the plan of milestones"
    ),
    "take_back_plan": Text(
        "对方已撤回里程碑计划变更", "The other side has taken back its change of the plan of milestones"
    ),
    "plan_to_pay": Text(
        "补充协议已签署，企业支付增加的 {amount} 元后，新的里程碑计划开始执行",
        "The supplement is signed; the new plan of milestones holds once the enterprise has paid {amount} "
        "yuan more",
    ),
    "plan_changed": Text(
        "里程碑计划已按补充协议变更，退回企业 {amount} 元",
        "The plan of milestones has changed as the supplement says; {amount} yuan went back to the "
        "enterprise",
    ),
    "plan_overtaken": Text(
        "所涉里程碑已验收，里程碑计划变更不再办理",
        "A milestone of the change of plan is accepted; the change is over",
    ),
    "cancel": Text("订单已取消", "The order was cancelled"),
    "lapse": Text(
        "订单因逾期未办理，已由平台取消",
        "The order was cancelled by the platform: nobody acted in time",
    ),
    "unsigned": Text("合同未签订，订单取消", "The contract was not signed; the order is cancelled"),
    "settle": Text(
        "里程碑已全部验收，款项已结算，请对本次合作进行评价",
        "Everything is accepted and settled: please rate the other side",
    ),
    "rate": Text("对方已对本次合作作出评价", "The other side has rated you"),
    "answer": Text("对方已回复您的评价", "The other side has answered your rating"),
    "rating_kept": Text(
        "平台已审核被举报的评价，评价继续公开",
        "The platform has reviewed the reported rating: it stands",
    ),
    "rating_hidden": Text(
        "平台已审核被举报的评价，予以屏蔽",
        "The platform has reviewed the reported rating: it is hidden",
    ),
    "complete": Text("订单已完成，款项已结算", "The order is completed and settled"),
}
"""What has happened, in both languages; in braces what is said of it."""


def tell(work: Work, row: ServiceOrder, side: Side, what: str, **about: Text) -> None:
    """Tell the people of one side what has happened to an order; `about` fills the sentence."""
    said = {
        "what": NEWS[what].zh.format(**{name: one.say("zh-CN") for name, one in about.items()}),
        "what_en": _begun(NEWS[what].en.format(**{name: one.say("en") for name, one in about.items()})),
    }
    send_messages(work, _people(work, row, side), TEMPLATE, {**_order(row, side), **said})


def remind(work: Work, row: ServiceOrder, milestone: OrderMilestone, day: Text) -> None:
    """Tell both sides that a milestone counts as accepted from a day on, unless the enterprise answers."""
    named = called(milestone)
    said = {
        "milestone": named.zh, "milestone_en": named.en, "day": day.zh, "day_en": day.en,
    }  # fmt: skip
    note(work, row, "platform", "remind", day.en)
    for side in SIDES:
        send_messages(work, _people(work, row, side), REMINDER, {**_order(row, side), **said})


def other(side: Side) -> Side:
    """Return the other side."""
    return "provider" if side == "enterprise" else "enterprise"


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _people(work: Work, row: ServiceOrder, side: Side) -> list[str]:
    """Return who binds a side; of the enterprise also who has placed the order."""
    people = who_bind(work, organisation_of(row, side))
    if side == "enterprise" and row.placed_by not in people:
        people.append(row.placed_by)
    return people


def _order(row: ServiceOrder, side: Side) -> dict[str, str]:
    return {
        "order": row.number or "",
        "other": row.provider_name if side == "enterprise" else row.enterprise_name,
        "list": "我购买的服务" if side == "enterprise" else "订单管理",
        "list_en": "Purchases" if side == "enterprise" else "Sales",
    }
