"""The bundled PostgreSQL: found, started again and stopped whatever happened to it.

Attacks: killed, it was never started again; a note of a number that somebody else had by now made it outlive
a stop; and whoever came second on a machine could not start, because a library locked a fixed name in the
temporary folder that belonged to whoever was first.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine.server import LocalServer, ensure_server
from engine.server_process import SOCKET_NAME, cluster_in

ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0


@pytest.fixture
def directory() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="tongban-security-"))
    yield path
    running = cluster_in(path / "data").find()
    if running is not None:
        running.stop()
    shutil.rmtree(path, ignore_errors=True)


def answers(server: LocalServer) -> bool:
    with psycopg.connect(server.url) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def test_a_killed_server_is_found_dead_and_started_again_with_its_data(directory: Path) -> None:
    server = ensure_server(directory / "data")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait(30)
    assert server.cluster.find() is None
    again = ensure_server(directory / "data")
    assert not again.was_running
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)
    again.stop()
    assert again.cluster.find() is None


def test_a_note_with_the_number_of_somebody_else_is_no_server(directory: Path) -> None:
    server = ensure_server(directory / "data")
    notes = server.cluster.pgdata / "postmaster.pid"
    kept = notes.read_text()
    server.stop()
    owner = {"user": server.cluster.uid} if AS_ROOT else {}
    with subprocess.Popen(["sleep", "600"], **owner) as other:
        try:
            notes.write_text("\n".join([str(other.pid), *kept.splitlines()[1:]]) + "\n")
            if AS_ROOT:
                shutil.chown(notes, server.cluster.uid)
            again = ensure_server(directory / "data")
            assert answers(again)
            again.stop()
            assert again.cluster.find() is None
            assert other.poll() is None, "Expected the other process to be left alone"
        finally:
            other.kill()


def test_a_server_that_somebody_else_started_is_stopped_too(directory: Path) -> None:
    program = "import sys, pathlib, engine.server as s; s.ensure_server(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", program, str(directory / "data")], check=True, cwd=ROOT)
    joined = ensure_server(directory / "data")
    assert joined.was_running
    joined.stop()
    assert joined.cluster.find() is None


def test_everything_lies_in_the_data_directory_and_is_private(directory: Path) -> None:
    server = ensure_server(directory / "data")
    assert Path(server.socket_dir) == server.cluster.pgdata
    assert (server.cluster.pgdata / SOCKET_NAME).is_socket()
    assert stat.S_IMODE(server.cluster.pgdata.stat().st_mode) == 0o700
    for name in ("postgres.lock", "postgres.password"):
        assert stat.S_IMODE((directory / "data" / name).stat().st_mode) == 0o600
    server.stop()


def test_a_long_path_gets_a_private_place_for_the_socket(directory: Path) -> None:
    server = ensure_server(directory / ("x" * 90) / "data")
    place = Path(server.socket_dir)
    assert place.parent == Path(tempfile.gettempdir())
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert answers(server)
    server.stop()
    again = ensure_server(directory / ("x" * 90) / "data")
    assert Path(again.socket_dir) == place
    again.stop()
    shutil.rmtree(place)


TRY = """
import os, pathlib, sys
import psycopg
from engine.server import ensure_server

os.setgroups([])
os.setgid(int(sys.argv[3]))
os.setuid(int(sys.argv[2]))
server = ensure_server(pathlib.Path(sys.argv[1]))
print(psycopg.connect(server.url).execute("SELECT 1").fetchone())
server.stop()
"""


@pytest.mark.skipif(not AS_ROOT, reason="only root can start something as two users")
def test_two_people_on_one_machine_both_start(directory: Path) -> None:
    directory.chmod(0o711)
    shared = directory / "shared-temporary"
    shared.mkdir()
    shared.chmod(0o1777)
    squatted = shared / ".lockfile"
    squatted.touch(mode=0o600)
    for name in ("nobody", "daemon"):
        user = pwd.getpwnam(name)
        home = directory / name
        home.mkdir(mode=0o700)
        os.chown(home, user.pw_uid, user.pw_gid)
        environment = {"PYTHONPATH": str(ROOT), "TMPDIR": str(shared), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-c", TRY, str(home / "data"), str(user.pw_uid), str(user.pw_gid)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == "(1,)"
    assert [path.name for path in shared.iterdir()] == [squatted.name]
