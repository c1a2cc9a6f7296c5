"""What every test shares: one PostgreSQL for the run, a migrated template, a fresh database for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from engine.server import ensure_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that drives a browser: `-m "not browser"` is what runs without Chromium."""
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Address of a server for tests: `TEST_DATABASE_URL`, or one started here and thrown away."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    directory = Path(tempfile.mkdtemp(prefix="tongban-test-"))
    server = ensure_server(directory, durable=False)
    try:
        yield server.url
    finally:
        server.stop()
        shutil.rmtree(directory, ignore_errors=True)


def database_address(server_url: str, name: str) -> str:
    """Return `server_url` with another database name."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


CreateDatabase = Callable[..., str]


@contextmanager
def databases(server_url: str) -> Iterator[CreateDatabase]:
    """Hand out a function that creates databases (`template=` copies one); drop them all at the end."""
    made: list[str] = []
    with psycopg.connect(server_url, autocommit=True) as connection:

        def create(template: str = "template1") -> str:
            name = f"t_{uuid.uuid4().hex[:16]}"
            source = urlsplit(template).path.lstrip("/") if "//" in template else template
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
            )
            made.append(name)
            return database_address(server_url, name)

        try:
            yield create
        finally:
            for name in made:
                drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
                try:
                    connection.execute(drop + sql.SQL(" WITH (FORCE)"))
                except psycopg.errors.InsufficientPrivilege:
                    # autovacuum is in it: nobody but a superuser may force that, but it makes way by itself
                    connection.execute(drop)


@pytest.fixture(scope="session")
def session_databases(server_url: str) -> Iterator[CreateDatabase]:
    """Make databases that live as long as the run (templates)."""
    with databases(server_url) as create:
        yield create


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """Address of a fresh database without any table."""
    with databases(server_url) as create:
        yield create()
