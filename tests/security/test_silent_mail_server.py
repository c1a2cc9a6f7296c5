"""A mail server that accepts and is silent, or whispers: nothing but mail waits for it, and not for long.

Attack: while `TONGBAN_SMTP_URL` pointed to such a server, mails held all job slots for 20 seconds each and no
case moved for minutes.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground.breakers import operations as breakers
from workflows.ground.settings import Smtp
from workflows.job_types import queues
from workflows.outbox import posting, smtp
from workflows.outbox.delivery import deliver_due
from workflows.outbox.models import Mail

PARAMS = {"name": "湘江机械", "number": "QY-2026-000001", "title": "企业注册", "opinion": "请补充执照"}


class Whisperer:
    """Says one letter now and then for as long as somebody listens, never a whole line."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.smtp = Smtp("127.0.0.1", self.server.getsockname()[1], "plain")
        self.calls = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            self.calls += 1
            threading.Thread(target=self._whisper, args=(connection,), daemon=True).start()

    @staticmethod
    def _whisper(connection: socket.socket) -> None:
        with connection:
            try:
                while True:
                    connection.sendall(b"2")
                    time.sleep(0.05)
            except OSError:
                return


@pytest.fixture
def whisperer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Whisperer]:
    monkeypatch.setattr(smtp, "WHOLE_SECONDS", 0.3)
    server = Whisperer()
    yield server
    server.server.close()


def test_handing_over_ends_although_the_server_is_never_silent(whisperer: Whisperer) -> None:
    ended: list[BaseException] = []

    def hand_over() -> None:
        try:
            smtp.hand_over(whisperer.smtp, EmailMessage())
        except OSError as error:
            ended.append(error)

    thread = threading.Thread(target=hand_over, daemon=True)
    thread.start()
    thread.join(30)
    assert ended, "Expected the connection to be cut, but it goes on"


def test_mail_and_sms_have_queues_of_their_own() -> None:
    assert len({queues()[posting.MAIL_JOB].name, queues()[posting.SMS_JOB].name, "engine"}) == 3


def test_a_server_that_is_down_is_left_alone_and_found_again(
    platform: Platform, clock: FixedClock, whisperer: Whisperer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "settings", replace(platform.settings, smtp=whisperer.smtp))
    with platform.begin() as work:
        mails = [posting.send_mail(work, f"{n}@example.com", "case_returned", PARAMS) for n in range(12)]
    assert deliver_due(platform) == 12
    assert whisperer.calls == breakers.FAILURES_TO_OPEN, "Expected the others to wait for the breaker"
    with platform.begin() as work:
        rows = [work.session.get_one(Mail, mail) for mail in mails]
        assert sorted(row.attempts for row in rows) == [0] * 9 + [1] * 3
    clock.pass_time(seconds=29)
    assert deliver_due(platform) == 0
    sent: list[EmailMessage] = []
    monkeypatch.setattr("workflows.outbox.delivery.hand_over", lambda _, mail: sent.append(mail))
    clock.pass_time(minutes=2)
    assert deliver_due(platform) == 12
    assert len(sent) == 12
