"""What accounts hold. The numbers are kept, not counted: no query here grows with history."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, LiteralString

from workflows.business.ledger.kinds import CNY
from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.values import AccountView, BalanceView
from workflows.ground.errors import NotFound
from workflows.ground.work import Work

_ACCOUNT: LiteralString = """
SELECT id, owner, kind, commodity, lowest_fen IS NOT NULL AS limited, opened_at FROM ledger_accounts
"""
_BY_ID: LiteralString = _ACCOUNT + "WHERE id = %s"
_FIND: LiteralString = _ACCOUNT + "WHERE owner = %s AND kind = %s AND commodity = %s AND kind <> 'hold'"
_OF_OWNER: LiteralString = _ACCOUNT + "WHERE owner = %s AND kind <> 'hold' ORDER BY kind, commodity LIMIT %s"
_BALANCES: LiteralString = """
SELECT a.id, (SELECT sum(amount_fen) FROM ledger_balances WHERE account_id = a.id) AS available,
       (SELECT coalesce(sum(b.amount_fen), 0) FROM ledger_holds h
        JOIN ledger_balances b ON b.account_id = h.account_id
        WHERE h.held_from = a.id AND h.closed_at IS NULL) AS held
FROM ledger_accounts a WHERE a.id = ANY(%s)
"""
_MOVED: LiteralString = """
SELECT t.idempotency_key AS key, e.amount_fen FROM ledger_transfers t
JOIN ledger_entries e ON e.transfer_id = t.id AND e.account_id = %s WHERE t.idempotency_key = ANY(%s)
"""
MOST_ACCOUNTS = 200
"""Of one owner, in one list."""


def get_account(work: Work, account_id: str) -> AccountView:
    """Return an account. Raises: NotFound."""
    row = work.transaction.row(_BY_ID, (account_id,))
    if row is None:
        raise NotFound("ledger.account_not_found")
    return AccountView(**row)


def find_account(work: Work, owner: str, kind: str, commodity: str = CNY) -> AccountView | None:
    """Return the owner's account of this kind and commodity, None if it was never opened."""
    row = work.transaction.row_once(_FIND, (owner, kind, commodity))
    return AccountView(**row) if row is not None else None


def accounts_of(work: Work, owner: str) -> tuple[AccountView, ...]:
    """Return what accounts somebody has, those of holds left out."""
    return tuple(AccountView(**row) for row in work.transaction.rows(_OF_OWNER, (owner, MOST_ACCOUNTS)))


def balance(work: Work, account_id: str) -> BalanceView:
    """Return what an account has at its disposal, and what is held of it. Raises: NotFound."""
    by_account = balances(work, [account_id])
    if account_id not in by_account:
        raise NotFound("ledger.account_not_found")
    return by_account[account_id]


def balances(work: Work, account_ids: list[str]) -> Mapping[str, BalanceView]:
    """Return the balances of many accounts with one statement; accounts that are not there are left out."""
    rows: list[dict[str, Any]] = work.transaction.rows(_BALANCES, (account_ids,))
    return {row["id"]: BalanceView(to_yuan(int(row["available"])), to_yuan(int(row["held"]))) for row in rows}


def moved_by_key(work: Work, account_id: str, keys: list[str]) -> Mapping[str, Decimal]:
    """Return what transfers gave to an account, by their keys; below zero what they took from it."""
    rows: list[dict[str, Any]] = work.transaction.rows(_MOVED, (account_id, keys))
    return {row["key"]: to_yuan(row["amount_fen"]) for row in rows}
