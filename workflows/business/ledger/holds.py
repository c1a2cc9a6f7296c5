"""Holds: what is set aside of an account, in an account of its own, until it is captured or released.

The account of a hold never falls below zero, so the database itself refuses to take more than is held. Once
empty a hold is closed and takes nothing any more. Each hold has an end: what is left then is released.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, LiteralString

from workflows.business.ledger.kinds import HOLD, HOLD_PURPOSES
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.posting import LockedAccount, lock_accounts, post, too_little
from workflows.business.ledger.values import Cause, HoldView, Movement, Receipt, TransferOrder
from workflows.ground.clock import SHANGHAI
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound
from workflows.ground.work import Work

AT_ONCE = 200
"""Holds that one run releases; the next run releases the others."""

_BY_KEY: LiteralString = """
SELECT h.account_id AS id, h.held_from, h.purpose, h.until
FROM ledger_transfers t LEFT JOIN ledger_entries e ON e.transfer_id = t.id AND e.amount_fen > 0
LEFT JOIN ledger_holds h ON h.account_id = e.account_id AND t.kind = 'reserve' WHERE t.idempotency_key = %s
"""
_TAKEN: LiteralString = """
SELECT -e.amount_fen AS fen FROM ledger_transfers t
JOIN ledger_entries e ON e.transfer_id = t.id AND e.account_id = %s WHERE t.idempotency_key = %s
"""
_OPEN: LiteralString = """
WITH account AS (
    INSERT INTO ledger_accounts (id, owner, kind, commodity, lowest_fen, shards, opened_at, opened_by)
    VALUES (%s, %s, 'hold', %s, 0, 1, %s, %s) RETURNING id
)
INSERT INTO ledger_holds (account_id, held_from, purpose, until) SELECT id, %s, %s, %s FROM account
"""
_GET: LiteralString = """
SELECT h.account_id AS id, h.held_from, h.purpose, h.until, h.closed_at, b.amount_fen,
       t.cause_kind, t.cause_id, t.made_at
FROM ledger_holds h JOIN ledger_balances b ON b.account_id = h.account_id
JOIN ledger_entries e ON e.account_id = h.account_id AND e.shard = 0 AND e.version = 1
JOIN ledger_transfers t ON t.id = e.transfer_id
"""
_ONE: LiteralString = _GET + "WHERE h.account_id = %s"
_OF_ACCOUNT: LiteralString = (
    _GET
    + "WHERE h.held_from = %s AND h.closed_at IS NULL AND h.account_id > %s ORDER BY h.account_id LIMIT %s"
)
_EXPIRED: LiteralString = (
    _GET + "WHERE h.until <= %s AND h.closed_at IS NULL ORDER BY h.until, h.account_id LIMIT %s"
)


def reserve(
    work: Work, *, key: str, cause: Cause, account_id: str, amount: Decimal, purpose: str, until: datetime
) -> HoldView:
    """Hold an amount of an account until `until`; return the hold, the same one for the same key.

    Raises: Invalid: amount, purpose, end, or an account without limit; Conflict: the key stands for something
    else; as `posting.post`.
    """
    account = lock_accounts(work, (account_id,))[account_id]
    known = work.transaction.row(_BY_KEY, (key,))
    if known is None:
        _check(work, account, amount, purpose, until)
        hold_id = new_id()
        opened = (hold_id, account.owner, account.commodity, work.now, work.actor)
        work.transaction.run(_OPEN, (*opened, account_id, purpose, until))
    else:
        if (known["held_from"], known["purpose"], known["until"]) != (account_id, purpose, until):
            raise Conflict("ledger.key_used_otherwise", key=key)
        hold_id = known["id"]
    movements = (Movement(account_id, -amount), Movement(hold_id, amount))
    post(work, TransferOrder(key, "reserve", cause, movements))
    return get_hold(work, hold_id)


def _check(work: Work, account: LockedAccount, amount: Decimal, purpose: str, until: datetime) -> None:
    if (fen := to_fen(amount)) <= 0:
        raise Invalid("ledger.not_positive", amount=amount)
    if purpose not in HOLD_PURPOSES:
        raise Invalid("ledger.unknown_kind", kind=purpose)
    if account.amount_fen is None or account.kind == HOLD:
        raise Invalid("ledger.cannot_be_held", kind=account.kind)
    if until <= work.now:
        raise Invalid("ledger.until_passed")
    if (refusal := too_little(account, fen)) is not None:
        raise refusal


def capture(
    work: Work, hold_id: str, *, key: str, cause: Cause, target: str, amount: Decimal | None = None
) -> Receipt:
    """Give what is held, or `amount` of it, to `target`; the rest stays held.

    Raises: NotFound; InvalidState: the hold is over, closed, or holds less; as `posting.post`.
    """
    hold = get_hold(work, hold_id)
    if hold.until <= work.now and work.transaction.row(_TAKEN, (hold_id, key)) is None:
        raise InvalidState("ledger.hold_expired", until=f"{hold.until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    return _take(work, hold, TransferOrder(key, "capture", cause, ()), target, amount)


def release(work: Work, hold_id: str, *, key: str, cause: Cause, amount: Decimal | None = None) -> Receipt:
    """Give what is held, or `amount` of it, back to the account from which it was held.

    Raises: NotFound; InvalidState: the hold is closed, or holds less; as `posting.post`.
    """
    hold = get_hold(work, hold_id)
    return _take(work, hold, TransferOrder(key, "release", cause, ()), hold.held_from, amount)


def _take(work: Work, hold: HoldView, order: TransferOrder, target: str, amount: Decimal | None) -> Receipt:
    """Move `amount` out of a hold; None: all that is left of it, or was when the key was used first."""
    if amount is None:
        left = lock_accounts(work, (hold.id, target))[hold.id].amount_fen
        taken = work.transaction.row(_TAKEN, (hold.id, order.key))
        amount = to_yuan(taken["fen"] if taken is not None else left or 0)
        if not amount:
            raise InvalidState("ledger.hold_closed")
    elif to_fen(amount) <= 0:
        raise Invalid("ledger.not_positive", amount=amount)
    return post(work, replace(order, movements=(Movement(hold.id, -amount), Movement(target, amount))))


def release_expired(work: Work, *, limit: int = AT_ONCE) -> int:
    """Release what holds still have whose end has come, a bounded number at once; return how many."""
    over = [_view(row) for row in work.transaction.rows(_EXPIRED, (work.now, limit))]
    locked = lock_accounts(work, (account_id for hold in over for account_id in (hold.id, hold.held_from)))
    left = [hold for hold in over if locked[hold.id].amount_fen]
    for hold in left:
        release(work, hold.id, key=f"{hold.id}:expired", cause=hold.cause)
    return len(left)


def get_hold(work: Work, hold_id: str) -> HoldView:
    """Return a hold, open or closed. Raises: NotFound."""
    row = work.transaction.row(_ONE, (hold_id,))
    if row is None:
        raise NotFound("ledger.hold_not_found")
    return _view(row)


def open_holds(work: Work, account_id: str, *, after: str = "", limit: int = 50) -> tuple[HoldView, ...]:
    """Return what is held of an account, oldest first; `after` is the id of the last one shown before."""
    rows = work.transaction.rows(_OF_ACCOUNT, (account_id, after, limit))
    return tuple(_view(row) for row in rows)


def _view(row: Mapping[str, Any]) -> HoldView:
    return HoldView(
        id=row["id"],
        held_from=row["held_from"],
        purpose=row["purpose"],
        remaining=to_yuan(row["amount_fen"]),
        cause=Cause(row["cause_kind"], row["cause_id"]),
        made_at=row["made_at"],
        until=row["until"],
        closed_at=row["closed_at"],
    )
