"""The bundled server: survives being found again, keeps strangers out, belongs to one password."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine.server import LocalServer, ensure_server


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
