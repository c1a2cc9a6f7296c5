"""What accounts are for and what moves between them, with the words that people read.

A domain that brings accounts or movements of its own adds them here, so that statements can name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.ground.messages import Locale

PLATFORM = "platform"
"""The owner of the accounts that belong to nobody outside."""
CNY = "CNY"
VOUCHER = "voucher:"
"""Before the id of a programme: each programme is a commodity of its own."""
HOLD = "hold"
SHARDS = 16
"""Of an account without limit: so many transactions can use it at once."""


@dataclass(frozen=True, slots=True)
class Label:
    """The same in Chinese and in English."""

    zh: str
    en: str

    def text(self, locale: Locale) -> str:
        """Return the words for somebody who reads `locale`."""
        return self.zh if locale == "zh-CN" else self.en


@dataclass(frozen=True, slots=True)
class AccountKind:
    """`limited`: the balance never falls below zero. What is not limited stands for the world outside."""

    label: Label
    limited: bool = True

    @property
    def shards(self) -> int:
        """In how many rows the balance is kept."""
        return 1 if self.limited else SHARDS


ACCOUNT_KINDS: Mapping[str, AccountKind] = {
    "wallet": AccountKind(Label("钱包", "Wallet")),
    "voucher": AccountKind(Label("服务券", "Vouchers")),
    HOLD: AccountKind(Label("冻结", "Held")),
    "escrow": AccountKind(Label("托管", "Escrow")),
    "budget": AccountKind(Label("券种预算", "Budget of a programme")),
    "clearing": AccountKind(Label("支付通道清算", "Clearing with the gateway"), limited=False),
    "bank": AccountKind(Label("平台银行账户", "Bank account of the platform"), limited=False),
    "fees": AccountKind(Label("手续费", "Fees"), limited=False),
    "issue": AccountKind(Label("服务券发行", "Vouchers issued"), limited=False),
    "spent": AccountKind(Label("服务券核销", "Vouchers spent"), limited=False),
    "adjustment": AccountKind(Label("调账", "Adjustments"), limited=False),
}
TRANSFER_KINDS: Mapping[str, Label] = {
    "recharge": Label("充值", "Recharge"),
    "withdrawal": Label("提现", "Withdrawal"),
    "payment": Label("支付", "Payment"),
    "refund": Label("退款", "Refund"),
    "fee": Label("手续费", "Fee"),
    "settlement": Label("结算", "Settlement"),
    "issue": Label("券种拨款", "Budget assigned"),
    "grant": Label("发放", "Grant"),
    "expiry": Label("过期收回", "Expired"),
    "adjustment": Label("调账", "Adjustment"),
    "reserve": Label("冻结", "Held"),
    "capture": Label("划扣", "Taken from what was held"),
    "release": Label("解冻", "No longer held"),
    "reversal": Label("冲正", "Reversal"),
}
HOLD_PURPOSES: Mapping[str, Label] = {
    "order": Label("订单支付", "Order"),
    "withdrawal": Label("提现处理中", "Withdrawal under way"),
    "deposit": Label("保证金", "Deposit"),
}
