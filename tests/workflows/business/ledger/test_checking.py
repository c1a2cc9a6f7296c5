"""The check that adds everything up again: it sees what was broken behind the triggers, and says where."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.people import staff
from tests.workflows.business.ledger.conftest import CASE, Books
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.ledger import checking
from workflows.business.ledger.checking import LedgerCheck, check_books
from workflows.business.ledger.holds import capture, reserve
from workflows.business.ledger.operations import open_account

Sql = Callable[..., list[Any]]
BEHIND = "SET session_replication_role = replica"


def checked(books: Books, *, full: bool = False) -> LedgerCheck:
    with books.platform.begin() as work:
        return check_books(work, full=full)


@pytest.fixture
def used(books: Books) -> Books:
    """Books in which everything has happened once."""
    books.recharge("100")
    books.move(books.buyer, books.seller, "30")
    with books.platform.begin() as work:
        until = work.now + timedelta(days=1)
        given = {"key": "h", "cause": CASE, "account_id": books.buyer, "purpose": "order", "until": until}
        hold = reserve(work, amount=Decimal(20), **given)  # type: ignore[arg-type]
        capture(work, hold.id, key="c", cause=CASE, target=books.seller, amount=Decimal(5))
    return books


def test_books_that_nobody_broke_add_up(used: Books) -> None:
    first = checked(used)
    assert (first.is_full, first.differences, first.transfers) == (True, (), 4)
    again = checked(used)
    assert (again.is_full, again.differences, again.transfers) == (False, (), 0)
    used.move(used.buyer, used.seller, "1")
    assert checked(used).transfers == 1
    assert checked(used, full=True).differences == ()


BREAKS = {
    "a balance": (
        "balance",
        "UPDATE ledger_balances SET amount_fen = amount_fen + 1 WHERE account_id = '{buyer}'",
    ),
    "an amount": (
        "transfer",
        "UPDATE ledger_entries SET amount_fen = 7 WHERE account_id = '{buyer}' AND version = 1",
    ),
    "a line": (
        "line",
        "UPDATE ledger_entries SET balance_fen = 7 WHERE account_id = '{buyer}' AND version = 1",
    ),
    "a lost entry": ("transfer", "DELETE FROM ledger_entries WHERE account_id = '{buyer}' AND version = 2"),
    "a lost transfer": ("stray", "DELETE FROM ledger_transfers WHERE idempotency_key = 'first'"),
    "a lost balance": ("balance", "DELETE FROM ledger_balances WHERE account_id = '{buyer}'"),
    "a version": ("count", "UPDATE ledger_balances SET version = 9 WHERE account_id = '{buyer}'"),
    "a limit": (
        "limit",
        "ALTER TABLE ledger_accounts DISABLE TRIGGER USER; "
        "UPDATE ledger_accounts SET lowest_fen = 999999 WHERE id = '{buyer}'",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_was_broken_is_found_by_a_full_check(name: str, used: Books, sql: Sql) -> None:
    rule, statement = BREAKS[name]
    if name == "a limit":
        statement = "ALTER TABLE ledger_accounts DROP CONSTRAINT ck_ledger_accounts_lowest; " + statement
    sql(BEHIND + "; " + statement.format(buyer=used.buyer))
    check = checked(used, full=True)
    assert rule in {one.rule for one in check.differences}
    assert not any("：，" in str(one) or ": ," in str(one) for one in check.differences)
    assert checked(used).differences == check.differences


def test_a_difference_names_account_and_amounts(used: Books, sql: Sql) -> None:
    assert checked(used).differences == ()
    sql(f"{BEHIND}; UPDATE ledger_balances SET amount_fen = 5 WHERE account_id = '{used.buyer}'")
    (check,) = checked(used).differences
    assert (check.id, check.owner, check.expected_fen, check.found_fen) == (used.buyer, "buyer", 5_000, 5)
    assert str(check) == (
        f"余额与分录合计不符：钱包 buyer {used.buyer}，CNY 应为 50.00，实为 0.05 · "
        f"the balance is not the sum of its entries: Wallet buyer {used.buyer}, "
        "expected 50.00 CNY, but found 0.05"
    )


def test_as_long_as_something_differs_it_is_found_again(used: Books, sql: Sql) -> None:
    checked(used)
    used.move(used.buyer, used.seller, "1")
    sql(f"{BEHIND}; UPDATE ledger_balances SET amount_fen = amount_fen + 5 WHERE account_id = '{used.buyer}'")
    assert checked(used).differences == checked(used).differences != ()
    sql(f"{BEHIND}; UPDATE ledger_balances SET amount_fen = amount_fen - 5 WHERE account_id = '{used.buyer}'")
    assert checked(used).differences == ()
    assert checked(used).transfers == 0


def test_the_work_of_a_day_does_not_grow_with_history(used: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "IN_TURN", 2)
    with used.platform.begin() as work:
        for number in range(20):
            open_account(work, f"owner {number}", "wallet")
    checked(used)
    used.move(used.buyer, used.seller, "1")
    day = checked(used)
    assert (day.transfers, day.balances <= 4) == (1, True)


def test_balances_that_nothing_moves_have_their_turn(
    used: Books, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "IN_TURN", 1)
    checked(used)
    sql(f"{BEHIND}; UPDATE ledger_balances SET amount_fen = 5 WHERE account_id = '{used.seller}'")
    differences = [checked(used).differences for _ in range(7)]
    assert differences[0] == ()
    assert differences[-1] != ()


def test_a_restored_database_is_checked_in_full(used: Books, sql: Sql) -> None:
    checked(used)
    sql("UPDATE ledger_checks SET horizon = 9000000000")
    assert checked(used).is_full


def test_a_difference_becomes_an_incident_and_administrators_are_told(
    used: Books, sql: Sql, platform: Platform, clock: FixedClock
) -> None:
    admin = staff(platform, "admin")
    sql(f"{BEHIND}; UPDATE ledger_balances SET amount_fen = 5 WHERE account_id = '{used.buyer}'")
    _daily(platform)
    with platform.begin() as work:
        (incident,) = work.incidents.list()
        told = work.transaction.rows("SELECT user_id, template FROM messages")
    assert used.buyer in incident.message
    assert "50.00" in incident.message
    assert (incident.code, incident.instance_id) == ("job_failed", None)
    assert told == [{"user_id": admin, "template": "ledger_difference"}]
    sql(f"{BEHIND}; UPDATE ledger_balances SET amount_fen = 5000 WHERE account_id = '{used.buyer}'")
    clock.pass_time(days=1)
    _daily(platform)
    with platform.begin() as work:
        assert work.incidents.list() == ()


def _daily(platform: Platform) -> None:
    with platform.begin() as work:
        work.jobs.begin_periodic("books.check")
    platform.engine.run_due_jobs()
