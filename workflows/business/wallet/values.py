"""What crosses the border of this domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from forms import Text
from workflows.business.ledger.values import BalanceView, HoldView


@dataclass(frozen=True, slots=True)
class WalletView:
    """The wallet of an organisation. `account_id` is None before anything has moved.

    `holds` are the oldest things held of it; `more_holds` tells that there are others.
    """

    organisation_id: str
    account_id: str | None
    balance: BalanceView
    holds: tuple[HoldView, ...]
    more_holds: bool = False


CardState = Literal["checking", "certified", "failed", "locked", "expired", "withdrawn", "removed"]


@dataclass(frozen=True, slots=True)
class CardView:
    """A bank card as its organisation sees it: never more of the number than the last four digits."""

    id: str
    bank: str
    bank_name: str
    holder: str
    tail: str
    state: CardState
    reason: Text
    case_number: str | None
    added_at: datetime

    @property
    def label(self) -> str:
        """Return what people call it."""
        return self.label_by({})

    def label_by(self, banks: Mapping[str, str]) -> str:
        """Return what people call it, with the bank's name of `banks` if it is still among them."""
        return f"{banks.get(self.bank, self.bank_name)} ····{self.tail}"


WithdrawalState = Literal["asked", "paying", "paid", "returned"]


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """A withdrawal as its organisation sees it; `reason` says why it came back."""

    case_number: str | None
    amount: Decimal
    state: WithdrawalState
    reason: Text
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class OfflineRechargeView:
    """A recharge by transfer; `amount` is what was credited, before that what was reported."""

    case_number: str
    amount: Decimal
    state: str
    reported_at: datetime
