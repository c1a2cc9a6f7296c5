"""What others let the ledger do: open accounts, move, take back. All of it joins the caller's transaction.

The ledger asks nobody's authority: the domain that moves something has asked before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple
from decimal import Decimal
from typing import Any, LiteralString

from workflows.business.ledger.kinds import ACCOUNT_KINDS, CNY, HOLD, VOUCHER
from workflows.business.ledger.money import to_fen, to_yuan
from workflows.business.ledger.posting import post, post_to_new
from workflows.business.ledger.queries import find_account
from workflows.business.ledger.values import (
    AccountToOpen,
    AccountView,
    Cause,
    Movement,
    Receipt,
    TransferOrder,
)
from workflows.ground.db import new_id
from workflows.ground.errors import Invalid, InvalidState, NotFound
from workflows.ground.work import Work

_PROGRAMME = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_OPEN: LiteralString = """
INSERT INTO ledger_accounts (id, owner, kind, commodity, lowest_fen, shards, opened_at, opened_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (owner, kind, commodity) WHERE kind <> 'hold' DO NOTHING
RETURNING id, owner, kind, commodity, lowest_fen IS NOT NULL AS limited, opened_at
"""
_MOVED: LiteralString = """
SELECT t.kind, t.exchange, coalesce(h.held_from, e.account_id) AS account_id, e.amount_fen
FROM ledger_transfers t JOIN ledger_entries e ON e.transfer_id = t.id
LEFT JOIN ledger_holds h ON h.account_id = e.account_id
WHERE t.id = %s FOR NO KEY UPDATE OF t
"""


def voucher(programme_id: str) -> str:
    """Return the commodity of a voucher programme. Raises: Invalid: no id of a programme."""
    if not _PROGRAMME.fullmatch(programme_id):
        raise Invalid("ledger.unknown_commodity", commodity=VOUCHER + programme_id)
    return VOUCHER + programme_id


def open_account(work: Work, owner: str, kind: str, commodity: str = CNY) -> AccountView:
    """Return the owner's account of this kind and commodity, opened if it was not there.

    Raises: Invalid: no such kind or commodity.
    """
    _check_kind(kind, commodity)
    account = find_account(work, owner, kind, commodity)
    return account if account is not None else _opened(work, owner, kind, commodity)


def _check_kind(kind: str, commodity: str) -> None:
    if kind not in ACCOUNT_KINDS or kind == HOLD:
        raise Invalid("ledger.unknown_kind", kind=kind)
    if commodity != CNY and commodity != voucher(commodity.removeprefix(VOUCHER)):
        raise Invalid("ledger.unknown_commodity", commodity=commodity)


def _opened(work: Work, owner: str, kind: str, commodity: str) -> AccountView:
    """Return the account, opened here or by somebody else in the same moment."""
    row = work.transaction.row(_OPEN, (*astuple(_new(owner, kind, commodity)), work.now, work.actor))
    account = AccountView(**row) if row is not None else find_account(work, owner, kind, commodity)
    assert account is not None
    return account


def _new(owner: str, kind: str, commodity: str) -> AccountToOpen:
    chosen = ACCOUNT_KINDS[kind]
    return AccountToOpen(new_id(), owner, kind, commodity, 0 if chosen.limited else None, chosen.shards)


def transfer(work: Work, order: TransferOrder) -> Receipt:
    """Make a transfer between any number of accounts. Raises: as `posting.post`."""
    return post(work, order)


def move(
    work: Work, *, key: str, kind: str, cause: Cause, source: str, target: str, amount: Decimal
) -> Receipt:
    """Move an amount from one account to another. Raises: Invalid: not above zero; as `posting.post`."""
    if to_fen(amount) <= 0:
        raise Invalid("ledger.not_positive", amount=amount)
    return post(work, TransferOrder(key, kind, cause, (Movement(source, -amount), Movement(target, amount))))


def move_to_new_account(
    work: Work, *, key: str, kind: str, cause: Cause, source: str, amount: Decimal,
    owner: str, account_kind: str, commodity: str,
) -> str:  # fmt: skip
    """Open an account by moving an amount to it; return its id. Its owner is new and can have none.

    Raises: Invalid: no such kind or commodity, or not above zero; as `posting.post_to_new`.
    """
    _check_kind(account_kind, commodity)
    if to_fen(amount) <= 0:
        raise Invalid("ledger.not_positive", amount=amount)
    account = _new(owner, account_kind, commodity)
    post_to_new(work, TransferOrder(key, kind, cause, (Movement(source, -amount),)), account)
    return account.id


def reverse(work: Work, transfer_id: str, *, key: str, cause: Cause) -> Receipt:
    """Take back a transfer by one that moves everything the other way; both stay.

    What was captured from a hold goes to the account from which it was held.
    Raises: NotFound; InvalidState: reversed already, what has come was spent, or it reserves or releases.
    """
    rows = work.transaction.rows(_MOVED, (transfer_id,))
    if not rows:
        raise NotFound("ledger.transfer_not_found")
    movements = tuple(_undone(row) for row in rows)
    if rows[0]["kind"] in {"reserve", "release"}:
        raise InvalidState("ledger.hold_is_released")
    order = TransferOrder(key, "reversal", cause, movements, exchange=rows[0]["exchange"])
    return post(work, order, reverses=transfer_id)


def _undone(row: Mapping[str, Any]) -> Movement:
    return Movement(row["account_id"], -to_yuan(row["amount_fen"]))
