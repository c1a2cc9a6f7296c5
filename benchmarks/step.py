"""What a step costs: `python -m benchmarks step`, beside the same rows written by hand in the same database.

A step is claim, complete and the next task, in one transaction. Printed are processor time of the client and
of its database process together (wall time swings with whatever else the machine does), the bytes that tables
and indexes keep of a step, and the log (WAL) that it writes. The tables are written anew just before, so that
full images of pages, which depend on when the last checkpoint was, hardly come in. How much is wanted stands
beside it (issue 16).
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.engine import Case, Floor, database, fresh, many_workers, report
from engine import Engine
from engine.server import ensure_server

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
WARM_UP = 50
ENGINE_TABLES = (
    "engine_instance", "engine_task", "engine_state", "engine_variable", "engine_history",
    "engine_audience_count",
)  # fmt: skip
FLOOR_TABLES = ("floor_instance", "floor_task", "floor_inbox", "floor_history")


@dataclass(frozen=True)
class Cost:
    """What one step costs on average: processor time in ms, bytes kept, bytes of the log."""

    cpu: float
    kept: float
    logged: float


def client_seconds() -> float:
    """Return the processor time of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def server_seconds(pids: Sequence[int]) -> float:
    """Return the processor time of database processes so far."""
    told = [Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split() for pid in pids]
    return sum(int(fields[11]) + int(fields[12]) for fields in told) / TICKS_PER_SECOND


class Meter:
    """Reads a database that nothing else writes to."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def one(self, query: str, *parameters: object) -> int:
        row = self._connection.execute(query, parameters).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return int(row[0])

    def backends(self) -> list[int]:
        """Return the processes of the others who are connected here."""
        rows = self._connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return [row[0] for row in rows]

    def kept(self, tables: Sequence[str]) -> int:
        """Return the bytes of tables with their indexes, without what vacuum would free."""
        for table in tables:
            self._connection.execute(f"VACUUM (FULL) {table}")  # type: ignore[arg-type]
        return sum(self.one("SELECT pg_total_relation_size(%s::regclass)", table) for table in tables)

    def logged(self) -> int:
        return self.one("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")

    def cost(self, step: Callable[[], object], tables: Sequence[str], times: int) -> Cost:
        for _ in range(WARM_UP):
            step()
        before = self.kept(tables)
        for _ in range(WARM_UP):
            step()
        pids, logged = self.backends(), self.logged()
        used = client_seconds() + server_seconds(pids)
        for _ in range(times):
            step()
        used = client_seconds() + server_seconds(pids) - used
        logged = self.logged() - logged
        kept = (self.kept(tables) - before) / (times + WARM_UP)
        return Cost(used / times * 1000, kept, logged / times)


def main() -> None:
    """Measure a step by hand and one of the engine; then eight processes of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2_000, help="steps of each")
    parser.add_argument("--workers", type=int, default=8, help="processes that step at once; 0: none")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tongban-bench-") as directory:
        server = ensure_server(Path(directory))
        try:
            url = database(server.url)
            engine = fresh(url)
            gc.freeze()
            show(engine, url, arguments.times)
            engine.close()
            if arguments.workers:
                many_workers(url, arguments.workers)
        finally:
            server.stop()


def show(engine: Engine, url: str, times: int) -> None:
    """Print the costs of a step by hand and of the engine's."""
    meter, floor, case = Meter(url), Floor(url), Case(engine)
    low = meter.cost(floor.step, FLOOR_TABLES, times)
    own = meter.cost(case.step, ENGINE_TABLES, times)
    report("processor time by hand", f"{low.cpu:.2f} ms")
    report("processor time of claim + complete + next", f"{own.cpu:.2f} ms", "at most 1.3 ms")
    for name, by_hand, engines, goal in (
        ("bytes kept", low.kept, own.kept, "at most 2.5"),
        ("bytes of the log", low.logged, own.logged, "at most 2"),
    ):
        report(f"{name} by hand", f"{by_hand:.0f}")
        report(f"{name} of the engine", f"{engines:.0f} = {engines / by_hand:.2f} x", goal)


if __name__ == "__main__":
    main()
