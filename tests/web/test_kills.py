"""Each process is killed in turn while people are at work: all comes back, and nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from http.cookiejar import CookieJar
from pathlib import Path

import psutil
import psycopg
import pytest

from engine.server_process import cluster_in
from tests.ports import free_port

RECOVERY_SECONDS = 10.0
START_SECONDS = 300.0
WRITERS = 4


class Installation:
    """`tongban serve` over a database of its own, as a service manager would run it."""

    def __init__(self, folder: Path, *, processes: int) -> None:
        self.port = free_port()
        self.folder, self.processes = folder, processes
        self.log = (folder / "log").open("ab")
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        options = ["--data-dir", str(self.folder / "data"), "--port", str(self.port)]
        options += ["--processes", str(self.processes)]
        command = [sys.executable, "-m", "web", "serve", *options]
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
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if word in " ".join((child.name(), *child.cmdline())))

    def database_url(self) -> str:
        data = self.folder / "data"
        password = (data / "postgres.password").read_text()
        return f"postgresql://tongban:{password}@/tongban?host={data / 'postgres'}"


@pytest.fixture
def installation(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Installation]:
    processes = 2 if request.node.get_closest_marker("soak") else 1
    one = Installation(tmp_path_factory.mktemp("k"), processes=processes)
    wait(one.is_ready, START_SECONDS)
    yield one
    one.process.terminate()
    try:
        one.process.wait(60)
    finally:
        one.log.close()
    assert cluster_in(one.folder / "data").find() is None, "Expected a stop to stop the database"


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


CHILDREN = ("database", "worker", "node")


def test_a_killed_process_comes_back_by_itself_and_nothing_is_lost(installation: Installation) -> None:
    took = kill_at_work(installation, CHILDREN, writers=1)
    assert set(took) == set(CHILDREN)


@pytest.mark.soak
def test_everything_comes_back_within_ten_seconds_and_nothing_is_lost(installation: Installation) -> None:
    took = kill_at_work(installation, (*CHILDREN, "supervisor"), writers=WRITERS)
    assert {name: seconds for name, seconds in took.items() if seconds > RECOVERY_SECONDS} == {}


def kill_at_work(installation: Installation, names: Sequence[str], *, writers: int) -> dict[str, float]:
    """Kill one process after another while people write; return how long each took to come back.

    Whatever somebody saw before and after each kill is in the database in the end.
    """
    people = [Writer(installation.address) for _ in range(writers)]
    for person in people:
        person.start()
    took: dict[str, float] = {}
    for name in names:
        wait_for_more(people)
        took[name] = kill(installation, name)
    wait_for_more(people)
    for person in people:
        person.stop.set()
        person.join(30)
    confirmed = {one for person in people for one in person.confirmed}
    with psycopg.connect(installation.database_url()) as connection:
        kept = {row[0] for row in connection.execute("SELECT id FROM captcha_challenge")}
    assert confirmed <= kept
    return took


def wait_for_more(people: Sequence[Writer]) -> None:
    """Wait until each of the people has written something more."""
    before = [len(person.confirmed) for person in people]
    wait(
        lambda: all(len(person.confirmed) > counted for person, counted in zip(people, before, strict=True)),
        START_SECONDS,
    )


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
