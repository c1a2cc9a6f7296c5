"""Numbers pushed to 500 watchers of one node while 50 decisions a second happen.

    python -m benchmarks.push [--watchers 500] [--decisions 50] [--seconds 20]

Each decision takes a task that all watchers see, so every watcher is concerned by every one: the worst case.
The number falls by one with each commit, so an event tells which commits it knows of. The floor is the same
load with nobody watching; beside it stands what 500 browsers that ask every second would cost.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil
import psycopg

from benchmarks.engine import REWORK, database, report
from engine.server import ensure_server
from web.app import create_app
from workflows import migrate
from workflows.approvals.inbox.live_counts import CountsRequest, numbers
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.people.identity import sessions
from workflows.people.identity.models import RoleGrant, User

GROUP = "operator"
SECRET = "only for this benchmark"


@dataclass
class Watcher:
    """One browser: when it heard of which number."""

    connection: socket.socket
    buffer: bytes = b""
    heard: list[tuple[float, int]] = field(default_factory=list)

    def read(self, now: float) -> None:
        self.buffer += self.connection.recv(65_536)
        *events, self.buffer = self.buffer.split(b"\n\n")
        for event in events:
            _, _, data = event.partition(b"\ndata: ")
            if data:
                self.heard.append((now, json.loads(data)["counts"]["inbox"]))


def people(platform: Platform, count: int) -> list[str]:
    """Make reviewers of one group who are signed in; return their cookies."""
    app = create_app(platform)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookies = []
    with platform.begin() as work:
        for number in range(count):
            name = f"watcher{number}"
            user = User(user_name=name, user_name_key=name, kind="staff", created_at=work.now)
            work.session.add(user)
            work.session.flush()
            work.session.add(RoleGrant(user_id=user.id, group_id=GROUP, granted_at=work.now))
            token = sessions.open_session(work, user.id, address="", user_agent="")
            cookies.append(signer.dumps({"_user_id": token, "_fresh": True}))
    return cookies


def fill(platform: Platform, tasks: int) -> list[str]:
    """Open tasks of the group; return their ids."""
    with platform.begin() as work:
        work.repository.deploy(
            {"rework.bpmn": REWORK.replace(b"writers", GROUP.encode()).replace(b"checkers", b"finance")}
        )
    for _ in range(tasks):
        with platform.begin() as work:
            work.runtime.start("rework", variables={"good": False, "form": {}})
    with platform.begin() as work:
        return [task.id for task in work.tasks.query().candidate_groups({GROUP}).all()]


def decide(url: str, tasks: list[str], per_second: float, told: Connection) -> None:
    """Claim one task after the other at a steady pace; tell when each was committed."""
    platform = Platform(Settings(url, Path(tempfile.gettempdir()), SECRET))
    committed, begun = [], time.monotonic()
    for number, task in enumerate(tasks):
        time.sleep(max(0.0, begun + number / per_second - time.monotonic()))
        with platform.begin("decider") as work:
            work.tasks.claim(task)
        committed.append(time.monotonic())
    platform.close()
    told.send(committed)


@contextmanager
def node(url: str, folder: Path, port: int) -> Iterator[psutil.Process]:
    environment = {**os.environ, "DATABASE_URL": url, "TONGBAN_SECRET_KEY": SECRET}
    command = [sys.executable, "-m", "web", "node", "--port", str(port), "--data-dir", str(folder)]
    with (folder / "node.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        while not _ready(port):
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def metric(port: int, name: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def watch(port: int, cookie: str) -> Watcher:
    connection = socket.create_connection(("127.0.0.1", port))
    head = f"GET /events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nCookie: tongban={cookie}\r\n\r\n"
    connection.sendall(head.encode())
    return Watcher(connection)


def listen(watchers: list[Watcher], stopping: threading.Event) -> None:
    with selectors.DefaultSelector() as selector:
        for watcher in watchers:
            selector.register(watcher.connection, selectors.EVENT_READ, watcher)
        while not stopping.is_set():
            ready = selector.select(0.1)
            now = time.monotonic()
            for key, _ in ready:
                key.data.read(now)


def cpu_seconds(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def latencies(watchers: list[Watcher], committed: list[float], total: int) -> list[float]:
    """For each commit and watcher, how long until an event that knows of the commit."""
    waits = []
    for watcher in watchers:
        events = iter(watcher.heard)
        now, number = next(events, (float("inf"), 0))
        for place, at in enumerate(committed, start=1):
            while number > total - place and now != float("inf"):
                now, number = next(events, (float("inf"), 0))
            waits.append(now - at)
    return waits


def statements_of_a_round(platform: Platform, watchers: int) -> int:
    """Count what one round sends to the database, whatever way it takes there."""
    with platform.begin() as work:
        rows = work.session.query(sessions.LoginSession).limit(watchers).all()
        asked = [CountsRequest(row.id, row.user_id) for row in rows]
    sent = 0
    execute = psycopg.Cursor.execute

    def counting(cursor: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(cursor, *arguments, **options)

    psycopg.Cursor.execute = counting  # type: ignore[method-assign]
    try:
        with platform.begin() as work:
            numbers(work, asked)
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    return sent


@dataclass(frozen=True)
class Load:
    """What one run cost the node, and when what was committed."""

    committed: list[float]
    cpu_share: float
    threads: int
    rounds_per_second: float
    events_per_second: float


def run_load(url: str, port: int, server: psutil.Process, tasks: list[str], per_second: float) -> Load:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    deciding = context.Process(target=decide, args=(url, tasks, per_second, there))
    processes = [server, *server.children(recursive=True)]
    deciding.start()
    time.sleep(2)  # it is starting
    rounds, events = metric(port, "tongban_push_rounds_total"), metric(port, "tongban_push_events_total")
    begun, cpu = time.monotonic(), cpu_seconds(processes)
    committed = here.recv()
    seconds = time.monotonic() - begun
    cpu_share = (cpu_seconds(processes) - cpu) / seconds
    time.sleep(3)
    deciding.join()
    return Load(
        committed,
        cpu_share,
        sum(process.num_threads() for process in processes),
        (metric(port, "tongban_push_rounds_total") - rounds) / seconds,
        (metric(port, "tongban_push_events_total") - events) / seconds,
    )


def polling(port: int, cookie: str, server: psutil.Process) -> float:
    """Return the seconds of CPU that one question for the numbers costs the node."""
    processes = [server, *server.children(recursive=True)]
    headers = {"Accept": "application/json", "Cookie": f"tongban={cookie}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/events", headers=headers)

    def ask() -> None:
        with urllib.request.urlopen(request, timeout=5) as answer:
            answer.read()

    for _ in range(20):
        ask()
    cpu = cpu_seconds(processes)
    for _ in range(300):
        ask()
    return (cpu_seconds(processes) - cpu) / 300


def notify_inside(url: str, seconds: float = 4.0, clients: int = 8) -> None:
    """Commits a second of transactions that notify themselves, against those that leave it to one thread."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE floor_commit (at timestamptz)")

    def rate(notify: bool) -> float:
        done = [0] * clients
        end = time.monotonic() + seconds

        def commit(place: int) -> None:
            with psycopg.connect(url) as connection:
                while time.monotonic() < end:
                    with connection.transaction():
                        connection.execute("INSERT INTO floor_commit VALUES (now())")
                        if notify:
                            connection.execute("SELECT pg_notify('tongban_bench', 'x')")
                    done[place] += 1

        threads = [threading.Thread(target=commit, args=(place,)) for place in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / seconds

    rate(False)
    without, within = rate(False), rate(True)
    report(f"commits of {clients} clients, NOTIFY left to one thread", f"{without:.0f} /s")
    report("the same with NOTIFY in each transaction", f"{within:.0f} /s = {within / without:.2f} x")


def measure(url: str, folder: Path, watching: int, per_second: float, seconds: float) -> None:
    platform = Platform(Settings(url, folder, SECRET))
    cookies = people(platform, watching)
    each = int(per_second * seconds)
    tasks = fill(platform, 2 * each)
    statements = statements_of_a_round(platform, watching)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with node(url, folder, port) as server:
        one = polling(port, cookies[0], server)
        floor = run_load(url, port, server, tasks[:each], per_second)
        watchers = [watch(port, cookie) for cookie in cookies]
        stopping = threading.Event()
        listener = threading.Thread(target=listen, args=(watchers, stopping))
        listener.start()
        while metric(port, "tongban_watchers") < watching:
            time.sleep(0.2)
        time.sleep(3)
        load = run_load(url, port, server, tasks[each:], per_second)
        stopping.set()
        listener.join()
        for watcher in watchers:
            watcher.connection.close()
    platform.close()
    waited = latencies(watchers, load.committed, each)
    cuts = statistics.quantiles(waited, n=100)
    report(
        f"floor: node with nobody watching, {per_second:.0f} decisions/s", f"{floor.cpu_share:.1%} of a core"
    )
    report(f"node with {watching} watchers", f"{load.cpu_share:.1%} of a core")
    report(f"{watching} browsers that ask every second would take", f"{one * watching:.1%} of a core")
    report("from commit to event, p50", f"{cuts[49]:.2f} s")
    report("from commit to event, p99", f"{cuts[98]:.2f} s", "at most 2 s")
    report("threads of the node, without and with watchers", f"{floor.threads} and {load.threads}")
    report("rounds of counting", f"{load.rounds_per_second:.1f} /s of {statements} statements each")
    report("events", f"{load.events_per_second:.0f} /s")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watchers", type=int, default=500)
    parser.add_argument("--decisions", type=float, default=50.0, help="decisions a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as directory:
        server = ensure_server(Path(directory))
        try:
            url = database(server.url)
            migrate(url)
            notify_inside(url)
            measure(url, Path(directory), options.watchers, options.decisions, options.seconds)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
