"""Each process is killed in turn while people are at work: all comes back, and nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import psycopg
import pytest

from engine.server_process import cluster_in

RECOVERY_SECONDS = 10.0
START_SECONDS = 120.0
WRITERS = 4


class Installation:
    """`tongban serve` over a database of its own, as a service manager would run it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.folder = folder
        self.log = (folder / "log").open("ab")
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        options = ["--data-dir", str(self.folder / "data"), "--port", str(self.port), "--processes", "2"]
        command = [sys.executable, "-m", "web.cli", "serve", *options]
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log)
        return self.process

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def child(self, word: str) -> psutil.Process:
        found = psutil.Process(self.process.pid).children()
        return next(child for child in found if word in " ".join(child.cmdline()))

    def database_url(self) -> str:
        data = self.folder / "data"
        password = (data / "postgres.password").read_text()
        return f"postgresql://tongban:{password}@/tongban?host={data / 'postgres'}"


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    found = Installation(tmp_path_factory.mktemp("k"))
    wait(found.is_ready, START_SECONDS)
    yield found
    found.process.terminate()
    try:
        found.process.wait(60)
    finally:
        found.log.close()
    assert cluster_in(found.folder / "data").find() is None, "Expected a stop to stop the database"


def wait(condition: Callable[[], object], seconds: float) -> float:
    """Return after how many seconds `condition` held."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds, "waited in vain"
        time.sleep(0.1)
    return time.monotonic() - begun


class Writer(threading.Thread):
    """Asks for the accessible question of the sign-in page again and again: each answer has written a row."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address = address
        self.stop = threading.Event()
        self.confirmed: list[str] = []
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def run(self) -> None:
        while not self.stop.wait(0.3):
            try:
                with self.browser.open(f"{self.address}/account/sign-up", timeout=10) as answer:
                    self.confirmed += re.findall(r'name="captcha_id" value="([^"]+)"', answer.read().decode())
            except OSError:
                continue


KILLED = ("database", "worker", "node", "supervisor")


@pytest.mark.soak
def test_everything_comes_back_within_ten_seconds_and_nothing_is_lost(installation: Installation) -> None:
    writers = [Writer(installation.address) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    took: dict[str, float] = {}
    for name in KILLED:
        wait(lambda: all(writer.confirmed for writer in writers), START_SECONDS)
        took[name] = kill(installation, name)
    for writer in writers:
        writer.stop.set()
        writer.join(30)
    confirmed = {one for writer in writers for one in writer.confirmed}
    with psycopg.connect(installation.database_url()) as connection:
        kept = {row[0] for row in connection.execute("SELECT id FROM captcha_challenge")}
    print(took, len(confirmed))
    assert confirmed <= kept
    assert {name: seconds for name, seconds in took.items() if seconds > RECOVERY_SECONDS} == {}


def kill(installation: Installation, name: str) -> float:
    """Kill a process; return after how many seconds everything runs again."""
    if name == "supervisor":
        return kill_supervisor(installation)
    victim = installation.child({"database": "postgres", "worker": "worker", "node": "node"}[name])
    os.kill(victim.pid, signal.SIGKILL)

    def is_back() -> bool:
        try:
            again = installation.child({"database": "postgres", "worker": "worker", "node": "node"}[name])
        except (StopIteration, psutil.Error):
            return False
        return again.pid != victim.pid and installation.is_ready()

    return wait(is_back, START_SECONDS)


def kill_supervisor(installation: Installation) -> float:
    """Kill it; do what a service manager does (Restart=always), which tries until the port is free again."""
    installation.process.kill()
    installation.process.wait()

    def is_back() -> bool:
        if installation.process.poll() is not None:
            installation.start()
        try:
            return bool(installation.child("node")) and installation.is_ready()
        except (StopIteration, psutil.Error):
            return False

    return wait(is_back, START_SECONDS)
