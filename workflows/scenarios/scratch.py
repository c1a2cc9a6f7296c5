"""A database to play scenarios in: made for them, and thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import sql

from engine.server import LocalServer, ensure_server
from workflows import migrate
from workflows.approvals.tasks import grace
from workflows.bootstrap import Platform
from workflows.ground.clock import Clock
from workflows.ground.settings import Settings
from workflows.ground.settings_store.operations import change
from workflows.outside.values import ServiceContract
from workflows.scenarios.stand_ins import STAND_INS, register, register_waiting

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Scratch:
    """An installation with the delivered packages and the one that is played; each scenario gets a copy."""

    server: LocalServer
    settings: Settings
    process_id: str

    def copy(self, now: datetime) -> AbstractContextManager[Platform]:
        """Return a platform of its own over a copy, in which it is `now`."""
        return self.copy_at(lambda: now)

    @contextmanager
    def copy_at(self, clock: Clock, *, base_url: str = "") -> Iterator[Platform]:
        """Yield a platform of its own over a copy, with a clock and, where told, an address of its own.

        It can ask no service outside but those that answer by a table.
        """
        name = f"scenario_{next(_NUMBERS)}"
        with psycopg.connect(self.server.url_of("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, "tongban")))
            )
        settings = replace(self.settings, database_url=self.server.url_of(name), service_hosts=STAND_INS)
        platform = Platform(replace(settings, base_url=base_url or settings.base_url), clock=clock)
        try:
            yield platform
        finally:
            platform.close()


@contextmanager
def scratch(
    files: Mapping[str, bytes],
    *,
    source: str,
    services: Mapping[str, Mapping[str, Any]],
    contracts: Mapping[str, ServiceContract] = MappingProxyType({}),
) -> Iterator[Scratch]:
    """Yield an installation that nobody else uses, with the package `files` and its `services`.

    Services of which only the contract is told keep their step waiting for an answer.

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
                    register_waiting(work, settings, contracts)
                    register(work, settings, services)
                    change(work, {grace.SETTING: 0})  # a scenario says what comes of decisions that stand
                    deployed = work.repository.deploy(files, source=source)
            finally:
                platform.close()
            yield Scratch(server, settings, deployed.process_id)
        finally:
            server.stop()
