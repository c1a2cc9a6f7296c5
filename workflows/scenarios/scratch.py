"""A database to play scenarios in: made for them, and thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql

from engine.server import LocalServer, ensure_server
from workflows import migrate
from workflows.approvals.tasks import grace
from workflows.bootstrap import Platform
from workflows.ground.settings import Settings
from workflows.ground.settings_store.operations import change
from workflows.scenarios.stand_ins import register

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Scratch:
    """An installation with the delivered packages and the one that is played; each scenario gets a copy."""

    server: LocalServer
    settings: Settings
    process_id: str

    @contextmanager
    def copy(self, now: datetime) -> Iterator[Platform]:
        """Yield a platform of its own over a copy, in which it is `now`."""
        name = f"scenario_{next(_NUMBERS)}"
        with psycopg.connect(self.server.url_of("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, "tongban")))
            )
        platform = Platform(replace(self.settings, database_url=self.server.url_of(name)), clock=lambda: now)
        try:
            yield platform
        finally:
            platform.close()


@contextmanager
def scratch(
    files: Mapping[str, bytes], *, source: str, services: Mapping[str, Mapping[str, Any]]
) -> Iterator[Scratch]:
    """Yield an installation that nobody else uses, with the package `files` and its `services`.

    Raises: as `Repository.deploy`; engine.ServerFailed: no database can be started.
    """
    with TemporaryDirectory(prefix="tongban-test-") as folder:
        server = ensure_server(Path(folder), durable=False)
        try:
            settings = Settings(server.url, Path(folder), "scratch", demonstration=True)
            migrate(server.url)
            platform = Platform(settings)
            try:
                platform.prepare()
                with platform.begin() as work:
                    register(work, settings, services)
                    change(work, {grace.SETTING: 0})  # a scenario says what comes of decisions that stand
                    deployed = work.repository.deploy(files, source=source)
            finally:
                platform.close()
            yield Scratch(server, settings, deployed.process_id)
        finally:
            server.stop()
