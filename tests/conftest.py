"""What every test shares: one PostgreSQL for the run, and a database for each test."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator, Mapping
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from argon2 import PasswordHasher
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.timestamps import dummy_client
from sqlalchemy import URL, Engine

from engine.packages import Package
from engine.server import ensure_server
from tests.copies import Copies
from tests.databases import CreateDatabase, databases
from tests.dealing import dealt
from tests.once import Once
from tests.room import folder_of_a_run
from tests.web.compiled import COMPILED
from workflows.business.certificates import making as certificate_making
from workflows.ground.signing_keys import operations as signing_keys
from workflows.people.identity import passwords

TESTS = Path(__file__).parent
BROWSER_TESTS = TESTS / "web"
"""What has a page is here; to collect the rest of the tests would take every worker ten seconds more."""

STATEMENTS = 3_000
"""How many compiled statements a run keeps."""
COLLECTOR = (1_000, 20, 50)
"""Thresholds of the collector of garbage: it looks through what is old once in a million new objects."""
KEY_PAIRS = 4
"""More than the parties of a test: none gets the keys of another."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark every test that drives a browser (`-m "not browser"` runs without Chromium); begin with long ones.

    Raises: UsageError: a browser test stands where `make test` does not look for them.
    """
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            if item.path.is_relative_to(TESTS) and not item.path.is_relative_to(BROWSER_TESTS):
                raise pytest.UsageError(f"Expected browser tests in {BROWSER_TESTS}, but found {item.nodeid}")
            item.add_marker("browser")
    yield
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = dealt(items, workers, lambda item: item.get_closest_marker("long") is not None)


def pytest_collection() -> None:
    """Look for no garbage while everything is imported: nothing of it is."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Keep the collector of garbage away from what stays anyway: modules, and five thousand tests.

    As it is set by itself it looks through all the rest, what is compiled once, every second or so: that took
    one twentieth of a run.
    """
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Compile what several tests deploy once in a run: every test has a platform of its own."""
    compiled: dict[tuple[tuple[str, bytes], ...], Package] = {}
    compile_package = Package.of

    def of(files: Mapping[str, bytes]) -> Package:
        key = tuple(sorted(files.items()))
        if key not in compiled:
            compiled[key] = compile_package(files)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Package, "of", staticmethod(of))
        yield


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compile each template once in a run: every test has an application, and every worker its share."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of all workers
    COMPILED.folder = folder / "templates"
    COMPILED.folder.mkdir(exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Compile each statement once in a run: every test has an engine, and SQLAlchemy keeps them by engine.

    What is compiled belongs to a dialect, so later engines take that of the first, once that has connected.
    """
    first: dict[str, Engine] = {}
    create_engine = sqlalchemy.create_engine

    def alike(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, query_cache_size=STATEMENTS, **options)
        kind = repr(sorted((name, value) for name, value in options.items() if "pool" not in name))
        if kind in first:
            engine.dialect, engine._compiled_cache = first[kind].dialect, first[kind]._compiled_cache
        else:
            sqlalchemy.event.listen(engine, "first_connect", lambda *_: first.setdefault(kind, engine))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlalchemy, "create_engine", alike)
        yield


@pytest.fixture(scope="session", autouse=True)
def costly_hasher() -> Iterator[PasswordHasher]:
    """Give the run a quick hasher: every account of a test has a password. Returns that of production."""
    with pytest.MonkeyPatch.context() as patch:
        costly = passwords._HASHER
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield costly


@pytest.fixture(scope="session", autouse=True)
def keys_made_once() -> Iterator[None]:
    """Make few pairs of keys in a run, as it takes long: each test has parties that sign, and stamps.

    Nor is the key of the stamps tried for being one at each of them, which takes as long as all the rest.
    """
    with pytest.MonkeyPatch.context() as patch:
        make = signing_keys._made
        pairs = cycle(make() for _ in range(KEY_PAIRS))
        patch.setattr(signing_keys, "_made", lambda: next(pairs))
        patch.setattr(certificate_making.rsa, "generate_private_key", cache(rsa.generate_private_key))
        load = partial(serialization.load_der_private_key, unsafe_skip_rsa_key_validation=True)
        patch.setattr(dummy_client.serialization, "load_der_private_key", load)
        yield


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Address of a server for tests: `TEST_DATABASE_URL`, or one started here and thrown away."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with folder_of_a_run() as directory:
        server = ensure_server(directory, durable=False)
        try:
            yield server.url
        finally:
            server.stop()


@pytest.fixture(scope="session")
def session_databases(server_url: str) -> Iterator[CreateDatabase]:
    """Make databases that live as long as the run (templates)."""
    with databases(server_url) as create:
        yield create


@pytest.fixture(scope="session")
def once() -> Once:
    """Keep what the whole run shares."""
    return Once()


@pytest.fixture(scope="session")
def copies(server_url: str) -> Iterator[Copies]:
    """Lend copies of those templates."""
    copies = Copies(server_url)
    yield copies
    copies.close()


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """Address of a fresh database without any table."""
    with databases(server_url) as create:
        yield create()
