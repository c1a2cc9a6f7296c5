"""Messages by which commands of the platform tell running processes what has happened."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.business.after_sales.operations import MOVED as AFTER_SALES_MOVED
from workflows.business.after_sales.refunds import CLAIM_PAID
from workflows.business.contracts.signing_messages import MESSAGES as CONTRACT_MESSAGES
from workflows.business.contracts.signing_messages import key_of
from workflows.business.demands.actions import DEPOSIT
from workflows.business.demands.invitation_lifecycle import MOVED as INVITATION_MOVED
from workflows.business.demands.tender_lifecycle import MOVED as TENDER_MOVED
from workflows.business.direct_demands.direct_lifecycle import MOVED as DIRECT_DEMAND_MOVED
from workflows.business.filed_deals.deal_lifecycle import ANSWERED as FILED_DEAL_ANSWERED
from workflows.business.orders.actions import MILESTONE_MOVED, MOVED
from workflows.business.orders.ending_proposals import ANSWERED as ENDING_ANSWERED
from workflows.business.panels.values import REPLACE
from workflows.business.payments.pay_out_jobs import SETTLED
from workflows.studio.deploy_requests import CHANGED as DRAFT_CHANGED

MESSAGES: Mapping[str, tuple[tuple[str, str], str]] = {
    REPLACE: (
        (
            "评审组中有专家回避或退出，由替补专家接替",
            "an expert of a panel leaves, and another takes the place",
        ),
        'panel_id + ":" + string(place)',
    ),
    "expert_accepted": (("专家接受了邀请", "the expert has accepted the invitation"), "enrolment"),
    "expert_resend": (("服务机构重新发送专家邀请", "the provider sends the invitation again"), "enrolment"),
    "consultant_accepted": (("服务顾问接受了邀请", "the consultant has accepted the invitation"), "link"),
    DRAFT_CHANGED: (("待审批的草稿已修改", "a draft that waits for approval was changed"), "request_id"),
    "consultant_resend": (("服务机构重新发送顾问邀请", "the provider sends the invitation again"), "link"),
    MOVED: (("订单的一方办理了下一步", "a side of an order has taken a step"), "order"),
    MILESTONE_MOVED: (("订单的一方办理了里程碑", "a side has acted on a milestone of an order"), "order"),
    AFTER_SALES_MOVED: (
        ("售后的一方办理了下一步", "a side has acted in an after-sales case"),
        "after_sales_case",
    ),
    CLAIM_PAID: (("售后欠款已付清", "what was owed in an after-sales case is paid"), "after_sales_case"),
    ENDING_ANSWERED: (
        ("终止订单的提议有了结果", "a proposal to end an order was answered or taken back"),
        "order",
    ),
    SETTLED: (("支付通道告知了付款结果", "the gateway has told what became of a pay-out"), "pay_out"),
    DEPOSIT: (("企业已在需求页面冻结保证金", "the enterprise has let the deposit be held"), "demand"),
    TENDER_MOVED: (
        (
            "企业选定、发起第二轮报价、放弃或重新开标，第二轮报价已齐，或需求结束",
            "the enterprise chooses, begins a second round, gives up or opens anew, the prices of the round "
            "are all in, or the demand is over",
        ),
        "tender",
    ),
    DIRECT_DEMAND_MOVED: (
        ("收到直接需求的一方办理了下一步", "whoever was addressed by a direct demand has taken a step"),
        "direct_demand",
    ),
    FILED_DEAL_ANSWERED: (
        ("备案交易的客户确认或提出了异议", "the customer of a filed deal has confirmed it or objected"),
        "filed_deal",
    ),
    INVITATION_MOVED: (("邀请的一方办理了下一步", "a side of an invitation has taken a step"), "invitation"),
    **{name: (about, key_of(name)) for name, about in CONTRACT_MESSAGES.items()},
    "consultant_ended": (
        ("服务机构终止了与顾问的关系", "the provider ends the link with the consultant"),
        "link",
    ),
}
"""What commands of the platform tell running processes, and the key by which that finds its case."""
