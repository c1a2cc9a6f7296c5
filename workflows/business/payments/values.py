"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

OrderState = Literal["pending", "paid", "failed", "closed", "in_question"]
Outcome = Literal["credited", "noted", "repeated", "late", "in_question", "unknown"]
"""What follows from what a gateway says: money moved; the state followed; it was known; the order is settled
already; it does not fit the order; there is no such order."""


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
