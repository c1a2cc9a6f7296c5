"""The public catalogue through HTTP, with 500 and with 50,000 products: `python -m benchmarks catalogue`.

Fills a database of its own, serves it in this process, asks each page twenty times as other visitors,
right after a product has changed and once more, and five times with nothing remembered. Printed are the lower
quartiles, the statements and the slowest of them. The floor is a page of the same frame without a list.
"""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any
from urllib.parse import quote

import structlog
from sqlalchemy import event
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks._catalogue_filling import fill
from engine.server import ensure_server
from web.app import create_app
from workflows import migrate
from workflows.bootstrap import Platform
from workflows.business.catalogue import browsing, counting, publication
from workflows.business.catalogue.publication import ProductOnSale
from workflows.business.catalogue.search_projection import ProductSearch
from workflows.ground.settings import Settings

SIZES = (500, 50_000)
ROUNDS = 20
FORGETFUL_ROUNDS = 5
DEEP = 400
FLOOR = "floor: a page without a list"
_addresses, _versions = count(1), count(1)
_TOTAL = re.compile(r"catalogue-total[^>]*>\D*([\d,]+)")


@dataclass
class Watched:
    """The statements of one request and what each took, in milliseconds."""

    taken: list[float] = field(default_factory=list)
    began: float = 0.0

    def attach(self, platform: Platform) -> None:
        event.listen(platform.database, "before_cursor_execute", self._begin)
        event.listen(platform.database, "after_cursor_execute", self._end)

    def _begin(self, *_: Any) -> None:
        self.began = time.perf_counter()

    def _end(self, *_: Any) -> None:
        self.taken.append((time.perf_counter() - self.began) * 1e3)


@dataclass(frozen=True)
class Cost:
    """What a page costs: products that fit, statements, the slowest one; in milliseconds.

    `new` is with nothing remembered, `first` after a product has changed, `again` after nothing has.
    """

    products: str
    new: float
    first: float
    again: float
    statements: int
    slowest: float


class Quiet(WSGIRequestHandler):
    """Keeps connections open and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        pass


@contextmanager
def served(platform: Platform) -> Iterator[HTTPConnection]:
    """Serve the platform and hand out a connection to it."""
    app = create_app(platform, {"BEHIND_PROXY": True})
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    connection = HTTPConnection("127.0.0.1", server.server_port)
    yield connection
    connection.close()
    server.shutdown()
    server.server_close()


def ask(connection: HTTPConnection, path: str) -> str:
    """Return a page, asked for as another visitor: the limits on visitors are counted but not reached."""
    number = next(_addresses)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    connection.request("GET", path, headers={"X-Forwarded-For": address})
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"Expected 200 of {path}, but found {answer.status}.")
    return page


def cost(platform: Platform, connection: HTTPConnection, path: str, watched: Watched) -> Cost:
    """Return what a page costs in each of the three ways."""
    total = _TOTAL.search(ask(connection, path))
    new, first, again, slowest, statements = [], [], [], [], 0
    for _ in range(FORGETFUL_ROUNDS):
        counting.forget(platform.engine)
        new.append(_timed(connection, path))
    for _ in range(ROUNDS):
        change_a_product(platform)
        watched.taken.clear()
        first.append(_timed(connection, path))
        slowest.append(max(watched.taken, default=0.0))
        statements = len(watched.taken)
        again.append(_timed(connection, path))
    products = total.group(1) if total else ""
    return Cost(products, _quartile(new), _quartile(first), _quartile(again), statements, _quartile(slowest))


def change_a_product(platform: Platform) -> None:
    """Show another version of one product."""
    version = next(_versions)
    with platform.begin() as work:
        (card,) = browsing.products(work, ProductSearch(), sort="cheapest", limit=1)
        summary = f"{card.summary}第 {version} 版，随时扩展。"
        entry = ProductOnSale(
            product_id="product-changing",
            number="CP-2026-900000",
            organisation_id=card.organisation_id,
            kind=card.kind,
            name=f"{card.name} {version}",
            listed_at=card.listed_at,
            summary=summary,
            categories=card.categories,
            tags=card.tags,
        )
        publication.put(work, entry)


def _timed(connection: HTTPConnection, path: str) -> float:
    started = time.perf_counter()
    ask(connection, path)
    return (time.perf_counter() - started) * 1e3


def _quartile(times: list[float]) -> float:
    """Return the lower quartile: what it takes when others leave the machine alone."""
    return quantiles(times, n=4)[0]


def pages(platform: Platform) -> dict[str, str]:
    """Return what is asked for, by what it is."""
    with platform.begin() as work:
        cards = browsing.products(work, ProductSearch(), limit=DEEP)
    one = cards[len(cards) // 2]
    asked = {
        "first page": "",
        "page 17": f"after={cards[-1].cursor}",
        "cheapest first": "sort=cheapest",
        "a word of every product": "q=扩展",
        "a word of many": "q=系统",
        "a usual word": "q=点检",
        "two usual words": "q=点检 盘点",
        "words that never meet": "q=能耗系统平台",
        "an English word": "q=cloud",
        "a number": f"q={one.number}",
        "one facet": "category=energy",
        "two facets": "category=energy&industry=metals",
        "a word and a facet": "q=点检&region=430100",
        "a price": "min=5000&max=9000",
    }
    searches = {name: f"/catalogue?{quote(query, safe='=&')}" for name, query in asked.items()}
    return {
        FLOOR: "/guide",
        **searches,
        "a product": f"/catalogue/{one.number}",
        "a provider": f"/providers/{one.organisation_id}",
        "directory of providers": "/providers",
        "directory, narrowed": "/providers?" + quote("q=科技&region=430100&industry=vehicle", safe="=&"),
        "start page": "/",
    }


def measured(server_url: str, folder: Path, products: int) -> dict[str, Cost]:
    """Return the costs of all pages with so many products."""
    migrate(server_url)
    settings = Settings(database_url=server_url, data_dir=folder, secret_key="benchmark", demonstration=False)
    platform = Platform(settings)
    platform.prepare()
    started = time.perf_counter()
    fill(platform, products)
    print(f"{products:,} products filled in {time.perf_counter() - started:.0f} s")
    watched = Watched()
    watched.attach(platform)
    with served(platform) as connection:
        costs = {name: cost(platform, connection, path, watched) for name, path in pages(platform).items()}
    platform.close()
    return costs


def main() -> None:
    """Print what each page costs with many products, and how many times what it costs with few."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    results = []
    for size in SIZES:
        folder = Path(tempfile.mkdtemp(prefix="tongban-benchmark-"))
        server = ensure_server(folder)
        try:
            results.append(measured(server.url, folder, size))
        finally:
            server.stop()
            shutil.rmtree(folder, ignore_errors=True)
    few, many = results
    columns = ("products", "new ms", "first ms", "x few", "again ms", "statements", "slowest ms")
    print(f"{'':<26}" + "".join(f"{column:>12}" for column in columns))
    for name, now in many.items():
        ratio = now.first / few[name].first
        print(
            f"{name:<26}{now.products:>12}{now.new:12.1f}{now.first:12.1f}{ratio:12.2f}{now.again:12.1f}"
            f"{now.statements:12}{now.slowest:12.1f}"
        )


if __name__ == "__main__":
    main()
