"""The wallets of the first enterprises and providers: what came in, was paid and is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from workflows.business.ledger.holds import reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause
from workflows.ground.errors import NotFound
from workflows.ground.work import Work
from workflows.people.identity.queries import id_by_identifier
from workflows.people.organisations.queries import organisations_of

BANK = "bank"
"""Stands for the platform's own bank account."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved so many days ago, from one purse to another; `held` stays with who has it."""

    days: int
    source: str
    target: str
    yuan: str
    kind: str
    said: str
    held: str = ""


STORY = (
    Moved(20, BANK, "enterprise1", "50000.00", "recharge", "BANK-0001"),
    Moved(19, BANK, "enterprise2", "12000.00", "recharge", "BANK-0002"),
    Moved(15, "enterprise1", "provider1", "18600.00", "payment", "HT-0001"),
    Moved(12, BANK, "enterprise1", "8000.50", "recharge", "BANK-0003"),
    Moved(9, "enterprise2", "provider1", "4500.00", "payment", "HT-0002"),
    Moved(6, "provider1", "enterprise2", "500.00", "refund", "HT-0002-1"),
)


def movements() -> Iterator[Moved]:
    """Yield what moved, the oldest first."""
    yield from sorted(STORY, key=lambda one: -one.days)


def carry_out(work: Work, one: Moved) -> None:
    """Move it, as whoever `work` acts for."""
    key, cause, amount = f"demonstration:{one.said}", Cause("notice", one.said), Decimal(one.yuan)
    source = _account(work, one.source)
    if one.held:
        until = work.now + timedelta(days=60)
        reserve(work, key=key, cause=cause, account_id=source, amount=amount, purpose=one.held, until=until)
        return
    move(
        work, key=key, kind=one.kind, cause=cause, source=source, target=_account(work, one.target),
        amount=amount,
    )  # fmt: skip


def _account(work: Work, purse: str) -> str:
    if purse == BANK:
        return open_account(work, PLATFORM, BANK).id
    owner = id_by_identifier(work, purse)
    if owner is None:
        raise NotFound("identity.not_found")
    return open_account(work, organisations_of(work, owner)[0].id, "wallet").id
