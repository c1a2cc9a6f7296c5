"""How dear a step is, against a floor of hand-written SQL for the same rows in the same database, in one run.

    python -m benchmarks.engine [--tasks 1000000]

The floor is one transaction: lock the instance, close the task with its claim, take it off the inbox, insert
the next task and its group, two history rows, update the instance.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from engine import Engine, Step, Work
from engine.server import ensure_server
from web.__main__ import COLLECTOR

REWORK = Path(__file__).with_name("rework.bpmn").read_bytes()

FLOOR_TABLES = """
CREATE TABLE floor_instance (id text PRIMARY KEY, state text NOT NULL, revision int NOT NULL,
    updated_at timestamptz);
CREATE TABLE floor_task (id text PRIMARY KEY, instance_id text NOT NULL, name text NOT NULL,
    state text NOT NULL, assignee text,
    created_at timestamptz NOT NULL, claimed_at timestamptz, closed_at timestamptz, data json);
CREATE INDEX ON floor_task (instance_id);
CREATE TABLE floor_inbox (group_id text, task_id text, created_at timestamptz,
    PRIMARY KEY (group_id, task_id));
CREATE INDEX ON floor_inbox (group_id, created_at, task_id);
CREATE TABLE floor_history (instance_id text, seq int, at timestamptz, actor text, data json,
    PRIMARY KEY (instance_id, seq));
"""


class Floor:
    """The same step by hand."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url)
        self.instance = str(uuid.uuid4())
        self.task = str(uuid.uuid4())
        self.seq = 0
        self.form = json.dumps({"text": "x" * 200})
        with self.connection.transaction():
            run = self.connection.execute
            run("INSERT INTO floor_instance VALUES (%s, 'active', 0, now())", (self.instance,))
            self._insert_task()

    def _insert_task(self) -> None:
        run = self.connection.execute
        run(
            "INSERT INTO floor_task (id, instance_id, name, state, created_at, data)"
            " VALUES (%s, %s, 'Write', 'open', now(), %s)",
            (self.task, self.instance, self.form),
        )
        run("INSERT INTO floor_inbox VALUES ('writers', %s, now())", (self.task,))

    def step(self) -> None:
        with self.connection.transaction():
            run = self.connection.execute
            run("SELECT * FROM floor_instance WHERE id = %s FOR UPDATE", (self.instance,))
            run(
                "UPDATE floor_task SET state = 'completed', assignee = 'ann', claimed_at = now(),"
                " closed_at = now() WHERE id = %s",
                (self.task,),
            )
            run("DELETE FROM floor_inbox WHERE task_id = %s AND group_id = 'writers'", (self.task,))
            self.task = str(uuid.uuid4())
            self._insert_task()
            for _ in range(2):
                self.seq += 1
                run(
                    "INSERT INTO floor_history VALUES (%s, %s, now(), 'ann', %s)",
                    (self.instance, self.seq, self.form),
                )
            run(
                "UPDATE floor_instance SET revision = revision + 1, updated_at = now() WHERE id = %s",
                (self.instance,),
            )


class Case:
    """A case of the engine that goes round in a loop of two tasks."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.task = ""
        engine.listeners = (*engine.listeners, self._note)
        self.id = ""
        with engine.begin(actor="ann") as work:
            self.id = work.runtime.start("rework", variables={"good": False, "form": {"a": "x" * 200}}).id

    def _note(self, _: Work, step: Step) -> None:
        """Keep the task that a step has opened, as an inbox or a read model would."""
        for task in step.tasks.values():
            if task.state == "open" and self.id in {"", task.instance_id}:
                self.task = task.id

    def step(self) -> None:
        with self.engine.begin(actor="ann") as work:
            work.tasks.claim(self.task)
            work.tasks.complete(self.task, variables={"text": "x" * 200})

    def close(self) -> None:
        self.engine.listeners = tuple(
            listener for listener in self.engine.listeners if listener != self._note
        )


def quiet_ms(samples: list[float]) -> float:
    """Return the lower quartile: what it takes where the machine does nothing else."""
    return statistics.quantiles(samples, n=4)[0] * 1000


def timed(step: Callable[[], object], times: int) -> list[float]:
    samples = []
    for _ in range(times):
        begun = time.perf_counter()
        step()
        samples.append(time.perf_counter() - begun)
    return samples


def in_turns(first: Callable[[], object], second: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Time both in turns, so that both see the same machine."""
    firsts: list[float] = []
    seconds: list[float] = []
    for _ in range(10):
        firsts += timed(first, 40)
        seconds += timed(second, 40)
    return firsts, seconds


def report(name: str, value: str, goal: str = "") -> None:
    print(f"{name:<58} {value:>22}   {goal}", flush=True)


def one_step(engine: Engine, url: str) -> None:
    floor, case = Floor(url), Case(engine)
    timed(floor.step, 50)
    timed(case.step, 50)
    floors, steps = in_turns(floor.step, case.step)
    case.close()
    low, own = quiet_ms(floors), quiet_ms(steps)
    report("floor: one step by hand", f"{low:.2f} ms")
    report(
        "engine: claim + complete + next task", f"{own:.2f} ms = {own / low:.1f} x floor", "at most 3, goal 2"
    )


def make_step(kind: str, url: str) -> Callable[[], object]:
    return Floor(url).step if kind == "floor" else Case(Engine(url, pool_size=1)).step


def run_steps(kind: str, url: str, seconds: float, barrier: Barrier, counts: Queue[int]) -> None:
    step = make_step(kind, url)
    timed(step, 20)
    gc.freeze()
    gc.set_threshold(*COLLECTOR)  # as web processes and workers have it
    barrier.wait()
    end, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        step()
        done += 1
    counts.put(done)


def many_workers(url: str, workers: int = 8, seconds: float = 4.0) -> None:
    """Workers are processes, as in production; each has a case of its own."""
    context = multiprocessing.get_context("spawn")

    def rate(kind: str) -> float:
        barrier, counts = context.Barrier(workers), context.Queue()
        arguments = (kind, url, seconds, barrier, counts)
        processes = [context.Process(target=run_steps, args=arguments) for _ in range(workers)]
        for process in processes:
            process.start()
        done = sum(counts.get() for _ in processes)
        for process in processes:
            process.join()
        return done / seconds

    low, own = rate("floor"), rate("engine")
    report(f"{workers} workers, floor", f"{low:.0f} steps/s")
    report(f"{workers} workers, engine", f"{own:.0f} steps/s = {own / low:.2f} x floor", "at least 0.65")


def long_case(engine: Engine, steps: int) -> None:
    """Steps of young cases and of an old one in turns: what differs is the age alone."""
    old = Case(engine)
    timed(old.step, 195)
    for age in (200, steps):
        timed(old.step, age - 200)
        early: list[float] = []
        late: list[float] = []
        for _ in range(12):
            young = Case(engine)
            timed(young.step, 5)
            early += timed(young.step, 10)
            young.close()
            late += timed(old.step, 10)
        low, own = quiet_ms(early), quiet_ms(late)
        goal = "at most 1.2" if age == 200 else ""
        report(f"step {age} of a loop, and step 10 of others", f"{own:.2f} ms = {own / low:.2f} x", goal)
    old.close()


PARTITION = """
ALTER TABLE {table} RENAME TO {table}_whole;
CREATE TABLE {table} (LIKE {table}_whole INCLUDING DEFAULTS) PARTITION BY HASH (instance_id);
ALTER TABLE {table} ADD PRIMARY KEY ({key});
"""
PARTITIONED = {
    "engine_state": "instance_id, row_id",
    "engine_variable": "instance_id, scope, name",
    "engine_history": "instance_id, seq",
}


def partitioned(url: str, partitions: int = 16) -> None:
    """The same step in a database whose case tables are hash-partitioned by instance."""
    engine = fresh(url)
    with psycopg.connect(url) as connection:
        for table, key in PARTITIONED.items():
            connection.execute(PARTITION.format(table=table, key=key))
            for part in range(partitions):
                connection.execute(
                    f"CREATE TABLE {table}_{part} PARTITION OF {table}"
                    f" FOR VALUES WITH (MODULUS {partitions}, REMAINDER {part})"
                )
    floor, case = Floor(url), Case(engine)
    timed(floor.step, 50)
    timed(case.step, 50)
    floors, steps = in_turns(floor.step, case.step)
    low, own = quiet_ms(floors), quiet_ms(steps)
    report(f"case tables in {partitions} partitions", f"{own:.2f} ms = {own / low:.1f} x floor")
    engine.close()


FILL = """
INSERT INTO engine_task (id, instance_id, root_id, definition_id, process_id, element_id, token_id, scope,
    name, state, audience_id, priority, created_at, revision, evaluated)
SELECT 'fill-' || n, 'fill-' || n, 'fill-' || n, '', 'rework', 'write', '1', '0', 'Write', 'open',
    (SELECT id FROM engine_audience WHERE members = '{writers}'), 50,
    '2020-01-01Z'::timestamptz + n * interval '1 second', 1, '{}'
FROM generate_series(%s::int, %s::int) n
"""
COUNT = """
INSERT INTO engine_audience_count
SELECT id, 'rework', 99, %s, 0 FROM engine_audience WHERE members = '{writers}'
ON CONFLICT (audience_id, process_id, slot) DO UPDATE SET open_count = excluded.open_count
"""


def inbox(engine: Engine, url: str, sizes: list[int]) -> None:
    filled, base = 0, 0.0
    for size in sizes:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(FILL, (filled + 1, size))
            connection.execute(COUNT, (size,))
            connection.execute("VACUUM ANALYZE engine_task")
        filled = size

        def first_page(size: int = size) -> None:
            with engine.begin(actor="ann") as work:
                query = work.tasks.query().candidate_or_assignee({"writers", "others"}, "ann")
                assert query.count() >= size
                assert len(query.page(limit=20).items) == 20

        timed(first_page, 20)
        taken = quiet_ms(timed(first_page, 200))
        base = base or taken
        report(
            f"inbox page and count, {size:,} open tasks",
            f"{taken:.2f} ms = {taken / base:.2f} x",
            "at most 1.5",
        )


def database(server_url: str) -> str:
    """Make a database; return its address."""
    name = f"bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def fresh(url: str) -> Engine:
    """Return an engine on a database with its tables, the floor's, and one process."""
    engine = Engine(url, pool_size=10)
    engine.migrate()
    with psycopg.connect(url) as connection:
        connection.execute(FLOOR_TABLES)
    with engine.begin() as work:
        work.repository.deploy({"rework.bpmn": REWORK})
    return engine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=1_000_000, help="open tasks in the largest inbox")
    parser.add_argument("--steps", type=int, default=1_000, help="steps of the long case")
    parser.add_argument("--profile", action="store_true", help="profile the single step instead")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as directory:
        server = ensure_server(Path(directory))
        try:
            url = database(server.url)
            engine = fresh(url)
            gc.freeze()
            if arguments.profile:
                profile(engine)
                return
            one_step(engine, url)
            many_workers(url)
            long_case(engine, arguments.steps)
            partitioned(database(server.url))
            inbox(engine, url, [10_000, arguments.tasks])
            engine.close()
        finally:
            server.stop()


def profile(engine: Engine) -> None:
    import cProfile  # noqa: PLC0415
    import pstats  # noqa: PLC0415

    case = Case(engine)
    timed(case.step, 100)
    profiler = cProfile.Profile()
    profiler.enable()
    timed(case.step, 300)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("cumtime").print_stats(70)


if __name__ == "__main__":
    main()
