"""What crosses the border of this domain."""

from __future__ import annotations

from dataclasses import dataclass

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
