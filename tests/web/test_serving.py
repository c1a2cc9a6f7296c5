"""Serving: one server a data directory, children that are kept alive and never outlive their supervisor."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.waiting import until
from web.metrics import as_text, own
from web.serving import node
from web.serving.lock import AlreadyServing, sole_server
from workflows.ground.settings import Settings

WAIT_SECONDS = 60.0


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def command(tmp_path: Path, port: int) -> list[str]:
    options = ["serve", "--data-dir", str(tmp_path / "data"), "--port", str(port), "--processes", "1"]
    return [sys.executable, "-m", "web", *options]


@pytest.fixture
def serving(database_url: str, command: list[str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "DATABASE_URL": database_url}
    log = (tmp_path / "log").open("w")
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()
    log.close()


def test_a_start_loads_nothing_large_that_few_need():
    """The phrases of pinyin are a fifth of what a command costs, and all stays for as long as a process."""
    ask = "import sys, web.cli; print({'pypinyin', 'xlsxwriter'} & {*sys.modules})"
    assert subprocess.check_output([sys.executable, "-c", ask], text=True) == "set()\n"


def test_what_is_composed_before_the_copies_starts_no_thread_and_connects_to_nothing(tmp_path: Path):
    before = threading.active_count()
    nobody = Settings("postgresql://nobody@127.0.0.1:1/none", tmp_path, "test", demonstration=True)
    node.compose(nobody, behind_proxy=False)
    assert threading.active_count() == before


@pytest.mark.bundles
def test_what_is_warmed_up_for_the_copies_leaves_no_thread_no_connection_and_no_count(
    database_url: str, tmp_path: Path
):
    before = threading.active_count()
    composed = node.compose(Settings(database_url, tmp_path, "test"), behind_proxy=False)
    composed.warm_up()
    assert threading.active_count() == before
    assert composed.platform.database.pool.status().startswith("Pool size: 10  Connections in pool: 0")
    assert b'endpoint="portal.home"' not in as_text(own())
    cached = composed.app.jinja_env.cache
    assert cached is not None
    assert any(name == "base.html" for _loader, name in cached.keys())  # noqa: SIM118 - no mapping


def test_second_server_on_the_same_data_says_who_was_first(tmp_path: Path):
    with sole_server(tmp_path, "http://127.0.0.1:8000"):
        second = sole_server(tmp_path, "http://127.0.0.1:9000")
        with pytest.raises(AlreadyServing, match=r"http://127\.0\.0\.1:8000 \(process \d+\)"):
            second.__enter__()
    with sole_server(tmp_path, "http://127.0.0.1:9000"):
        pass


def private_megabytes(pid: int) -> float:
    """Return what a process has in memory for itself alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1_000


COPIES = """
import os, signal, sys, subprocess, click
from pathlib import Path

from web.serving.copies import run_in_copy

lock = open(sys.argv[1], "w")
reading, writing = os.pipe()

def is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True

def look():
    sys.exit(10 * is_open(reading) + 5 * is_open(lock.fileno()) + 2 * is_open(writing))

def refuse():
    raise click.ClickException("Expected a database, but there is none.")

def run(what):
    return run_in_copy(what, name="test", keep=reading)

print(run(look).wait(60), run(refuse).wait(60), run(lambda: None).wait(60), run(lambda: 1 / 0).wait(60))
endless = run(signal.pause)
try:
    endless.wait(0.5)
except subprocess.TimeoutExpired:
    print("runs", Path(f"/proc/{endless.pid}/comm").read_text().strip())
os.kill(endless.pid, signal.SIGTERM)
print(endless.wait(60))
"""


def test_a_copy_tells_how_it_ended_and_holds_what_it_was_given(tmp_path: Path):
    # in a process of its own: pytest captures what a copy of it would say
    command = [sys.executable, "-c", COPIES, str(tmp_path / "lock")]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=WAIT_SECONDS, check=True)
    assert ended.stdout.splitlines() == ["10 1 0 1", "runs tongban-test", "-15"]
    assert "Expected a database, but there is none." in ended.stderr
    assert "ZeroDivisionError" in ended.stderr


@pytest.mark.bundles
def test_serves_counts_in_all_processes_and_stops_clean(
    serving: subprocess.Popen[str], command: list[str], port: int
):
    until(lambda: answers(port))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/guide", timeout=10) as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        assert 'endpoint="portal.guide"' in answer.read().decode()
    second = subprocess.run(command, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False)
    assert second.returncode == 1
    assert f"at http://127.0.0.1:{port}" in second.stderr
    assert (
        private_megabytes(serving.pid) < 10
    )  # of all that was loaded for its first children nothing is left
    serving.send_signal(signal.SIGTERM)
    said, _ = serving.communicate(timeout=WAIT_SECONDS)
    assert serving.returncode == 0
    assert f"http://127.0.0.1:{port}" in said
    assert not listens(port)


def test_children_do_not_outlive_a_killed_supervisor(serving: subprocess.Popen[str], port: int):
    until(lambda: answers(port))
    serving.kill()
    until(lambda: not listens(port))


def test_dead_web_node_is_started_again(serving: subprocess.Popen[str], port: int):
    until(lambda: answers(port))
    child = subprocess.run(
        ["pgrep", "-P", str(serving.pid)], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    os.kill(int(child), signal.SIGKILL)

    def replaced() -> bool:
        result = subprocess.run(
            ["pgrep", "-P", str(serving.pid)], capture_output=True, text=True, check=False
        )
        return bool(result.stdout.split()) and child not in result.stdout.split() and answers(port)

    until(replaced)
