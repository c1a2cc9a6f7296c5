"""Deposits 保证金: held of the enterprise's wallet by the ledger, given back when the demand is over.

Each function is called with the demand's row held.
"""

from __future__ import annotations

from decimal import Decimal

from workflows.business.demands.models import Demand
from workflows.business.demands.values import HELD_FOR
from workflows.business.ledger.holds import capture, release, reserve
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.operations import open_account
from workflows.business.ledger.posting import lock_accounts
from workflows.business.ledger.values import Cause
from workflows.ground.work import Work


def hold(work: Work, row: Demand, cause: Cause, key: str) -> Decimal:
    """Let exactly the required deposit be held if the wallet allows it; return what is missing, else 0.

    What is held already counts; where too little is at hand nothing changes. `key` names the attempt to the
    ledger: the same one again moves nothing.
    """
    missing = missing_fen(work, row)
    if missing or row.required_fen == row.deposit_fen:
        return to_yuan(missing)
    give_back(work, row, cause, f"{key}:before")
    wallet = open_account(work, row.organisation_id, "wallet")
    made = reserve(
        work, key=f"{key}:held", cause=cause, account_id=wallet.id, amount=to_yuan(row.required_fen),
        purpose="deposit", until=work.now + HELD_FOR,
    )  # fmt: skip
    row.deposit_fen, row.hold_id = row.required_fen, made.id
    work.session.flush()
    return Decimal(0)


def missing_fen(work: Work, row: Demand) -> int:
    """Return what the wallet lacks of the required deposit, its account held; what is held already counts."""
    wallet = open_account(work, row.organisation_id, "wallet")
    at_hand = lock_accounts(work, (wallet.id,))[wallet.id].amount_fen or 0
    return max(0, row.required_fen - row.deposit_fen - at_hand)


def give_back(work: Work, row: Demand, cause: Cause, key: str) -> None:
    """Give all that is held for a demand back to its wallet."""
    if row.hold_id is None:
        return
    release(work, row.hold_id, key=key, cause=cause)
    row.deposit_fen, row.hold_id = 0, None
    work.session.flush()


def charge(work: Work, row: Demand, cause: Cause, key: str, fee: Decimal) -> None:
    """Take a fee in yuan, at most what is held for a demand, of its deposit for the platform."""
    if row.hold_id is None or fee <= 0:
        return
    target = open_account(work, PLATFORM, "fees").id
    capture(work, row.hold_id, key=key, cause=cause, target=target, amount=fee)
    row.deposit_fen -= to_fen(fee)
    row.fee_fen += to_fen(fee)
    row.hold_id = row.hold_id if row.deposit_fen else None
    work.session.flush()
