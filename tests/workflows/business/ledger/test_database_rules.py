"""What the database holds by itself: statements that would break the books, each refused by its rule."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.workflows.business.ledger.conftest import CASE, Books
from workflows.business.ledger.holds import capture, reserve
from workflows.business.ledger.operations import reverse

Sql = Callable[..., list[Any]]

TRANSFER = """
INSERT INTO ledger_transfers
    (id, idempotency_key, kind, cause_kind, cause_id, actor, made_at, reverses, exchange)
VALUES ('t', '{key}', 'payment', '{cause}', 'c', 'me', now(), {reverses}, {exchange})
"""


def head(key: str = "k", cause: str = "case", reverses: str | None = None, exchange: bool = False) -> str:
    return TRANSFER.format(
        key=key, cause=cause, reverses=f"'{reverses}'" if reverses else "NULL", exchange=exchange
    )


def entries(*moved: tuple[str, int], transfer: str = "t") -> str:
    rows = ", ".join(f"('{transfer}', '{account}', {fen})" for account, fen in moved)
    return f"INSERT INTO ledger_entries (transfer_id, account_id, amount_fen) VALUES {rows}"


def refused(rule: str, act: Callable[[], Any]) -> None:
    with pytest.raises(psycopg.IntegrityError) as error:
        act()
    assert error.value.diag.constraint_name == rule


def everything(sql: Sql) -> list[Any]:
    tables = ("accounts", "balances", "transfers", "entries", "holds")
    return [sql(f"SELECT * FROM ledger_{table} t ORDER BY t::text") for table in tables]


def test_what_adds_up_is_taken(books: Books, sql: Sql) -> None:
    books.recharge("10")
    sql(head(), entries((books.buyer, -400), (books.seller, 400)))
    assert books.balance(books.buyer).available == Decimal("6.00")
    assert books.balance(books.seller).available == Decimal("4.00")


def test_entries_add_up_to_zero(books: Books, sql: Sql) -> None:
    books.recharge("10")
    before = everything(sql)
    for moved in ([(books.buyer, -400)], [(books.buyer, -400), (books.seller, 399)], [(books.clearing, 1)]):
        refused("ledger_balanced", lambda moved=moved: sql(head(), entries(*moved)))
    assert everything(sql) == before


def test_commodities_stay_apart(books: Books, sql: Sql) -> None:
    books.recharge("10")
    mixed = entries((books.buyer, -100), (books.vouchers, 100))
    refused("ledger_balanced", lambda: sql(head(), mixed))
    refused("ledger_balanced", lambda: sql(head(exchange=True), mixed))
    both = entries((books.buyer, -100), (books.clearing, 100), (books.issue, -100), (books.vouchers, 100))
    refused("ledger_one_commodity", lambda: sql(head(), both))
    sql(head(exchange=True), both)
    assert books.balance(books.vouchers).available == Decimal("1.00")


def test_no_entry_comes_late(books: Books, sql: Sql) -> None:
    receipt = books.recharge("10")
    late = entries((books.seller, 400), (books.issue, -400), transfer=receipt.transfer_id)
    refused("ledger_balanced", lambda: sql(late))
    more = entries((books.vouchers, 400), (books.issue, -400), transfer=receipt.transfer_id)
    refused("ledger_entries_at_once", lambda: sql(more))
    refused(
        "ledger_entries_at_once",
        lambda: sql(
            head(),
            entries((books.buyer, -4), (books.seller, 4)),
            entries((books.vouchers, 4), (books.issue, -4)),
        ),
    )


def test_a_checked_transfer_takes_no_entry_in_the_same_transaction(books: Books, sql: Sql) -> None:
    books.recharge("10")
    good, more = entries((books.buyer, -4), (books.seller, 4)), entries((books.clearing, 5))
    refused("ledger_balanced", lambda: sql(head(), good, "SET CONSTRAINTS ALL IMMEDIATE", more))


def test_an_entry_that_conflicts_moves_nothing(books: Books, sql: Sql) -> None:
    """Triggers before a row run for what ON CONFLICT then leaves out."""
    receipt = books.recharge("10")
    before = everything(sql)
    again = entries((books.buyer, 1000), transfer=receipt.transfer_id) + " ON CONFLICT DO NOTHING"
    refused("ledger_one_entry_an_account", lambda: sql(again))
    assert everything(sql) == before


def test_a_transfer_has_entries_and_entries_have_a_transfer(books: Books, sql: Sql) -> None:
    refused("ledger_not_empty", lambda: sql(head()))
    refused("ledger_known_account", lambda: sql(entries((books.clearing, 1), (books.buyer, -1))))
    refused("ledger_known_account", lambda: sql(head(), entries((books.clearing, 1), ("nobody", -1))))


def test_no_balance_falls_below_its_limit(books: Books, sql: Sql) -> None:
    books.recharge("10")
    refused(
        "ck_ledger_balances_limit", lambda: sql(head(), entries((books.buyer, -1001), (books.seller, 1001)))
    )
    sql(head(), entries((books.clearing, -1001), (books.seller, 1001)))


def test_a_key_happens_once_and_a_transfer_names_its_cause(books: Books, sql: Sql) -> None:
    books.recharge("10")
    moved = entries((books.buyer, -4), (books.seller, 4))
    refused("uq_ledger_transfers_idempotency_key", lambda: sql(head("first"), moved))
    refused("ck_ledger_transfers_cause", lambda: sql(head(cause="whim"), moved))


@pytest.mark.parametrize("table", ["accounts", "transfers", "entries", "balances", "holds"])
def test_nothing_is_deleted(table: str, books: Books, sql: Sql) -> None:
    books.recharge("10")
    refused("ledger_only_added", lambda: sql(f"DELETE FROM ledger_{table}"))
    refused("ledger_only_added", lambda: sql(f"TRUNCATE ledger_{table} CASCADE"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_accounts SET lowest_fen = -1000000",
        "UPDATE ledger_transfers SET cause_id = 'other'",
        "UPDATE ledger_entries SET amount_fen = amount_fen * 2",
        "INSERT INTO ledger_accounts TABLE ledger_accounts ON CONFLICT (id) DO UPDATE SET owner = '-'",
    ],
)
def test_nothing_is_changed(change: str, books: Books, sql: Sql) -> None:
    books.recharge("10")
    refused("ledger_only_added", lambda: sql(change))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_balances SET amount_fen = amount_fen + 1",
        "UPDATE ledger_balances SET lowest_fen = NULL",
        "INSERT INTO ledger_balances SELECT id, 17, 100, 0, NULL, NULL FROM ledger_accounts",
        "UPDATE ledger_holds SET closed_at = now()",
    ],
)
def test_balances_and_holds_change_by_entries_alone(change: str, books: Books, sql: Sql) -> None:
    books.recharge("10")
    refused("ledger_by_entries_alone", lambda: sql(change))


def test_what_an_entry_says_of_the_balance_is_not_up_to_whoever_writes_it(books: Books, sql: Sql) -> None:
    sql(
        head(),
        "INSERT INTO ledger_entries (transfer_id, account_id, amount_fen, balance_fen, version, shard) "
        f"VALUES ('t', '{books.clearing}', -5, 77, 9, 99), ('t', '{books.buyer}', 5, 77, 9, 99)",
    )
    rows = sql("SELECT balance_fen, version, shard FROM ledger_entries WHERE amount_fen > 0")
    assert rows == [(5, 1, 0)]


def test_a_reversal_undoes_exactly_what_it_reverses_and_does_so_once(books: Books, sql: Sql) -> None:
    receipt = books.recharge("10")
    part = entries((books.buyer, -999), (books.clearing, 999))
    refused("ledger_reversal", lambda: sql(head(reverses=receipt.transfer_id), part))
    with books.platform.begin() as work:
        reverse(work, receipt.transfer_id, key="back", cause=CASE)
    again = entries((books.clearing, 1000), (books.issue, -1000))
    refused("uq_ledger_transfers_reverses", lambda: sql(head(reverses=receipt.transfer_id), again))


def test_a_hold_gives_no_more_than_it_has_and_once_empty_takes_nothing(books: Books, sql: Sql) -> None:
    books.recharge("10")
    until = books.platform.clock().replace(year=2027)
    with books.platform.begin() as work:
        hold = reserve(
            work,
            key="h",
            cause=CASE,
            account_id=books.buyer,
            amount=Decimal(4),
            purpose="order",
            until=until,
        )
    refused("ck_ledger_balances_limit", lambda: sql(head(), entries((hold.id, -401), (books.seller, 401))))
    with books.platform.begin() as work:
        capture(work, hold.id, key="c", cause=CASE, target=books.seller)
    refused("ledger_open_hold", lambda: sql(head(), entries((books.seller, -400), (hold.id, 400))))


@pytest.mark.parametrize(
    ("commodity", "lowest", "shards"),
    [("EUR", "0", 1), ("voucher:", "0", 1), ("CNY", "5", 1), ("CNY", "0", 16), ("CNY", "NULL", 0)],
)
def test_no_account_can_be_opened_that_makes_no_sense(
    commodity: str, lowest: str, shards: int, books: Books, sql: Sql
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        sql(
            "INSERT INTO ledger_accounts VALUES "
            f"('x', 'me', 'wallet', '{commodity}', {lowest}, {shards}, now(), 'me')"
        )
