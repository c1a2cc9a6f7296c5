"""The pages that people open most, with the demonstration's data: `python -m benchmarks pages`.

Every page is asked for in turns, without a socket. Printed are the median of the time that it takes, of the
processor time of its process (the database is another), its statements, and how many of them had been asked
before by the same page. How much is wanted stands beside it (issue 16).
"""

from __future__ import annotations

import argparse
import gc
import logging
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from engine.server import ensure_server
from tests.asked import asked_meanwhile
from tests.web.packages.costs import asked_again
from web.__main__ import COLLECTOR
from web.app import create_app
from workflows import migrate
from workflows.approvals.models import Case, WorkItem
from workflows.bootstrap import Platform
from workflows.demo import load_demonstration
from workflows.ground.settings import Settings
from workflows.people.identity.administration import create_account
from workflows.people.identity.models import User
from workflows.people.identity.sessions import open_session
from workflows.people.organisations.operations import begin_organisation

ROUNDS = 15
WANTED = {
    "task": "40 ms, 35",
    "case": "30 ms",
    "inbox": "20 ms",
    "workbench": "12 ms",
    "form of 153 fields": "25 ms",
    "portal home": "10 ms",
}
REVIEWER = "changsha"
Page = tuple[FlaskClient, str]


def pages(app: Flask, platform: Platform) -> dict[str, Page]:
    """Return each page by its name, with a client of somebody who opens it."""
    with platform.begin() as work:
        reviewer = work.session.scalars(select(User.id).where(User.user_name == REVIEWER)).one()
        of_reviewer = WorkItem.groups.overlap(["window:430100"])
        item = work.session.scalars(select(WorkItem).where(WorkItem.state == "open", of_reviewer)).first()
        if item is None:
            raise SystemExit(f"Expected an open task of {REVIEWER}, but found none")
        number = work.session.get_one(Case, item.case_id).number
        newcomer = create_account(
            work, user_name="begins_anew", password="Only4Benchmarks", groups=frozenset({"enterprise"})
        ).id
    with platform.begin(newcomer) as work:
        begin_organisation(work, "enterprise", newcomer)
    reads, applies = signed_in(app, platform, reviewer), signed_in(app, platform, newcomer)
    return {
        "task": (reads, f"/inbox/tasks/{item.task_id}"),
        "case": (reads, f"/cases/{number}"),
        "inbox": (reads, "/inbox"),
        "workbench": (reads, "/workbench"),
        "form of 153 fields": (applies, "/account/sign-up/organisation"),
        "portal home": (app.test_client(), "/"),
    }


def signed_in(app: Flask, platform: Platform, user_id: str) -> FlaskClient:
    """Return a client in which somebody is signed in."""
    client = app.test_client()
    with platform.begin() as work:
        token = open_session(work, user_id, address="127.0.0.1", user_agent="benchmark")
    with client.session_transaction() as session:
        session.update({"_user_id": token, "_fresh": True})
    return client


def measured(client: FlaskClient, path: str) -> tuple[float, float]:
    """Return milliseconds and processor milliseconds of a page."""
    begun, spent = time.perf_counter(), time.process_time()
    answer = client.get(path)
    answer.get_data()
    taken = (time.perf_counter() - begun) * 1e3, (time.process_time() - spent) * 1e3
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code} {answer.headers.get('Location')}")
    return taken


def main() -> None:
    """Load the demonstration, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given, _ = parser.parse_known_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder = Path(tempfile.mkdtemp(prefix="tongban-pages-"))
    server = ensure_server(folder / "database", durable=False)
    try:
        migrate(server.url)
        platform = Platform(Settings(server.url, folder, "only for this benchmark", demonstration=True))
        platform.prepare()
        load_demonstration(platform)
        app = create_app(platform, {"PROPAGATE_EXCEPTIONS": False})
        all_pages = pages(app, platform)
        gc.freeze()
        gc.set_threshold(*COLLECTOR)  # as a web process has it
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in all_pages}
        counts: dict[str, tuple[int, int]] = {}
        for turn in range(3 + given.rounds):
            for name, (client, path) in all_pages.items():
                with asked_meanwhile() as asked:
                    one = measured(client, path)
                counts[name] = len(asked), sum(times - 1 for times in asked_again(asked).values())
                taken[name] += [one] * (turn >= 3)  # what is kept is there by then
        print(f"\n{'page':<22}{'time':>11}{'processor':>13}{'statements':>13}{'again':>8}   wanted")
        for name, samples in taken.items():
            whole, own = (median(column) for column in zip(*samples, strict=True))
            statements, again = counts[name]
            print(f"{name:<22}{whole:>8.1f} ms{own:>10.1f} ms{statements:>13}{again:>8}   {WANTED[name]}")
        platform.close()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
