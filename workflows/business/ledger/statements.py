"""Statements: what moved in an account in a period, a page at a time, each line with the balance after it.

Within a shard time never runs backwards, so a place in the index is a place in time, and the balance there is
what the last entry before it says. A page costs the same wherever it is and however much came before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any, LiteralString

from workflows.business.ledger.money import to_yuan
from workflows.business.ledger.queries import get_account
from workflows.business.ledger.values import AccountView, Cause
from workflows.ground.clock import midnight
from workflows.ground.errors import Invalid, NotFound
from workflows.ground.work import Work

PAGE_LINES = 50
MOST_DAYS = 366
MOST_LINES = 50_000
"""Of one export; more are asked for by shorter periods."""
EXPORT_PAGE_LINES = 1_000

_CURSOR = re.compile(r"(\d{1,18})~(\d{1,2})~(\d{1,18})", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# At the moment of a place, all of the shards before it come first, and none of those behind it.
_VERSION: LiteralString = """(CASE WHEN n.shard < p.shard THEN 9223372036854775807
    WHEN n.shard = p.shard THEN p.version ELSE -1 END)"""
_PAGE: LiteralString = """
SELECT e.at, e.shard, e.version, e.amount_fen, t.id AS transfer_id, t.kind, t.cause_kind, t.cause_id, t.actor,
       t.reverses, (SELECT array_agg(DISTINCT a.kind ORDER BY a.kind) FROM ledger_entries x
                    JOIN ledger_accounts a ON a.id = x.account_id
                    WHERE x.transfer_id = t.id AND x.account_id <> e.account_id) AS others
FROM (SELECT %s::timestamptz AS at, %s::int AS shard, %s::bigint AS version) p
CROSS JOIN generate_series(0, (SELECT shards FROM ledger_accounts WHERE id = %s) - 1) AS n (shard)
CROSS JOIN LATERAL (
    SELECT * FROM ledger_entries
    WHERE account_id = %s AND shard = n.shard AND at >= %s AND at < %s
      AND (at, version) {after} (p.at, {version})
    ORDER BY at {order}, version {order} LIMIT %s
) e JOIN ledger_transfers t ON t.id = e.transfer_id
ORDER BY e.at {order}, e.shard {order}, e.version {order} LIMIT %s
"""
_RISING: LiteralString = (
    _PAGE.replace("{after}", ">").replace("{order}", "ASC").replace("{version}", _VERSION)
)
_FALLING: LiteralString = (
    _PAGE.replace("{after}", "<").replace("{order}", "DESC").replace("{version}", _VERSION)
)
_BALANCES: LiteralString = """
SELECT p.number, coalesce(sum(e.balance_fen), 0) AS fen
FROM unnest(%s::timestamptz[], %s::int[], %s::bigint[]) WITH ORDINALITY AS p (at, shard, version, number)
CROSS JOIN generate_series(0, (SELECT shards FROM ledger_accounts WHERE id = %s) - 1) AS n (shard)
LEFT JOIN LATERAL (
    SELECT balance_fen FROM ledger_entries
    WHERE account_id = %s AND shard = n.shard AND (at, version) <= (p.at, {version})
    ORDER BY at DESC, version DESC LIMIT 1
) e ON true GROUP BY p.number ORDER BY p.number
""".replace("{version}", _VERSION)


@dataclass(frozen=True, slots=True)
class StatementPeriod:
    """From `since` to before `until`, aware UTC."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class StatementPlace:
    """Where a line stands in the statement of its account."""

    at: datetime
    shard: int
    version: int

    def __str__(self) -> str:
        """Return the place as the cursor of the next page."""
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}~{self.shard}~{self.version}"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement, and the balance after it. `others`: the kinds of the accounts on the other side."""

    place: StatementPlace
    transfer_id: str
    kind: str
    cause: Cause
    actor: str
    reverses: str | None
    others: tuple[str, ...]
    amount: Decimal
    balance: Decimal

    @property
    def at(self) -> datetime:
        """When it moved, aware UTC."""
        return self.place.at


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of a statement. `next`: the cursor of the next page, None behind the last one."""

    account: AccountView
    period: StatementPeriod
    opening: Decimal
    closing: Decimal
    lines: tuple[StatementLine, ...]
    next: str | None


def period_of(first: date, last: date) -> StatementPeriod:
    """Return the days from `first` to `last`, both included, as they begin and end in Shanghai.

    Raises: Invalid: they run backwards, or are more than a year.
    """
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Invalid("ledger.no_period", most=MOST_DAYS)
    begins, ends = midnight(first), midnight(last + timedelta(days=1))
    return StatementPeriod(begins.astimezone(UTC), ends.astimezone(UTC))


def statement(
    work: Work,
    account_id: str,
    period: StatementPeriod,
    *,
    after: str | None = None,
    newest_first: bool = False,
    limit: int = PAGE_LINES,
) -> Statement:
    """Return a page of what moved in a period; `after` is the cursor that the page before gave.

    Raises: NotFound: no such account, or no cursor.
    """
    account = get_account(work, account_id)
    start = period.until if newest_first else period.since
    place = _place(after) if after is not None else StatementPlace(start, -1, 0)
    rows = _rows_behind(work, account_id, period, place, limit=limit + 1, newest_first=newest_first)
    lines, more = rows[:limit], len(rows) > limit
    edges = [StatementPlace(period.since, -1, 0), StatementPlace(period.until, -1, 0)]
    opening, closing, *first = _balances_at(work, account_id, [*edges, *map(_place_of, lines[:1])])
    return Statement(
        account,
        period,
        to_yuan(opening),
        to_yuan(closing),
        tuple(map(_line, lines, _running(lines, first, newest_first=newest_first))),
        str(_place_of(lines[-1])) if more else None,
    )


def whole_statement(
    work: Work, account_id: str, period: StatementPeriod
) -> tuple[Decimal, Iterator[StatementLine]]:
    """Return the opening balance of a period and every line of it, oldest first.

    The lines are read while they are taken, a page in memory at a time and one statement a page.
    Raises: NotFound; while reading Invalid: there are more lines than an export holds.
    """
    get_account(work, account_id)
    begins = StatementPlace(period.since, -1, 0)
    (opening,) = _balances_at(work, account_id, [begins])
    return to_yuan(opening), _all_lines(work, account_id, period, begins, opening)


def _all_lines(
    work: Work, account_id: str, period: StatementPeriod, place: StatementPlace, balance_fen: int
) -> Iterator[StatementLine]:
    count = 0
    while True:
        rows = _rows_behind(work, account_id, period, place, limit=EXPORT_PAGE_LINES)
        count += len(rows)
        if count > MOST_LINES:
            raise Invalid("ledger.statement_too_long", most=MOST_LINES)
        for row in rows:
            balance_fen += row["amount_fen"]
            yield _line(row, balance_fen)
        if len(rows) < EXPORT_PAGE_LINES:
            return
        place = _place_of(rows[-1])


def _rows_behind(
    work: Work,
    account_id: str,
    period: StatementPeriod,
    place: StatementPlace,
    *,
    limit: int,
    newest_first: bool = False,
) -> list[dict[str, Any]]:
    """Return up to `limit` rows of a period that come after a place in the order asked for."""
    where = (place.at, place.shard, place.version, account_id, account_id, period.since, period.until)
    return work.transaction.rows(_FALLING if newest_first else _RISING, (*where, limit, limit))


def _place(cursor: str) -> StatementPlace:
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise NotFound("room.not_found")
    at, shard, version = map(int, match.groups())
    return StatementPlace(_EPOCH + timedelta(microseconds=at), shard, version)


def _place_of(row: Mapping[str, Any]) -> StatementPlace:
    return StatementPlace(row["at"], row["shard"], row["version"])


def _balances_at(work: Work, account_id: str, places: Sequence[StatementPlace]) -> list[int]:
    """Return the balance, in fen, of an account behind each of some places."""
    columns = ([p.at for p in places], [p.shard for p in places], [p.version for p in places])
    return [int(row["fen"]) for row in work.transaction.rows(_BALANCES, (*columns, account_id, account_id))]


def _running(rows: Sequence[Mapping[str, Any]], first: list[int], *, newest_first: bool) -> list[int]:
    """Return the balance after each row, from that after the first one."""
    amounts = [row["amount_fen"] for row in rows]
    steps = [-amount for amount in amounts[:-1]] if newest_first else amounts[1:]
    return list(accumulate(steps, initial=first[0])) if first else []


def _line(row: Mapping[str, Any], balance_fen: int) -> StatementLine:
    return StatementLine(
        place=_place_of(row),
        transfer_id=row["transfer_id"],
        kind=row["kind"],
        cause=Cause(row["cause_kind"], row["cause_id"]),
        actor=row["actor"],
        reverses=row["reverses"],
        others=tuple(row["others"] or ()),
        amount=to_yuan(row["amount_fen"]),
        balance=to_yuan(balance_fen),
    )
