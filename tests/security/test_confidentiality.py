"""What people entrusted to the platform is read by nobody else: files on the disk, codes in mails."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.ground import permissions
from workflows.ground.errors import Misconfigured
from workflows.ground.settings import Settings
from workflows.outbox import delivery, posting
from workflows.outbox.models import Mail, Sms

START = """
import io, sys
from pathlib import Path
from forms import FileStore
from web.cli_options import settings_from
settings = settings_from(Path(sys.argv[1]))
FileStore(settings.upload_url).put(io.BytesIO(b'licence'), name='a', content_type='x')
(settings.data_dir / 'run').mkdir(exist_ok=True)
"""


def start(data_dir: Path) -> None:
    """Do what every command does first, on a machine whose default lets everybody read."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TONGBAN_")}
    done = subprocess.run(
        [sys.executable, "-c", START, str(data_dir)],
        check=False, capture_output=True, text=True, umask=0o022, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def open_paths(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.stat().st_mode & permissions.OTHERS]


def test_no_other_user_of_the_machine_can_read_what_is_written(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    start(data_dir)
    assert list(data_dir.rglob("*"))
    assert open_paths(data_dir) == []


def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    uploads, secret = tmp_path / "uploads", tmp_path / "secret_key.secret"
    uploads.mkdir()
    secret.write_text("x" * 64)
    uploads.chmod(0o755)
    secret.chmod(0o644)
    start(tmp_path)
    assert (uploads.stat().st_mode & 0o777, secret.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_start_says_what_it_cannot_close(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = tmp_path / "elsewhere"
    uploads.mkdir()
    uploads.chmod(0o755)
    settings = replace(
        Settings.from_environment({"TONGBAN_DATA_DIR": str(tmp_path / "data")}), upload_url=uploads.as_uri()
    )
    monkeypatch.setattr(os, "umask", lambda _mask: 0)

    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(Misconfigured, match="elsewhere"):
        permissions.keep_private(settings)


@pytest.fixture
def silent_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(delivery, "_hand_over_mail", refuse)
    monkeypatch.setattr(delivery, "_hand_over_sms", refuse)
    monkeypatch.setattr(delivery.breakers, "try_again_at", lambda *_: None)


def letters(platform: Platform) -> list[tuple[str, str]]:
    with platform.begin() as work:
        rows = [*work.session.scalars(select(Mail)), *work.session.scalars(select(Sms))]
        return [(row.state, row.body) for row in rows]


def write(platform: Platform, *, minutes: int | None) -> None:
    params = {"code": "123456", "minutes": minutes or 5}
    with platform.begin() as work:
        until = work.now + timedelta(minutes=minutes) if minutes else None
        posting.send_mail(work, "a@example.cn", "email_code", params, expires_at=until)
        posting.send_sms(work, "+8613800138000", "sms_code", params, expires_at=until)


@pytest.mark.usefixtures("silent_servers")
def test_a_letter_that_never_went_out_keeps_no_code(platform: Platform, clock: FixedClock) -> None:
    write(platform, minutes=None)
    for wait in (*delivery.RETRY_AFTER, None):
        assert delivery.deliver_due(platform) == 2
        clock.pass_time(seconds=wait.total_seconds() + 1 if wait else 0)
    assert letters(platform) == [("failed", ""), ("failed", "")]


@pytest.mark.usefixtures("silent_servers")
def test_what_takes_leave_of_somebody_keeps_no_address(platform: Platform, clock: FixedClock) -> None:
    with platform.begin() as work:
        posting.send_mail(work, "a@example.cn", "account_closed", {"name": "李敏"})
        posting.send_sms(work, "+8613800138000", "account_closed", {"name": "李敏"})
    for wait in (*delivery.RETRY_AFTER, None):
        assert delivery.deliver_due(platform) == 2
        clock.pass_time(seconds=wait.total_seconds() + 1 if wait else 0)
    with platform.begin() as work:
        kept = [*work.session.scalars(select(Mail.to_address)), *work.session.scalars(select(Sms.mobile))]
    assert kept == ["", ""]


@pytest.mark.usefixtures("silent_servers")
def test_a_code_that_works_no_more_is_neither_sent_nor_kept(platform: Platform, clock: FixedClock) -> None:
    write(platform, minutes=5)
    clock.pass_time(minutes=6)
    assert delivery.deliver_due(platform) == 2
    assert letters(platform) == [("failed", ""), ("failed", "")]


def test_what_waits_for_a_server_that_is_away_loses_its_code_too(
    platform: Platform, clock: FixedClock
) -> None:
    write(platform, minutes=5)
    clock.pass_time(hours=1, seconds=1)
    with platform.begin() as work:
        assert delivery.blank_expired(platform.settings, work) == 2
    assert letters(platform) == [("failed", ""), ("failed", "")]
