"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

OrderState = Literal["pending", "paid", "failed", "closed", "in_question"]
PayOutState = Literal["created", "pending", "paid", "failed", "in_question"]
Outcome = Literal["credited", "paid_out", "noted", "repeated", "late", "in_question", "unknown"]
"""What follows from what a gateway says: money came; money went; the state followed; it was known; it is
settled already; it does not fit; there is no such order."""


@dataclass(frozen=True, slots=True)
class PaymentOrderView:
    """An order. Amounts in yuan, times aware UTC."""

    number: str
    owner: str
    amount: Decimal
    state: OrderState
    created_at: datetime
    expires_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayOutOrder:
    """What the platform pays into a card. `key`: paid once, however often it is asked for.

    `hold_id`: the hold that pays for it, and that is released if it fails; None: the platform pays.
    `card` is the number as it is kept, encrypted.
    """

    key: str
    owner: str
    amount: Decimal
    holder: str
    bank: str
    card: bytes = field(repr=False)
    remark: str
    hold_id: str | None = None


@dataclass(frozen=True, slots=True)
class PayOutView:
    """How a pay-out stands; `reason` says why it failed."""

    number: str
    amount: Decimal
    state: PayOutState
    reason: str
    created_at: datetime
    settled_at: datetime | None


DifferenceKind = Literal["missing_here", "missing_there", "other_amount", "in_question"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where both sides differ; None where a side knows nothing."""

    gateway: str
    number: str
    kind: DifferenceKind
    day: date
    gateway_txn: str
    here: Decimal | None
    there: Decimal | None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What comparing a day came to: how many lines are equal, and where the others differ."""

    equal: int
    differences: tuple[Difference, ...]
