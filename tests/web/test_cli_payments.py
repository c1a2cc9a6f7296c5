"""`tongban payments reconcile`: compares a day that is over, and says why it cannot."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from web.cli import main
from workflows.bootstrap import Platform


@pytest.fixture(autouse=True)
def demonstration(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation of the environment is a demonstration whose gateway nobody serves."""
    assert platform.settings.database_url is not None
    monkeypatch.setenv("DATABASE_URL", platform.settings.database_url)
    monkeypatch.setenv("TONGBAN_DATA_DIR", str(platform.settings.data_dir))
    monkeypatch.setenv("TONGBAN_DEMONSTRATION", "1")
    monkeypatch.setenv("TONGBAN_BASE_URL", "http://127.0.0.1:9")


def test_a_day_that_is_not_over_is_refused() -> None:
    result = CliRunner().invoke(main, ["payments", "reconcile", "--day", "9999-12-31"])
    assert result.exit_code == 2
    assert "Expected a day before " in result.output


def test_a_gateway_that_is_away_is_told_and_nothing_is_noted(platform: Platform) -> None:
    result = CliRunner().invoke(main, ["payments", "reconcile", "--day", "2026-03-01"])
    assert result.exit_code == 1
    assert "ConnectionRefusedError" in result.output
    with platform.begin() as work:
        assert work.transaction.rows("SELECT day FROM payment_statement_days") == []


def test_an_installation_without_a_gateway_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TONGBAN_DEMONSTRATION")
    result = CliRunner().invoke(main, ["payments", "reconcile"])
    assert result.exit_code != 0
    assert "this installation has none" in result.output
