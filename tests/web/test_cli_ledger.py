"""`tongban ledger check`: says what it looked at, and ends with 1 if the books do not add up."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from click.testing import CliRunner

from web.cli import main
from workflows.bootstrap import Platform
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause

MUCH_LATER = datetime(2200, 1, 1, tzinfo=UTC)


@pytest.fixture
def wallet(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> str:
    """A wallet with 100.00, in the installation that the environment names."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    with platform.begin() as work:
        clearing, wallet = open_account(work, PLATFORM, "clearing").id, open_account(work, "o", "wallet").id
        words = {"key": "k", "kind": "recharge", "cause": Cause("notice", "n")}
        move(work, source=clearing, target=wallet, amount=Decimal(100), **words)  # type: ignore[arg-type]
    return wallet


def test_books_in_order(wallet: str) -> None:
    result = CliRunner().invoke(main, ["ledger", "check"])
    assert (result.exit_code, result.output) == (0, "1 transfers and 17 balances: no differences.\n")
    again = CliRunner().invoke(main, ["ledger", "check", "--full"])
    assert (again.exit_code, again.output) == (0, result.output)


def test_a_difference_is_said_and_becomes_an_incident(wallet: str, platform: Platform) -> None:
    with psycopg.connect(platform.settings.database_url or "") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE ledger_balances SET amount_fen = 1 WHERE account_id = %s", (wallet,))
    result = CliRunner().invoke(main, ["ledger", "check", "--full"])
    assert result.exit_code == 1
    assert f"Wallet o {wallet}, expected 100.00 CNY, but found 0.01\n" in result.output
    assert result.output.endswith("1 transfers and 17 balances: 2 differences.\n")
    platform.engine.run_due_jobs(now=MUCH_LATER)  # the command has the time of the machine
    with platform.begin() as work:
        (incident,) = work.incidents.list()
    assert wallet in incident.message
