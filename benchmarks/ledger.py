"""Transfers a second through the ledger, beside a floor: `python -m benchmarks ledger`.

The floor is hand-written SQL without any rule, in one transaction: a transfer with its key, two balances, two
entries that can be found by account. Clients are processes, the server flushes every commit. First they move
between random wallets, then all against one account: the gateway's clearing account, which the ledger keeps
in shards and the floor in one row, and once more in sixteen. All clients take the same way at the same time,
in turns of half a second, so that both see the same machine. CPU a transfer is that of the client and of its
backend in the database, which on a busy machine says more than the clock. Goal: at least half of the floor.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

import psutil
import psycopg
import structlog

from engine.server import ensure_server
from workflows import migrate
from workflows.bootstrap import Platform
from workflows.business.ledger.checking import check_books
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import Cause
from workflows.ground.settings import Settings

WALLETS = 2_000
TURN_SECONDS = 0.5
WHERE = (("random wallets", False), ("one hot account", True))
GOAL = 0.5
FLOOR_TABLES = """
CREATE TABLE floor_balance (account text, shard int, fen bigint NOT NULL, PRIMARY KEY (account, shard))
    WITH (fillfactor = 50);
CREATE TABLE floor_transfer
    (id text PRIMARY KEY, key text UNIQUE NOT NULL, kind text, cause text, at timestamptz);
CREATE TABLE floor_entry
    (transfer text, account text, fen bigint, balance bigint, PRIMARY KEY (account, transfer));
"""
BALANCE = "UPDATE floor_balance SET fen = fen + %s WHERE account = %s AND shard = %s RETURNING fen"


@dataclass(frozen=True, slots=True)
class Round:
    """What each client does for some seconds: all that is compared, in turns of the clock."""

    url: str
    hot: bool
    seconds: float


@dataclass
class Figures:
    """What was done in one way: seconds of each transfer, and of processors in clients and backends."""

    taken: list[float]
    cpu: float = 0.0
    backend: float = 0.0


Once = Callable[[str, str], None]
Ways = dict[str, tuple[Once, psutil.Process]]
"""How a transfer is made, and the backend of the connection that makes it."""


def client(given: Round) -> dict[str, Figures]:
    """Move a fen again and again; all clients take the same way at the same time."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    wallets = _wallets(given.url)
    platform = Platform(Settings(given.url, Path(os.devnull), "only for this benchmark"))
    with ExitStack() as stack:
        ways: Ways = {"ledger": (_ledger(platform, given.hot), backend_of(platform))}
        for name, shards in (("floor", 1), ("floor, in 16 shards", 16))[: 2 if given.hot else 1]:
            connection = stack.enter_context(psycopg.connect(given.url))
            backend = psutil.Process(connection.info.backend_pid)
            ways[name] = (_floor(connection, given.hot, shards), backend)
        figures = _repeat(given.seconds, wallets, ways)
    platform.close()
    return figures


def backend_of(platform: Platform) -> psutil.Process:
    """Return the backend of the one connection that a platform uses when one thread works."""
    with platform.begin() as work:
        row = work.transaction.row("SELECT pg_backend_pid() AS pid")
    assert row is not None
    return psutil.Process(row["pid"])


def _ledger(platform: Platform, hot: bool) -> Once:
    with platform.begin() as work:
        row = work.transaction.row("SELECT id FROM ledger_accounts WHERE kind = 'clearing'")
    assert row is not None
    amount, cause = Decimal("0.01"), Cause("notice", "n")

    def once(source: str, target: str) -> None:
        with platform.begin("benchmark") as work:
            words = {"source": row["id"] if hot else source, "target": target}
            move(work, key=str(uuid4()), kind="recharge", cause=cause, amount=amount, **words)

    return once


def _floor(connection: psycopg.Connection, hot: bool, shards: int) -> Once:
    def once(source: str, target: str) -> None:
        place = ("hot", random.randrange(shards)) if hot else (source, 0)
        transfer = str(uuid4())
        connection.execute(
            "INSERT INTO floor_transfer VALUES (%s, %s, 'recharge', 'n', now())", (transfer, str(uuid4()))
        )
        for (account, shard), fen in sorted(((place, -1), ((target, 0), 1))):
            row = connection.execute(BALANCE, (fen, account, shard)).fetchone()
            assert row is not None
            entry = (transfer, account, fen, row[0])
            connection.execute("INSERT INTO floor_entry VALUES (%s, %s, %s, %s)", entry)
        connection.commit()

    return once


def _repeat(seconds: float, wallets: list[str], ways: Ways) -> dict[str, Figures]:
    for once, _ in ways.values():
        for _ in range(20):  # the driver prepares what it has sent some times
            once(*random.sample(wallets, 2))
    figures, names = {name: Figures([], backend=-cpu_seconds(ways[name][1])) for name in ways}, list(ways)
    end = time.perf_counter() + seconds * len(ways)
    while (begun := time.perf_counter()) < end:
        name = names[int(time.time() / TURN_SECONDS) % len(names)]
        cpu = time.process_time()
        ways[name][0](*random.sample(wallets, 2))
        figures[name].taken.append(time.perf_counter() - begun)
        figures[name].cpu += time.process_time() - cpu
    for name, (_, backend) in ways.items():
        figures[name].backend += cpu_seconds(backend)
    return figures


def cpu_seconds(process: psutil.Process) -> float:
    """Return what a process has used of processors so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _wallets(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM ledger_accounts WHERE kind = 'wallet'")]


def _fill(url: str) -> None:
    migrate(url)
    platform = Platform(Settings(url, Path(os.devnull), "only for this benchmark"))
    with platform.begin() as work:
        clearing = open_account(work, PLATFORM, "clearing").id
        wallets = [open_account(work, f"owner {number}", "wallet").id for number in range(WALLETS)]
        words = {"kind": "recharge", "cause": Cause("notice", "n")}
        for wallet in wallets:
            move(work, key=wallet, source=clearing, target=wallet, amount=Decimal(10_000), **words)  # type: ignore[arg-type]
    platform.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(FLOOR_TABLES)
        connection.execute("INSERT INTO floor_balance SELECT account_id, shard, 1000000 FROM ledger_balances")
        connection.execute("INSERT INTO floor_balance SELECT 'hot', n, 0 FROM generate_series(0, 15) n")
        connection.execute("VACUUM ANALYZE")


@contextmanager
def _database() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="tongban-ledger-"))
    server = ensure_server(folder)
    try:
        _fill(server.url)
        yield server.url
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _compare(where: str, clients: int, given: Round) -> None:
    with ProcessPoolExecutor(clients, get_context("spawn")) as pool:
        each = list(pool.map(client, [given] * clients))
    rates, costs = {}, {}
    for name in sorted(each[0]):
        taken = [one for figures in each for one in figures[name].taken]
        rates[name] = len(taken) / given.seconds
        p99 = quantiles(taken, n=100)[98] * 1e3
        cpu = sum(figures[name].cpu for figures in each) / len(taken) * 1e3
        backend = sum(figures[name].backend for figures in each) / len(taken) * 1e3
        costs[name] = cpu + backend
        words = f"{where:<16} {name:<20} {clients:>7} {rates[name]:>12,.0f} {p99:>8.1f}"
        print(f"{words} {cpu:>10.2f} {backend:>11.2f}")
    ratio, cost = rates["ledger"] / rates["floor"], costs["floor"] / costs["ledger"]
    verdict = "yes" if ratio >= GOAL else "NO"
    print(f"{'':<16} {ratio:.2f} of the floor, at least {GOAL}: {verdict}; by CPU {cost:.2f}", flush=True)


def main() -> None:
    """Fill, let clients move, print, and add the books up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="for each way")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 8])
    given, _ = parser.parse_known_args()
    with _database() as url:
        head = f"{'':<37} {'clients':>7} {'transfers/s':>12} {'p99 ms':>8}"
        print(f"{head} {'CPU client':>10} {'backend, ms':>11}")
        for where, hot in WHERE:
            for clients in given.clients:
                _compare(where, clients, Round(url, hot, given.seconds))
        _add_up(url)


def _add_up(url: str) -> None:
    platform = Platform(Settings(url, Path(os.devnull), "only for this benchmark"))
    begun = time.perf_counter()
    with platform.begin() as work:
        checked = check_books(work, full=True)
    platform.close()
    taken = time.perf_counter() - begun
    print(
        f"\n{checked.transfers:,} transfers added up in {taken:.1f} s: {len(checked.differences)} differences"
    )


if __name__ == "__main__":
    main()
