"""What goes into the ledger and what comes out of it: frozen values, amounts as `Decimal` of yuan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

CauseKind = Literal["case", "task", "notice"]


@dataclass(frozen=True, slots=True)
class Cause:
    """What let a transfer happen: a case, a task, or a notice from outside (a gateway, a bank)."""

    kind: CauseKind
    id: str


@dataclass(frozen=True, slots=True)
class Movement:
    """What a transfer gives to an account; below zero: what it takes."""

    account_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """A transfer to be made. `key`: made once, however often it is asked for.

    `exchange`: it moves two commodities, each of which adds up to zero; else it moves one.
    """

    key: str
    kind: str
    cause: Cause
    movements: tuple[Movement, ...]
    exchange: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transfer that is made. `repeated`: it was there already, and nothing has moved now."""

    transfer_id: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class AccountToOpen:
    """An account that is opened by the transfer that goes to it; `lowest_fen`: None is without limit."""

    id: str
    owner: str
    kind: str
    commodity: str
    lowest_fen: int | None
    shards: int


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account. `limited`: its balance never falls below zero."""

    id: str
    owner: str
    kind: str
    commodity: str
    limited: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class BalanceView:
    """What an account has at its disposal, and what of it is held; `total` is both."""

    available: Decimal
    held: Decimal

    @property
    def total(self) -> Decimal:
        """Return what belongs to the owner, held or not."""
        return self.available + self.held


@dataclass(frozen=True, slots=True)
class HoldView:
    """What is held of an account, why and until when. `closed_at`: since when nothing of it is left."""

    id: str
    held_from: str
    purpose: str
    remaining: Decimal
    cause: Cause
    made_at: datetime
    until: datetime
    closed_at: datetime | None
