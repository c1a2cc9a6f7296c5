"""The supervisor: it starts what has died again, waits longer each time, and stops the database last."""

from __future__ import annotations

import fcntl
import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.util import parse_address

from tests.waiting import until
from web.serving import supervisor
from web.serving.supervisor import Child, Supervisor, address_of, answers, place_of

SLEEPS = [sys.executable, "-I", "-S", "-c", "import signal; signal.pause()"]
FAILS = [sys.executable, "-I", "-S", "-c", "raise SystemExit(3)"]


@pytest.fixture
def lifeline() -> Iterator[int]:
    reading, writing = os.pipe()
    yield reading
    os.close(reading)
    os.close(writing)


def over(child: Child, lifeline: int, users: int | None = None) -> Supervisor:
    return Supervisor([child], lifeline=lifeline, users=users, host="127.0.0.1", port=1)


def test_nothing_but_little_of_the_standard_library_is_loaded() -> None:
    read = f"exec(open({supervisor.__file__!r}).read(), {{'__name__': 'supervisor', '__file__': ''}})"
    ask = f"import sys\n{read}\nprint(*sys.modules)"
    command = [sys.executable, "-I", "-S", "-c", ask]
    loaded = {name.partition(".")[0] for name in subprocess.check_output(command, text=True).split()}
    assert loaded - {"__main__"} <= sys.stdlib_module_names
    assert loaded.isdisjoint({"dataclasses", "logging", "pathlib", "typing", "urllib"})  # each is a megabyte


def test_each_quick_death_doubles_the_pause(lifeline: int, capfd: pytest.CaptureFixture[str]) -> None:
    child = Child("web", FAILS)
    one = over(child, lifeline)
    now, pauses = 100.0, []
    for round_of in range(1, 7):
        one.tend(child, now)
        assert child.pid
        until(lambda: one.tend(child, now) or child.failures == round_of)  # noqa: B023 - asked at once
        pauses.append(child.start_again_at - now)
        one.tend(child, child.start_again_at - 0.1)
        assert not child.pid, "Expected the pause to last, but it is started again"
        now = child.start_again_at
    assert pauses == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    first = '"child": "web", "status": 3, "again_in_seconds": 0.5, "event": "child_died"'
    assert first in capfd.readouterr().err


def test_who_has_run_for_a_while_has_not_failed_before(lifeline: int) -> None:
    child = Child("web", SLEEPS)
    child.failures = 3
    one = over(child, lifeline)
    one.tend(child, 100.0)
    one.tend(child, 100.0 + supervisor.STEADY_SECONDS)
    assert child.failures == 3
    one.tend(child, 101.0 + supervisor.STEADY_SECONDS)
    assert child.failures == 0
    one.stop_all()
    assert child.ended() == -1  # it is stopped and has been waited for


def test_what_cannot_be_started_is_tried_again(lifeline: int, capfd: pytest.CaptureFixture[str]) -> None:
    child = Child("web", ["/nowhere/at/all"])
    over(child, lifeline).tend(child, 100.0)
    assert (child.pid, child.failures, child.start_again_at) == (0, 1, 100.5)
    assert "child_not_started" in capfd.readouterr().err


def test_a_database_that_others_use_runs_on(lifeline: int, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", "-c", "import time\ntime.sleep(600)"]  # an interrupt ends it
    child = Child("database", command, is_foundation=True)
    path = tmp_path / "users"
    with path.open("a") as own, path.open("a") as others:
        fcntl.flock(own, fcntl.LOCK_SH)
        fcntl.flock(others, fcntl.LOCK_SH)
        one = over(child, lifeline, own.fileno())
        one.tend(child, 100.0)
        one.stop_all()
        assert child.ended() is None
        fcntl.flock(others, fcntl.LOCK_UN)
        one.stop_all()
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_a_process_of_somebody_else_is_looked_after_too() -> None:
    """As a database that a killed supervisor has left behind; who started it may not ask how it ended."""
    pass_on = f"import subprocess, sys; print(subprocess.Popen({SLEEPS!r}).pid, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", pass_on], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        child = Child("database", [], int(starter.stdout.readline()))
        assert child.ended() is None
        child.send(signal.SIGKILL)
        until(lambda: child.ended() == -1)


class Readiness(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_whether_it_is_ready_is_asked_of_the_installation() -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Readiness) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        port = server.server_address[1]
        assert answers("0.0.0.0", port)
        Readiness.status = 503
        assert not answers("127.0.0.1", port)
        server.shutdown()
    assert not answers("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::1", "http://[::1]:80"),
        ("tongban.example.com", "http://tongban.example.com:80"),
    ],
)
def test_the_address_is_one_that_a_browser_takes(host: str, address: str) -> None:
    assert address_of(host, 80) == address


def test_the_place_to_listen_at_is_one_that_gunicorn_takes() -> None:
    assert [parse_address(place_of(host, 80)) for host in ("0.0.0.0", "::")] == [("0.0.0.0", 80), ("::", 80)]
