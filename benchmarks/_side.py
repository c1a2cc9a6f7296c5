"""One tree of `benchmarks.against`: takes a turn of what it is asked for on stdin, and says what that cost.

Runs with the folder of the tree as its place and its PYTHONPATH, so that every import is that tree's own;
it uses only what the benchmarks of both trees have.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
import psycopg

from benchmarks import engine as engine_benchmark
from benchmarks import inbox, push

Turn = Callable[[], object]
TASKS = 10_000
WATCHERS = 500


def engine_turns(url: str) -> dict[str, Turn]:
    database = engine_benchmark.database(url)
    case, floor = (
        engine_benchmark.Case(engine_benchmark.fresh(database)),
        engine_benchmark.Floor(database),
    )
    return {
        "floor: one step by hand": many(floor.step, 200),
        "engine: claim, complete, next task": many(case.step, 60),
    }


def inbox_turns(url: str, folder: Path, stack: ExitStack, name: str) -> dict[str, Turn]:
    platform = inbox._platform(url, folder, name, TASKS)
    place = stack.enter_context(inbox._served(platform))
    pages = {
        "inbox: the frame without a list": inbox.FLOOR,
        "inbox: oldest first": inbox.PAGES["oldest first"],
        "inbox: by applicant": inbox.PAGES["by applicant"],
        "inbox: a rare word": inbox.FILTERED["a rare word"],
        "inbox: numbers of a group": f"/inbox/team/{inbox.groups()[0]}",
    }
    return {name: many(lambda path=path: place.get(path, "three"), 8) for name, path in pages.items()}


def push_turns(url: str, folder: Path) -> dict[str, Turn]:
    database = engine_benchmark.database(url)
    push.migrate(database)
    platform = push.Platform(push.Settings(database, folder, push.SECRET))
    push.people(platform, WATCHERS)
    push.fill(platform, 50)

    def begin_case() -> None:
        with platform.begin() as work:
            work.runtime.start("rework", variables={"good": False, "form": {}})

    return {
        f"push: a round for {WATCHERS} watchers": many(
            lambda: push.statements_of_a_round(platform, WATCHERS), 10
        ),
        "push: a case begun, its watchers noted": many(begin_case, 40),
    }


def many(step: Turn, times: int) -> Turn:
    def turn() -> None:
        for _ in range(times):
            step()

    return turn


def backends_seconds(url: str) -> float:
    """Return the CPU time of the backends of this side's server."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
        ).fetchall()
    seconds = 0.0
    for (pid,) in rows:
        try:
            seconds += sum(psutil.Process(pid).cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return seconds


def main() -> None:
    url, folder = sys.argv[1], Path(sys.argv[2])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with ExitStack() as stack:
        turns = engine_turns(url) | push_turns(url, folder) | inbox_turns(url, folder, stack, "bench_inbox")
        print(json.dumps(list(turns)), file=answers, flush=True)
        for line in sys.stdin:
            turn = turns[json.loads(line)]
            database = backends_seconds(url)
            wall, own = time.perf_counter(), time.process_time()
            turn()
            wall, own = time.perf_counter() - wall, time.process_time() - own
            told = {"wall": wall, "cpu": own, "database": backends_seconds(url) - database}
            print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    main()
