"""The bundled server: survives being found again, keeps strangers out, belongs to one password."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine import server_process
from engine.server import LocalServer, ensure_server
from engine.server_process import ServerProcess, cluster_in, run_over
from tests.waiting import until


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="tongban-server-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def server(directory: Path) -> Iterator[LocalServer]:
    running = ensure_server(directory)
    yield running
    running.stop()


def test_it_is_postgresql_18_with_durable_commits(server: LocalServer) -> None:
    with psycopg.connect(server.url) as connection:
        assert connection.info.server_version // 10_000 == 18
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_another_process_joins_the_running_server(server: LocalServer, directory: Path) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    program = (
        "import sys, pathlib, psycopg; from engine.server import ensure_server\n"
        "url = ensure_server(pathlib.Path(sys.argv[1])).url\n"
        "print(psycopg.connect(url).execute('SELECT count(*) FROM kept').fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(directory)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"


def test_nobody_enters_without_the_password(server: LocalServer) -> None:
    for user in ("postgres", "tongban"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"postgresql://{user}@/postgres?host={server.socket_dir}")


def test_the_password_file_is_private(server: LocalServer, directory: Path) -> None:
    assert (directory / "postgres.password").stat().st_mode & 0o077 == 0
    assert server.password not in repr(server)


def test_a_killed_server_is_started_anew_by_a_process_that_becomes_it(
    server: LocalServer, directory: Path
) -> None:
    cluster = cluster_in(directory)
    server.process.kill()
    server.process.wait(60)
    command = [sys.executable, "-P", server_process.__file__, str(directory)]  # as the supervisor does
    secrets = {"TONGBAN_SECRET_KEY": "s", "DATABASE_URL": "x"}
    with subprocess.Popen(command, env={**os.environ, **secrets}) as process:
        until(lambda: (again := cluster.find()) is not None and cluster.is_ready(again))
        again = cluster.find()
        assert again is not None
        assert again.pid == process.pid
        told = Path(f"/proc/{process.pid}/environ").read_bytes()
        assert not [name for name in secrets if name.encode() in told]
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert cluster.find() is None


def test_a_server_that_somebody_else_has_started_is_waited_for_and_stopped_by_an_interrupt(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = ensure_server(directory).process
    waits = ServerProcess.wait
    waited: list[int] = []

    def interrupted(process: ServerProcess, timeout: float | None = None) -> int:
        waited.append(process.pid)
        if timeout is None:
            raise KeyboardInterrupt
        return waits(process, timeout)

    monkeypatch.setattr(ServerProcess, "wait", interrupted)
    run_over(directory)
    assert waited == [running.pid] * 2  # to its end, and once more for it to stop
    assert cluster_in(directory).find() is None
    waits(running)
