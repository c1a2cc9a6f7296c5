"""Writing a transfer: one statement, locks in one order, every refusal in words and nothing written then.

The statement calls a function of the database: it locks the balances that have a limit, in the order of their
accounts, and writes the transfer with its entries if nothing speaks against it. If something does, it writes
nothing, and the accounts are read once more to say in words what it was. Balances without limit are locked by
their entries alone, each in the shard of this transaction: nobody waits for an account that everybody uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any, LiteralString

from workflows.business.ledger.kinds import TRANSFER_KINDS
from workflows.business.ledger.money import shown, to_fen
from workflows.business.ledger.values import AccountToOpen, Cause, Receipt, TransferOrder
from workflows.ground.db import new_id
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound
from workflows.ground.work import Work

MOST_LETTERS = 200
"""Of a key, and of the id of a cause."""

_LOCK: LiteralString = """
WITH locked AS (
    SELECT account_id, amount_fen, lowest_fen FROM ledger_balances
    WHERE account_id = ANY(%s) AND lowest_fen IS NOT NULL ORDER BY account_id COLLATE "C" FOR NO KEY UPDATE
)
SELECT a.id, a.owner, a.kind, a.commodity, l.amount_fen, l.lowest_fen, h.held_from, h.until, h.closed_at
FROM ledger_accounts a LEFT JOIN locked l ON l.account_id = a.id
LEFT JOIN ledger_holds h ON h.account_id = a.id
WHERE a.id = ANY(%s)
"""
# The function is in the migrations: it locks in the same order, and answers false where it writes nothing.
_POST: LiteralString = (
    "SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::text[], %s::bigint[]) AS is_made"
)
_POST_TO_NEW: LiteralString = (
    "SELECT ledger_post_to_new(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) AS is_made"
)
_FIND: LiteralString = """
SELECT t.*, e.moved FROM ledger_transfers t CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(account_id, amount_fen) AS moved FROM ledger_entries WHERE transfer_id = t.id
) e WHERE t.idempotency_key = %s
"""
_REVERSAL_OF: LiteralString = "SELECT id FROM ledger_transfers WHERE reverses = %s"


@dataclass(frozen=True, slots=True)
class LockedAccount:
    """What a transfer needs to know of an account; `amount_fen` is None where there is no limit."""

    id: str
    owner: str
    kind: str
    commodity: str
    amount_fen: int | None
    lowest_fen: int | None
    held_from: str | None
    until: datetime | None
    closed_at: datetime | None


def lock_accounts(work: Work, account_ids: Iterable[str]) -> dict[str, LockedAccount]:
    """Lock the balances that have a limit, in the one order; return what is known of all accounts.

    Who makes several transfers in one transaction locks the accounts of all of them first.
    Raises: NotFound.
    """
    wanted = sorted(set(account_ids))
    rows = work.transaction.rows(_LOCK, (wanted, wanted))
    if len(rows) < len(wanted):
        raise NotFound("ledger.account_not_found")
    return {row["id"]: LockedAccount(**row) for row in rows}


def post(work: Work, order: TransferOrder, *, reverses: str | None = None) -> Receipt:
    """Write a transfer in the caller's transaction, once for each key.

    Raises: NotFound: an account; Invalid: it is no transfer; InvalidState: a balance does not suffice, a
    hold is closed, or what it reverses was reversed; Conflict: the key stands for another transfer.
    """
    moved = _checked(order)
    transfer_id = new_id()
    if _write(work, order, moved, transfer_id, reverses):
        return Receipt(transfer_id)
    if (known := _known(work, order, moved, reverses)) is not None:
        return known
    accounts = lock_accounts(work, moved)
    _balanced(order, moved, accounts)
    refusal = _refusal(work, moved, accounts, reverses)
    assert refusal is not None
    raise refusal


def post_to_new(work: Work, order: TransferOrder, account: AccountToOpen) -> Receipt:
    """Write a transfer from one account to one that it opens, for an owner who is new and can have none.

    `order` moves what is taken alone. Open and post are one statement because most claims under load do both:
    each voucher has an account of its own. Raises: as `post`; Conflict also where the key was used before.
    """
    ((source, fen),) = _checked(order).items()
    transfer_id = new_id()
    head = (transfer_id, order.key, order.kind, order.cause.kind, order.cause.id, work.actor, work.now)
    row = work.transaction.row(_POST_TO_NEW, (*head, source, -fen, *astuple(account)))
    if row is not None and row["is_made"]:
        return Receipt(transfer_id)
    if work.transaction.row(_FIND, (order.key,)) is not None:
        raise Conflict("ledger.key_used_otherwise", key=order.key)
    accounts = lock_accounts(work, [source])
    if (commodity := accounts[source].commodity) != account.commodity:
        raise Invalid("ledger.mixed", commodities=", ".join(sorted((commodity, account.commodity))))
    refusal = _refusal(work, {source: fen}, accounts, None)
    assert refusal is not None
    raise refusal


def _write(
    work: Work, order: TransferOrder, moved: Mapping[str, int], transfer_id: str, reverses: str | None
) -> bool:
    """Return whether the transfer was written; if not, nothing was."""
    account_ids = sorted(moved)
    amounts = ",".join(str(moved[account_id]) for account_id in account_ids)
    head = (transfer_id, order.key, order.kind, order.cause.kind, order.cause.id, work.actor, reverses)
    arrays = (_array(account_ids), f"{{{amounts}}}")
    row = work.transaction.row(_POST, (*head, order.exchange, work.now, *arrays))
    return row is not None and bool(row["is_made"])


def _array(texts: Iterable[str]) -> str:
    """Return a literal of the database's text array: the driver's own lists cost a third of a transfer."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _checked(order: TransferOrder) -> dict[str, int]:
    """Return what each account gets, in fen. Raises: Invalid."""
    if order.kind not in TRANSFER_KINDS:
        raise Invalid("ledger.unknown_kind", kind=order.kind)
    if not all(0 < len(text) <= MOST_LETTERS for text in (order.key, order.cause.id)):
        raise Invalid("ledger.key_missing")
    moved: dict[str, int] = {}
    for one in order.movements:
        moved[one.account_id] = moved.get(one.account_id, 0) + to_fen(one.amount)
    moved = {account_id: fen for account_id, fen in moved.items() if fen}
    if not moved:
        raise Invalid("ledger.nothing_moves")
    return moved


def _balanced(order: TransferOrder, moved: Mapping[str, int], accounts: Mapping[str, LockedAccount]) -> None:
    totals: dict[str, int] = {}
    for account_id, fen in moved.items():
        commodity = accounts[account_id].commodity
        totals[commodity] = totals.get(commodity, 0) + fen
    for commodity, total in totals.items():
        if total:
            raise Invalid("ledger.unbalanced", commodity=commodity, total=shown(total))
    if len(totals) > 1 and not order.exchange:
        raise Invalid("ledger.mixed", commodities=", ".join(sorted(totals)))


def _refusal(
    work: Work, moved: Mapping[str, int], accounts: Mapping[str, LockedAccount], reverses: str | None
) -> InvalidState | None:
    """Return why this transfer cannot be made now, None if it can."""
    if reverses is not None and work.transaction.row(_REVERSAL_OF, (reverses,)) is not None:
        return InvalidState("ledger.reversed_already")
    for account_id, fen in moved.items():
        account = accounts[account_id]
        if account.closed_at is not None:
            return InvalidState("ledger.hold_closed")
        if fen < 0 and (refusal := too_little(account, -fen)) is not None:
            return refusal
    return None


def too_little(account: LockedAccount, fen: int) -> InvalidState | None:
    """Return why so much cannot be taken from an account, None if it can."""
    if account.amount_fen is None or account.lowest_fen is None:
        return None
    available = account.amount_fen - account.lowest_fen
    if available >= fen:
        return None
    if account.held_from is not None and not account.amount_fen:
        return InvalidState("ledger.hold_closed")  # `closed_at` may be from before the lock was waited for
    code = "ledger.too_little" if account.held_from is None else "ledger.held_too_little"
    return InvalidState(code, available=shown(available), needed=shown(fen))


def _known(
    work: Work, order: TransferOrder, moved: Mapping[str, int], reverses: str | None
) -> Receipt | None:
    """Return the transfer that was made with this key. Raises: Conflict: it is another one."""
    row = work.transaction.row(_FIND, (order.key,))
    if row is None:
        return None
    if _content(row) != (order.kind, order.cause, order.exchange, reverses, moved):
        raise Conflict("ledger.key_used_otherwise", key=order.key)
    return Receipt(row["id"], repeated=True)


def _content(row: Mapping[str, Any]) -> tuple[str, Cause, bool, str | None, dict[str, int]]:
    cause = Cause(row["cause_kind"], row["cause_id"])
    return row["kind"], cause, row["exchange"], row["reverses"], row["moved"]
