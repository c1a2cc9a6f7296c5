"""Banks of the payment page, with what each lets pay at once, and the ways in which notices can go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from forms import Text


@dataclass(frozen=True, slots=True)
class Bank:
    """`limit`: of one payment, in yuan."""

    label: Text
    limit: Decimal


BANKS: Mapping[str, Bank] = {
    "corporate": Bank(Text("企业网银", "Corporate online banking"), Decimal("5000000.00")),
    "icbc": Bank(Text("中国工商银行", "ICBC"), Decimal("50000.00")),
    "ccb": Bank(Text("中国建设银行", "China Construction Bank"), Decimal("50000.00")),
    "abc": Bank(Text("中国农业银行", "Agricultural Bank of China"), Decimal("20000.00")),
    "boc": Bank(Text("中国银行", "Bank of China"), Decimal("10000.00")),
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the merchant hears of a payment: (state, after how long) of each notice.

    `forged`: signed by a stranger, and nothing was paid. `other_fen`: added to what is paid.
    """

    label: Text
    notices: tuple[tuple[str, timedelta], ...]
    forged: bool = False
    other_fen: int = 0


NOW = timedelta()
_SOON, _LATE = timedelta(minutes=1), timedelta(minutes=10)
BEHAVIOURS: Mapping[str, Behaviour] = {
    "good": Behaviour(Text("正常通知", "Notice at once"), (("paid", NOW),)),
    "late": Behaviour(Text("迟到 10 分钟", "Notice ten minutes late"), (("paid", _LATE),)),
    "twice": Behaviour(Text("重复通知", "Notice twice"), (("paid", NOW), ("paid", NOW))),
    "reordered": Behaviour(
        Text("乱序：先“已支付”，后“待支付”", "Out of order: paid, then pending"),
        (("paid", NOW), ("pending", _SOON)),
    ),
    "forged": Behaviour(
        Text("伪造签名（实际未支付）", "Forged (nothing was paid)"), (("paid", NOW),), forged=True
    ),
    "other_amount": Behaviour(
        Text("金额不符（少付 1 分）", "Another amount (a fen less)"), (("paid", NOW),), other_fen=-1
    ),
    "never": Behaviour(Text("不发送通知", "No notice at all"), ()),
}


@dataclass(frozen=True, slots=True)
class CardBehaviour:
    """What becomes of a pay-out into a card: the outcome, after how long, and how the merchant hears of it.

    `notices` are (state, after how long). `forged` and `other_fen` as in `Behaviour`.
    """

    label: Text
    outcome: Literal["paid", "failed"] = "paid"
    reason: str = ""
    wait: timedelta = NOW
    notices: tuple[tuple[str, timedelta], ...] = (("paid", NOW),)
    forged: bool = False
    other_fen: int = 0


_FAILED = (("failed", NOW),)
GOOD_CARD = CardBehaviour(Text("正常到账", "Arrives at once"))
CARD_BEHAVIOURS: Mapping[str, CardBehaviour] = {
    "0002": CardBehaviour(
        Text("失败：账户已注销", "Fails: the account is closed"), "failed", "ACCOUNT_CLOSED", notices=_FAILED
    ),
    "0003": CardBehaviour(
        Text("失败：户名与账号不符", "Fails: the holder is somebody else"),
        "failed",
        "NAME_MISMATCH",
        notices=_FAILED,
    ),
    "0004": CardBehaviour(Text("迟到 10 分钟", "Ten minutes late"), wait=_LATE, notices=(("paid", _LATE),)),
    "0005": CardBehaviour(Text("重复通知", "Notice twice"), notices=(("paid", NOW), ("paid", NOW))),
    "0006": CardBehaviour(Text("不发送通知", "No notice at all"), notices=()),
    "0007": CardBehaviour(
        Text("伪造签名（实际失败）", "Forged (it has failed)"),
        "failed",
        "BANK_REFUSED",
        wait=_LATE,
        forged=True,
    ),
    "0008": CardBehaviour(Text("金额不符（少付 1 分）", "Another amount (a fen less)"), other_fen=-1),
}
"""By the last four digits of the card, as test cards of real gateways do; any other card is a good one."""
