"""A disk without room: nobody dies, nothing that is kept is lost, and everybody is told in words.

Attack: with a full disk the web processes died by SIGBUS, because their metrics were mapped into memory, and
`/readyz` went on to say 200.
"""

from __future__ import annotations

import io
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from engine.server import ensure_server
from tests.factories.people import staff
from tests.web.people_at_work import signed_in
from tests.workflows.conftest import FixedClock
from web import metrics, observability
from web.app import create_app
from web.metrics import Snapshots
from web.serving.admission import Admission
from web.serving.exchange import Exchange
from web.serving.intake import RequestRefused
from workflows import migrate
from workflows.bootstrap import Platform
from workflows.disk_watch import JOB_TYPE
from workflows.ground import disk
from workflows.ground.settings import Settings
from workflows.notices.models import Announcement, Message
from workflows.people.identity.models import RoleGrant, User

SIZE_BYTES = 2_000_000
LOG_FILE_BYTES = 16 * 2**20
"""What PostgreSQL writes into one file of its log."""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for two megabytes."""
    with mounted(tmp_path / "small", size_bytes=SIZE_BYTES) as place:
        yield place


@contextmanager
def mounted(place: Path, *, size_bytes: int) -> Iterator[Path]:
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", str(place)]
    try:
        subprocess.run(["mount", *options], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine does not let the tests mount a small file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path) -> Path:
    """Leave no room at all."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4_096)
        except OSError:
            return filler


def test_numbers_go_on_where_there_is_no_room_for_them(small: Path) -> None:
    snapshots = Snapshots(small / "metrics")
    snapshots.begin()
    observability.REQUESTS.labels("GET", "full.disk", 200).inc()
    snapshots.write()
    filler = fill(small)
    for _ in range(2_000):
        observability.REQUESTS.labels("GET", "full.disk", 200).inc()
        observability.DURATION.labels(f"full.disk.{_}").observe(0.1)
    snapshots.write()  # mapped memory ended here, with the process
    assert b'endpoint="full.disk",method="GET",status="200"} 2001.0' in metrics.as_text(snapshots.merged())
    filler.unlink()
    snapshots.write()
    assert str(os.getpid()) in {path.stem for path in (small / "metrics").glob("*.json")}


def test_numbers_of_processes_are_added_and_outlive_them(tmp_path: Path) -> None:
    name, opened = "tongban_test_total", "tongban_test_open"
    kept = {
        name: {"type": "counter", "help": "", "samples": {'["tongban_test_total", {}]': 2.0}},
        opened: {"type": "gauge", "help": "", "samples": {'["tongban_test_open", {}]': 1.0}},
    }
    snapshots = Snapshots(tmp_path)
    for process in ("1", "2"):
        snapshots._put(process, kept)
    assert b"tongban_test_total 4.0" in metrics.as_text(snapshots.merged())
    assert b"tongban_test_open 2.0" in metrics.as_text(snapshots.merged())
    snapshots.end(1)
    snapshots.end(2)
    text = metrics.as_text(snapshots.merged())
    assert b"tongban_test_total 4.0" in text
    assert b"tongban_test_open" not in text


@pytest.fixture
def crowded(settings: Settings, small: Path, clock: FixedClock) -> Iterator[Platform]:
    """A platform whose uploads lie where room is little: a reserve of half a megabyte."""
    platform = Platform(replace(settings, upload_url=small.as_uri(), disk_reserve_bytes=500_000), clock=clock)
    yield platform
    platform.close()


def create(platform: Platform) -> Flask:
    return create_app(platform, {"WTF_CSRF_ENABLED": False, "PROPAGATE_EXCEPTIONS": False})


def test_uploads_are_refused_in_words_and_the_node_says_no_below_the_reserve(
    crowded: Platform, small: Path
) -> None:
    client = create(crowded).test_client()
    assert client.get("/readyz").status_code == 200
    filler = fill(small)
    told = client.get("/readyz")
    assert told.status_code == 503
    assert told.text.startswith("no room")
    sent = {"file": (io.BytesIO(b"x" * 100_000), "执照.png"), "profile": "licence"}
    answer = client.post("/files", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 507
    assert answer.json is not None
    assert "存储空间不足" in answer.json["detail"]
    assert client.get("/guide").status_code == 200, "Expected pages to go on"
    filler.unlink()
    assert client.get("/readyz").status_code == 200


def test_an_outage_without_room_is_not_said_to_end_by_itself(
    crowded: Platform, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise psycopg.OperationalError("connection refused")

    client = create(crowded).test_client()
    crowded.database.dispose()
    monkeypatch.setattr(psycopg, "connect", refuse)
    assert client.get("/guide").status_code == 503
    filler = fill(small)
    told = client.post("/account/sign-in", data={"identifier": "wang.jianguo"})
    assert told.status_code == 507
    assert "wang.jianguo" in told.text
    filler.unlink()
    assert client.get("/guide").status_code == 503


@pytest.fixture
def own_database(tmp_path: Path, settings: Settings, clock: FixedClock) -> Iterator[Platform]:
    """A platform with the bundled database, which has a file system for itself that is small."""
    with mounted(tmp_path / "own", size_bytes=400_000_000) as place:
        server = ensure_server(place, durable=False)
        try:
            migrate(server.url)
            platform = Platform(replace(settings, database_url=server.url), clock=clock)
            yield platform
            platform.close()
        finally:
            server.stop()


def begin_a_log_file(platform: Platform) -> None:
    """Let the server's log go on in a new file: it would stop if it came to the end of one without room."""
    with platform.begin() as work:
        written = work.session.scalars(text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")).one()
        beyond = LOG_FILE_BYTES - int(written) % LOG_FILE_BYTES + 2**16
        work.session.execute(
            text("SELECT pg_logical_emit_message(false, 'test', repeat('x', :length), true)"),
            {"length": beyond},
        )


def test_a_full_disk_under_the_database_loses_nothing_and_keeps_what_was_typed(
    own_database: Platform, tmp_path: Path
) -> None:
    writer = signed_in(create(own_database), own_database, staff(own_database, "operator"))

    kept: list[str] = []
    typed: dict[str, str] = {}

    def send(title: str) -> TestResponse:
        typed.update(title_zh=title, body_zh=secrets.token_hex(9_000))  # cannot be packed: it takes pages
        answer = writer.post("/manage/notices/new", data=typed)
        if answer.status_code == 302:
            kept.append(title)
        return answer

    begin_a_log_file(own_database)
    assert send("公告一").status_code == 302
    filler = fill(tmp_path / "own")
    answers = (send(f"公告甲{number}") for number in range(200))  # some fit into pages that were there
    refused = next(answer for answer in answers if answer.status_code != 302)
    assert refused.status_code == 507
    assert "存储空间不足" in refused.text
    assert typed["title_zh"] in refused.text
    assert typed["body_zh"] in refused.text
    assert "公告一" in writer.get("/manage/notices").text, "Expected reading to go on"
    filler.unlink()
    assert send("公告二").status_code == 302
    with own_database.begin() as work:
        assert sorted(work.session.scalars(select(Announcement.title_zh))) == sorted(kept)


def test_a_large_body_is_refused_before_it_is_taken_in(tmp_path: Path) -> None:
    import socket

    from gunicorn.config import Config

    near, far = socket.socketpair()
    with near, far:
        exchange = Exchange(Config(), near, ("10.0.0.1", 1), ("127.0.0.1", 80), tmp_path)
        admission = Admission(by_address=True, free_bytes=lambda: 3_000_000)
        admission.enter(exchange)
        admission.admit(exchange, 2_000_000)
        with pytest.raises(RequestRefused) as refused:
            admission.admit(exchange, 4_000_000)
        assert refused.value.status.startswith("507")


def test_administrators_are_told_before_and_once_a_day(
    crowded: Platform, small: Path, clock: FixedClock
) -> None:
    with crowded.begin() as work:
        for name, group in (("root", "admin"), ("reader", "operator")):
            work.session.add(
                User(id=name, user_name=name, user_name_key=name, kind="staff", created_at=work.now)
            )
            work.session.flush()
            work.session.add(RoleGrant(user_id=name, group_id=group, granted_at=work.now))

    def watch() -> list[str]:
        with crowded.begin() as work:
            work.jobs.begin_periodic(JOB_TYPE)
        crowded.engine.run_due_jobs()
        with crowded.begin() as work:
            told = select(Message.user_id).where(Message.template == "disk_low")
            return list(work.session.scalars(told))

    assert watch() == []
    (small / "some").write_bytes(b"\0" * 1_000_000)  # low, but not short
    assert disk.room(crowded.settings).is_low
    assert not disk.room(crowded.settings).is_short
    assert watch() == ["root"]
    clock.pass_time(hours=23)
    assert watch() == ["root"]
    clock.pass_time(hours=2)
    assert watch() == ["root", "root"]
