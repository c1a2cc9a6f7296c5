"""Adding everything up again: what the books say of themselves against what their entries say.

The daily check looks at what is new since the last one, from a checkpoint of each balance, and at some of the
others in turn, so that its work does not grow with history. A full check trusts no checkpoint and reads all.
What was found stays found: as long as something differs, the next check looks at the same again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, LiteralString

from workflows.business.ledger.kinds import ACCOUNT_KINDS
from workflows.business.ledger.money import shown
from workflows.ground.db import new_id
from workflows.ground.messages import Locale
from workflows.ground.work import Work

IN_TURN = 5_000
"""Accounts that one daily check looks at whether something has moved there or not."""
MOST_DIFFERENCES = 100

_LAST: LiteralString = """
SELECT horizon, in_turn, is_full AND differences <> '[]' AS must_be_full FROM ledger_checks
ORDER BY id DESC LIMIT 1
"""
_NOW: LiteralString = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon"
_TRANSFERS: LiteralString = """
WITH sums AS (
    SELECT t.id, a.commodity, sum(e.amount_fen) AS fen
    FROM ledger_transfers t LEFT JOIN ledger_entries e ON e.transfer_id = t.id
    LEFT JOIN ledger_accounts a ON a.id = e.account_id
    WHERE t.transaction >= %(horizon)s GROUP BY t.id, a.commodity
)
SELECT (SELECT count(DISTINCT id) FROM sums) AS count, (SELECT jsonb_agg(d) FROM (
    SELECT 'transfer' AS rule, id, coalesce(commodity, '') AS commodity, '' AS owner, '' AS kind,
           0 AS expected_fen, coalesce(fen, 0) AS found_fen
    FROM sums WHERE fen IS DISTINCT FROM 0 ORDER BY id LIMIT %(most)s) d) AS differences
"""
_BALANCES: LiteralString = """
WITH touched AS (
    SELECT e.account_id, e.shard FROM ledger_transfers t JOIN ledger_entries e ON e.transfer_id = t.id
    WHERE t.transaction >= %(horizon)s
    UNION
    SELECT account_id, shard FROM (
        SELECT id FROM ledger_accounts WHERE id > %(in_turn)s ORDER BY id LIMIT %(at_once)s) in_turn
    JOIN ledger_balances ON account_id = id
), added AS (
    SELECT w.account_id, w.shard, a.id IS NOT NULL AND b.account_id IS NOT NULL AS is_known,
           coalesce(a.owner, '') AS owner, coalesce(a.kind, '') AS kind,
           coalesce(a.commodity, '') AS commodity, a.lowest_fen,
           coalesce(b.amount_fen, 0) AS found_fen, coalesce(c.balance_fen, 0) + n.fen AS expected_fen,
           b.version, coalesce(c.version, 0) + n.entries AS expected_version, n.lines_agree
    FROM touched w LEFT JOIN ledger_accounts a ON a.id = w.account_id
    LEFT JOIN ledger_balances b ON b.account_id = w.account_id AND b.shard = w.shard
    LEFT JOIN ledger_checkpoints c ON NOT %(full)s AND c.account_id = w.account_id AND c.shard = w.shard
    CROSS JOIN LATERAL (
        SELECT count(*) AS entries, coalesce(sum(amount_fen), 0) AS fen,
               coalesce(bool_and(agrees), true) AS lines_agree
        FROM (SELECT amount_fen, balance_fen = coalesce(c.balance_fen, 0) + sum(amount_fen) OVER so_far
                     AND version = coalesce(c.version, 0) + row_number() OVER so_far AS agrees
              FROM ledger_entries WHERE account_id = w.account_id AND shard = w.shard
                AND version > coalesce(c.version, 0) WINDOW so_far AS (ORDER BY version)) e
    ) n
), judged AS (
    SELECT *, CASE WHEN NOT is_known OR found_fen <> expected_fen THEN 'balance'
                   WHEN version <> expected_version THEN 'count' WHEN NOT lines_agree THEN 'line'
                   WHEN found_fen < lowest_fen THEN 'limit' END AS rule FROM added
), kept AS (
    INSERT INTO ledger_checkpoints (account_id, shard, version, balance_fen, checked_at)
    SELECT account_id, shard, version, found_fen, %(now)s FROM judged WHERE rule IS NULL
    ON CONFLICT (account_id, shard) DO UPDATE
    SET version = excluded.version, balance_fen = excluded.balance_fen, checked_at = excluded.checked_at
    WHERE ledger_checkpoints.version < excluded.version
)
SELECT (SELECT count(*) FROM judged) AS count, (SELECT jsonb_agg(d) FROM (
    SELECT rule, account_id AS id, owner, kind, commodity, expected_fen, found_fen
    FROM judged WHERE rule IS NOT NULL ORDER BY account_id, shard LIMIT %(most)s) d) AS differences,
    (SELECT CASE WHEN count(*) = %(at_once)s::bigint THEN max(id) END FROM (
        SELECT id FROM ledger_accounts WHERE id > %(in_turn)s ORDER BY id LIMIT %(at_once)s) a) AS in_turn
"""
_TOTALS: LiteralString = """
SELECT 'total' AS rule, '' AS id, '' AS owner, '' AS kind, a.commodity, 0 AS expected_fen,
       sum(b.amount_fen)::bigint AS found_fen
FROM ledger_balances b JOIN ledger_accounts a ON a.id = b.account_id
GROUP BY a.commodity HAVING sum(b.amount_fen) <> 0 ORDER BY a.commodity
"""
_STRAY: LiteralString = """
SELECT 'stray' AS rule, e.account_id AS id, '' AS owner, '' AS kind, '' AS commodity, 0 AS expected_fen,
       e.amount_fen AS found_fen
FROM ledger_entries e WHERE NOT EXISTS (SELECT FROM ledger_transfers t WHERE t.id = e.transfer_id)
ORDER BY e.account_id, e.version LIMIT %s
"""
_NOTE: LiteralString = """
INSERT INTO ledger_checks (id, at, is_full, horizon, in_turn, transfers, balances, differences)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
RULES = {
    "transfer": ("交易借贷不平", "the entries of a transfer do not add up to zero"),
    "balance": ("余额与分录合计不符", "the balance is not the sum of its entries"),
    "count": ("分录缺失", "entries are missing"),
    "line": ("分录所记余额不符", "an entry names another balance than its amounts give"),
    "limit": ("余额低于下限", "the balance is below its limit"),
    "total": ("全部账户合计不为零", "all accounts together are not zero"),
    "stray": ("分录没有对应的交易", "an entry belongs to no transfer"),
}


@dataclass(frozen=True, slots=True)
class LedgerDifference:
    """What does not add up: an account, or for the rule "transfer" a transfer, by its `id`."""

    rule: str
    id: str
    owner: str
    kind: str
    commodity: str
    expected_fen: int
    found_fen: int

    def __str__(self) -> str:
        """Return what is wrong, and with which account and amounts, in both languages."""
        zh, en = RULES[self.rule]
        should, does = shown(self.expected_fen), shown(self.found_fen)
        return (
            f"{zh}：{self._where('zh-CN', '，')}{self.commodity} 应为 {should}，实为 {does} · "
            f"{en}: {self._where('en', ', ')}expected {should} {self.commodity}, but found {does}"
        )

    def _where(self, locale: Locale, comma: str) -> str:
        kind = ACCOUNT_KINDS[self.kind].label.say(locale) if self.kind in ACCOUNT_KINDS else self.kind
        where = " ".join(part for part in (kind, self.owner, self.id) if part)
        return where and where + comma


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """What a check has looked at, and the first differences that it found."""

    is_full: bool
    transfers: int
    balances: int
    differences: tuple[LedgerDifference, ...]


def check_books(work: Work, *, full: bool = False) -> LedgerCheck:
    """Add up what is new since the last check, or everything; note the check and return what it found."""
    last = work.transaction.row(_LAST)
    now = work.transaction.row(_NOW)
    assert now is not None
    # A restored database counts its transactions anew: then nothing of the last check can be relied on.
    full = full or last is None or last["must_be_full"] or last["horizon"] > now["horizon"]
    horizon, in_turn = (0, "") if full or last is None else (last["horizon"], last["in_turn"])
    given = {"horizon": horizon, "in_turn": in_turn, "full": full, "now": work.now, "most": MOST_DIFFERENCES}
    given["at_once"] = None if full else IN_TURN
    transfers, balances = _row(work, _TRANSFERS, given), _row(work, _BALANCES, given)
    rows = [*(transfers["differences"] or ()), *(balances["differences"] or ())]
    if full:
        rows += [*work.transaction.rows(_TOTALS), *work.transaction.rows(_STRAY, (MOST_DIFFERENCES,))]
    differences = tuple(LedgerDifference(**one) for one in rows)
    if not rows:
        horizon, in_turn = now["horizon"], balances["in_turn"] or ""
    result = LedgerCheck(full, transfers["count"], balances["count"], differences)
    _note(work, result, horizon, in_turn)
    return result


def _note(work: Work, result: LedgerCheck, horizon: int, in_turn: str) -> None:
    kept = json.dumps([asdict(one) for one in result.differences], ensure_ascii=False)
    counts = (result.transfers, result.balances, kept)
    work.transaction.run(_NOTE, (new_id(), work.now, result.is_full, horizon, in_turn, *counts))


def _row(work: Work, statement: LiteralString, given: Mapping[str, Any]) -> dict[str, Any]:
    (row,) = work.connection.exec_driver_sql(statement, dict(given)).mappings()
    return dict(row)
