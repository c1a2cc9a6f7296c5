"""A ledger with two wallets, the gateway's clearing account, and vouchers of a programme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from workflows.bootstrap import Platform
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account, voucher
from workflows.business.ledger.queries import balance
from workflows.business.ledger.values import BalanceView, Cause, Receipt

CASE = Cause("case", "QY-1")


@dataclass(frozen=True, slots=True)
class Books:
    """The accounts of a test, by their ids, and short ways to move and look."""

    platform: Platform
    buyer: str
    seller: str
    clearing: str
    vouchers: str
    issue: str

    def move(self, source: str, target: str, yuan: str, **given: Any) -> Receipt:
        words = {"key": f"{source}{target}{yuan}", "kind": "payment", "cause": CASE} | given
        with self.platform.begin("somebody") as work:
            return move(work, source=source, target=target, amount=Decimal(yuan), **words)

    def recharge(self, yuan: str, account_id: str | None = None, key: str = "first") -> Receipt:
        return self.move(self.clearing, account_id or self.buyer, yuan, kind="recharge", key=key)

    def balance(self, account_id: str) -> BalanceView:
        with self.platform.begin() as work:
            return balance(work, account_id)


@pytest.fixture
def books(platform: Platform) -> Books:
    with platform.begin("opener") as work:
        return Books(
            platform,
            open_account(work, "buyer", "wallet").id,
            open_account(work, "seller", "wallet").id,
            open_account(work, PLATFORM, "clearing").id,
            open_account(work, "buyer", "voucher", voucher("p1")).id,
            open_account(work, PLATFORM, "issue", voucher("p1")).id,
        )


@pytest.fixture
def sql(database_url: str) -> Callable[..., list[Any]]:
    """Run statements as somebody would who has the database's own password; commits."""

    def run(*statements: Any, values: Any = None) -> list[Any]:
        with psycopg.connect(database_url) as connection:
            for statement in statements:
                result = connection.execute(statement, values)
            rows = result.fetchall() if result.description else []
            connection.commit()  # here and not on the way out: what refuses then leaves the connection open
            return rows

    return run
