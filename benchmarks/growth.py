"""What lists and numbers cost with 100,000 and with 1,000,000 open tasks: `python -m benchmarks growth`.

Each page is asked for in turns over two databases on one server, without a socket. Printed are the lower
quartile of the time, its ratio, the blocks of the database that the statements of the page read, and the
statements. Blocks are the figure that no busy machine changes. What is wanted stands beside it (issue 16).
"""

from __future__ import annotations

import argparse
import logging
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

import psycopg
import structlog
from flask.testing import FlaskClient

from benchmarks import inbox
from benchmarks._growth_filling import fill_around
from benchmarks._inbox_filling import COMMON, PROCESS, RARE, groups
from benchmarks.pages import signed_in
from engine.server import ensure_server
from tests.asked import Question, asked_meanwhile
from web.app import create_app
from workflows.bootstrap import Platform
from workflows.people.identity.administration import create_account

ROUNDS = 9
MOST_RATIO, MOST_MS = 1.3, 120.0
LED = groups()[0]
PAGES: dict[str, tuple[str, str]] = {
    "floor: the frame without a list": ("three", inbox.FLOOR),
    "oldest first": ("three", "/inbox?all=1"),
    "one region, by applicant": ("three", "/inbox?region=430300&sort=applicant"),
    "overdue": ("three", "/inbox?due=overdue"),
    "overdue, newest first": ("three", "/inbox?due=overdue&sort=newest"),
    "a word of every title": ("three", f"/inbox?q={quote(COMMON)}"),
    "a rare word": ("three", f"/inbox?q={quote(RARE)}"),
    "due, by priority": ("three", "/inbox?due=overdue&sort=priority"),
    "important, due first": ("three", "/inbox?priority=high&sort=due"),
    "one kind": ("three", f"/inbox?process={PROCESS}"),
    "urged": ("three", "/inbox?urged=1"),
    "done": ("three", "/inbox/done"),
    "done, one region": ("three", "/inbox/done?region=430300"),
    "done, a word of every title": ("three", f"/inbox/done?q={quote(COMMON)}"),
    "overdue steps": ("three", "/inbox/overdue"),
    "numbers of a group": ("three", f"/inbox/team/{LED}"),
    "its tasks": ("three", f"/inbox/team/{LED}/tasks"),
    "its tasks, a word": ("three", f"/inbox/team/{LED}/tasks?q={quote(COMMON)}"),
    "its tasks, a region": ("three", f"/inbox/team/{LED}/tasks?region=430300&sort=due"),
    "its tasks, older than 7 days": ("three", f"/inbox/team/{LED}/tasks?older=7&sort=newest"),
    "all groups: region": ("all", "/inbox?region=430300&sort=applicant"),
    "all groups: overdue": ("all", "/inbox?due=overdue"),
    "all groups: a word": ("all", f"/inbox?q={quote(COMMON)}"),
    "all groups: important": ("all", "/inbox?priority=high&sort=due"),
    "all cases": ("overseer", "/inbox/all"),
    "all cases, a region": ("overseer", "/inbox/all?region=430300"),
    "overdue anywhere": ("overseer", "/inbox/overdue"),
    "administration": ("admin", "/admin"),
    "regions": ("admin", "/admin/regions"),
    "processes": ("admin", "/admin/processes"),
}


@dataclass
class Place:
    """One installation: who asks, and the statements of the last page."""

    platform: Platform
    clients: dict[str, FlaskClient]
    statements: list[Question] = field(default_factory=list)

    def get(self, who: str, path: str) -> float:
        """Return how many milliseconds a page takes."""
        with asked_meanwhile() as self.statements:
            begun = time.perf_counter()
            answer = self.clients[who].get(path)
            answer.get_data()
            taken = (time.perf_counter() - begun) * 1e3
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code} {answer.headers.get('Location')}")
        return taken

    def blocks(self) -> list[tuple[int, float, str]]:
        """Return for each statement of the last page its blocks, its milliseconds and its text."""
        counted = []
        with psycopg.connect(self.platform.settings.database_url or "") as connection:
            for statement, parameters in self.statements:
                if statement.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT")):
                    explained = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement}"
                    row = connection.execute(explained, parameters).fetchone()  # type: ignore[call-overload]
                    assert row is not None
                    plan = row[0][0]
                    blocks = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
                    counted.append((blocks, float(plan["Execution Time"]), statement))
        return counted


def opened(platform: Platform, tasks: int | None) -> Place:
    """Return an installation with its people; `tasks` is None where they are there already."""
    people = {}
    for name, held in (
        ("three", groups()[:3]),
        ("all", groups()),
        ("overseer", ["operator"]),
        ("admin", ["admin"]),
    ):
        people[name] = inbox._person(platform, name, held)
    if tasks is not None:
        with platform.begin() as work:
            other = create_account(work, user_name="other", password="Only4Benchmarks", full_name="other").id
        deciders = {group: people["three"] if number < 3 else other for number, group in enumerate(groups())}
        fill_around(platform.settings.database_url or "", tasks, deciders)
    app = create_app(platform, {"PROPAGATE_EXCEPTIONS": False})
    return Place(platform, {name: signed_in(app, platform, user_id) for name, user_id in people.items()})


def compare(name: str, who: str, path: str, places: list[Place], rounds: int) -> None:
    """Ask for a page of each place in turns, and print what it costs."""
    for place in places:
        place.get(who, path)
        place.get(who, path)
    taken: list[list[float]] = [[] for _ in places]
    for _ in range(rounds):
        for place, samples in zip(places, taken, strict=True):
            samples.append(place.get(who, path))
    few, many = (quantiles(samples, n=4)[0] for samples in taken)
    read = [place.blocks() for place in places]
    blocks = " / ".join(f"{sum(one[0] for one in these):,}" for these in read)
    in_database = " / ".join(f"{sum(one[1] for one in these):.0f}" for these in read)
    counts = " / ".join(str(len(place.statements)) for place in places)
    fits = many / few <= MOST_RATIO and many <= MOST_MS
    verdict = "" if name.startswith("floor") else "yes" if fits else "NO"
    print(
        f"{name:<32}{few:>8.1f}{many:>8.1f} ms{many / few:>6.2f}{in_database:>14} ms{blocks:>18}{counts:>9}"
        f"  {verdict}",
        flush=True,
    )


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given, _ = parser.parse_known_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder = Path(tempfile.mkdtemp(prefix="tongban-growth-"))
    server = ensure_server(folder / "database", durable=False)
    places: list[Place] = []
    try:
        for name, tasks in (("few", given.few), ("many", given.many)):
            places.append(opened(inbox._platform(server.url, folder, name, tasks), tasks))
        print(
            f"\n{'':<32}{given.few:>8,}{given.many:>11,}{'ratio':>6}{'database':>17}{'blocks':>18}{'statements':>11}"
        )
        for name, (who, path) in PAGES.items():
            compare(name, who, path, places, given.rounds)
        print(f"\nwanted: at most {MOST_RATIO} times, and {MOST_MS:.0f} ms")
    finally:
        for place in places:
            place.platform.close()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
