"""What accounts are for and what moves between them, with the words that people read.

A domain that brings accounts or movements of its own adds them here, so that statements can name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forms import Text

PLATFORM = "platform"
"""The owner of the accounts that belong to nobody outside."""
CNY = "CNY"
VOUCHER = "voucher:"
"""Before the id of a programme: each programme is a commodity of its own."""
HOLD = "hold"
SHARDS = 16
"""Of an account without limit: so many transactions can use it at once."""


@dataclass(frozen=True, slots=True)
class AccountKind:
    """`limited`: the balance never falls below zero. What is not limited stands for the world outside."""

    label: Text
    limited: bool = True

    @property
    def shards(self) -> int:
        """In how many rows the balance is kept."""
        return 1 if self.limited else SHARDS


ACCOUNT_KINDS: Mapping[str, AccountKind] = {
    "wallet": AccountKind(Text("钱包", "Wallet")),
    "voucher": AccountKind(Text("服务券", "Vouchers")),
    HOLD: AccountKind(Text("冻结", "Held")),
    "escrow": AccountKind(Text("托管", "Escrow")),
    "budget": AccountKind(Text("券种预算", "Budget of a programme")),
    "campaign": AccountKind(Text("活动预留", "Set aside for a campaign")),
    "clearing": AccountKind(Text("支付通道清算", "Clearing with the gateway"), limited=False),
    "bank": AccountKind(Text("平台银行账户", "Bank account of the platform"), limited=False),
    "fees": AccountKind(Text("手续费", "Fees"), limited=False),
    "issue": AccountKind(Text("服务券发行", "Vouchers issued"), limited=False),
    "spent": AccountKind(Text("服务券核销", "Vouchers spent"), limited=False),
    "adjustment": AccountKind(Text("调账", "Adjustments"), limited=False),
}
TRANSFER_KINDS: Mapping[str, Text] = {
    "recharge": Text("充值", "Recharge"),
    "withdrawal": Text("提现", "Withdrawal"),
    "payment": Text("支付", "Payment"),
    "refund": Text("退款", "Refund"),
    "fee": Text("手续费", "Fee"),
    "card_check": Text("银行卡验证打款", "Check of a bank card"),
    "settlement": Text("结算", "Settlement"),
    "issue": Text("券种拨款", "Budget assigned"),
    "set_aside": Text("活动预留", "Set aside for a campaign, or given back"),
    "grant": Text("发放", "Grant"),
    "expiry": Text("过期收回", "Expired"),
    "giving_up": Text("放弃退回", "Given up"),
    "adjustment": Text("调账", "Adjustment"),
    "reserve": Text("冻结", "Held"),
    "capture": Text("划扣", "Taken from what was held"),
    "release": Text("解冻", "No longer held"),
    "reversal": Text("冲正", "Reversal"),
}
HOLD_PURPOSES: Mapping[str, Text] = {
    "order": Text("订单支付", "Order"),
    "withdrawal": Text("提现处理中", "Withdrawal under way"),
    "deposit": Text("保证金", "Deposit"),
}
