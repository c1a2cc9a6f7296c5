"""Databases of the test server: made, copied, dropped."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

CreateDatabase = Callable[..., str]
Connection = psycopg.Connection[tuple[Any, ...]]


def name_of(address: str) -> str:
    """Return the name of the database at an address."""
    return urlsplit(address).path.lstrip("/")


def create_database(connection: Connection, server_url: str, template: str = "template1") -> str:
    """Make a database, as a copy of the one with this name or address; return its address."""
    name = f"t_{uuid.uuid4().hex[:16]}"
    source = name_of(template) if "//" in template else template
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source))
    )
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(connection: Connection, address: str) -> None:
    """Drop a database, whoever is still connected."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name_of(address)))
    try:
        connection.execute(drop + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        # autovacuum is in it: nobody but a superuser may force that, but it makes way by itself
        connection.execute(drop)


@contextmanager
def databases(server_url: str) -> Iterator[CreateDatabase]:
    """Hand out a function that creates databases (`template=` copies one); drop them all at the end."""
    made: list[str] = []
    with psycopg.connect(server_url, autocommit=True) as connection:

        def create(template: str = "template1") -> str:
            made.append(create_database(connection, server_url, template))
            return made[-1]

        try:
            yield create
        finally:
            for address in made:
                drop_database(connection, address)
