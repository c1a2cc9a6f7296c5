"""What is counted in one process: each person for themselves, anew with every minute."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from tests.workflows.conftest import FixedClock
from web.demands.tenders import ROOM_READS_A_MINUTE
from web.limits import MinuteCounts, limit_in_this_process


def test_who_asks_too_often_waits_for_the_next_minute_and_nobody_else_does(
    app: Flask, clock: FixedClock
) -> None:
    shown = limit_in_this_process(2)(lambda: "shown")

    def ask(address: str) -> str:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            return shown()

    assert [ask("10.0.0.1"), ask("10.0.0.1"), ask("10.0.0.2")] == ["shown"] * 3
    with pytest.raises(TooManyRequests):
        ask("10.0.0.1")
    assert ask("10.0.0.2") == "shown"
    clock.pass_time(minutes=1)
    assert ask("10.0.0.1") == "shown"


def test_the_room_of_a_tender_is_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MinuteCounts, "add", lambda *_: ROOM_READS_A_MINUTE + 1)
    refused = app.test_client().get("/demands/XQ-2026-000001/tender")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
