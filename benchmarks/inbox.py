"""The inbox of somebody in 3 of 200 groups, by the number of open tasks: `python -m benchmarks inbox`.

Two databases, with 10,000 and with 1,000,000 open tasks, each served by an application behind a socket; every
page is asked for in turns, so that both see the same machine. Printed are lower quartiles, their ratio and
the statements of a request; the floor is a page of the same frame without a list. The last lines are of
somebody in all 200 groups, whom every task concerns.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import structlog
from sqlalchemy import event
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks._inbox_filling import COMMON, GROUPS, PROCESS, RARE, fill, groups
from engine.server import ensure_server
from web.app import create_app
from workflows import migrate
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.people.identity.administration import create_account
from workflows.people.identity.groups import set_leads
from workflows.people.identity.sessions import open_session

ROUNDS = 15
GOAL = 1.5
FLOOR = "/inbox/filters"
PAGES = {
    "oldest first": "/inbox?all=1",
    "newest first": "/inbox?sort=newest",
    "due first": "/inbox?sort=due",
    "important first": "/inbox?sort=priority",
    "by applicant": "/inbox?sort=applicant",
}
FILTERED = {
    "a rare word": f"/inbox?q={quote(RARE)}",
    "a word of every title": f"/inbox?q={quote(COMMON)}",
    "one number": "/inbox?name=QY-2026-000000801",
    "overdue": "/inbox?due=overdue",
    "important, due first": "/inbox?priority=high&sort=due",
    "one region, by applicant": "/inbox?region=430300&sort=applicant",
    "urged (nobody was)": "/inbox?urged=1",
    "a business field, between": f"/inbox?process={PROCESS}&f.registered_capital.min=500"
    "&f.registered_capital.max=900",
}


class Quiet(WSGIRequestHandler):
    """Keeps connections open and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        pass


class Place:
    """One installation: its people, a connection, and how many statements the last request took."""

    def __init__(self, platform: Platform, people: dict[str, str], address: tuple[str, int]) -> None:
        self.platform, self.people, self.statements = platform, people, 0
        self.connection = HTTPConnection(*address, timeout=120)
        event.listen(platform.database, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements += 1

    def get(self, path: str, person: str) -> float:
        """Return how long a page takes, in milliseconds."""
        self.statements = 0
        begun = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": f"tongban={self.people[person]}"})
        answer = self.connection.getresponse()
        answer.read()
        taken = (time.perf_counter() - begun) * 1e3
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {answer.getheader('Location')}")
        return taken


def _platform(url: str, folder: Path, name: str, tasks: int) -> Platform:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]  # a name of this file
    database = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    migrate(database)
    (folder / name).mkdir()  # the overview asks how full its disk is
    platform = Platform(Settings(database, folder / name, "only for this benchmark"))
    platform.prepare()
    with platform.begin() as work:
        definition = work.repository.latest(PROCESS).id
    begun = time.perf_counter()
    fill(database, definition, tasks)
    print(f"{tasks:>9,} open tasks made in {time.perf_counter() - begun:.0f} s", flush=True)
    return platform


def _person(platform: Platform, name: str, held: list[str]) -> str:
    with platform.begin() as work:
        account = create_account(work, user_name=name, password="Only4Benchmarks", full_name=name)
    with psycopg.connect(platform.settings.database_url or "") as connection, connection.cursor() as cursor:
        rows = [(account.id, group) for group in [*held, "operator"][: len(held)]]
        cursor.executemany(
            "INSERT INTO role_grant (user_id, group_id, granted_at) VALUES (%s, %s, now())", rows
        )
    with platform.begin() as work:
        set_leads(work, account.id, frozenset(held[:1]))
    return account.id


@contextmanager
def _served(platform: Platform) -> Iterator[Place]:
    app = create_app(platform, {"PROPAGATE_EXCEPTIONS": False})
    people = {"three": _person(platform, "three", groups()[:3]), "all": _person(platform, "all", groups())}
    cookies = {}
    for name, user_id in people.items():
        with platform.begin() as work:
            token = open_session(work, user_id, address="127.0.0.1", user_agent="benchmark")
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookies[name] = signer.dumps({"_user_id": token, "_fresh": True})
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Place(platform, cookies, ("127.0.0.1", server.server_port))
    finally:
        server.shutdown()
        thread.join()
        platform.close()


def _compare(name: str, path: str, places: list[Place], person: str, goal: float | None = None) -> None:
    for place in places:
        for _ in range(3):
            place.get(path, person)
    taken: list[list[float]] = [[] for _ in places]
    for _ in range(ROUNDS):
        for place, samples in zip(places, taken, strict=True):
            samples.append(place.get(path, person))
    small, large = (quantiles(samples, n=4)[0] for samples in taken)
    ratio = large / small
    verdict = "" if goal is None else f"at most {goal}: {'yes' if ratio <= goal else 'NO'}"
    counts = " / ".join(str(place.statements) for place in places)
    print(f"{name:<32} {small:>9.1f} ms {large:>9.1f} ms {ratio:>7.2f}   {counts:>9}   {verdict}", flush=True)


def main() -> None:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    given, _ = parser.parse_known_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder = Path(tempfile.mkdtemp(prefix="tongban-inbox-"))
    server = ensure_server(folder / "database", durable=False)
    try:
        with ExitStack() as stack:
            sizes = (("few", given.few), ("many", given.many))
            platforms = [_platform(server.url, folder, name, tasks) for name, tasks in sizes]
            places = [stack.enter_context(_served(platform)) for platform in platforms]
            who = f"a person in 3 of {GROUPS} groups"
            print(f"\n{who:<32} {given.few:>12,} {given.many:>12,}   ratio   statements")
            _compare("floor: the frame without a list", FLOOR, places, "three")
            for name, path in PAGES.items():
                _compare(name, path, places, "three", GOAL)
            print("\nfiltered")
            for name, path in FILTERED.items():
                _compare(name, path, places, "three")
            _compare("numbers of a group", f"/inbox/team/{groups()[0]}", places, "three")
            print(f"\na person in all {GROUPS} groups")
            for name, path in (PAGES | FILTERED).items():
                _compare(name, path, places, "all")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
