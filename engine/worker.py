"""The worker: Procrastinate workers, one a queue, whose every job is one engine job in one transaction."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

import sqlalchemy as sa
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from engine import job_runs, jobs
from engine.db import connection_string, end_idle
from engine.pending import TASK_NAME
from engine.periodic import Periodic
from engine.queues import STEPS, Queue, Queues

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
"""How long a job may be due before it is seen without a notification: timers send none."""
OTHER_POLL_SECONDS = 1.0
"""The same for the queues beside the steps: they hear no notifications, which cost a connection each."""
HEARTBEAT_SECONDS = 1.5
MOST_CONNECTIONS = 2
"""For taking jobs and saying what became of them, which is one short statement each; each takes 4 MB."""
IDLE_SECONDS = 15
"""Jobs come in bursts, each in a transaction of its own, and between them nobody waits for the first."""
RECONNECT_SECONDS = 1.0
STALLED_AFTER_SECONDS = 6.0
"""After so long without a heartbeat a worker counts as dead, and its jobs go to another one."""


class ServedEngine(job_runs.JobEngine, Protocol):
    """What a worker needs of an engine."""

    @property
    def database_url(self) -> str:
        """Where its database is."""

    @property
    def database(self) -> sa.Engine:
        """Its connections."""

    @property
    def queues(self) -> Queues:
        """The queues to serve."""

    @property
    def periodic(self) -> Sequence[Periodic]:
        """What begins by the clock."""


def make_apps(engine: ServedEngine) -> tuple[App, App]:
    """Return two Procrastinate applications over one pool whose tasks run on `engine`.

    The first one also begins what is periodic; the queues beside the steps are worked on with the second.
    """
    connector = PsycopgConnector(
        conninfo=connection_string(engine.database_url), min_size=1, max_size=MOST_CONNECTIONS
    )
    steps = App(connector=connector, periodic_defaults={"max_delay": 60})
    others = App(connector=connector)
    for app in (steps, others):
        _add_jobs(app, engine)
    _add_care(steps, engine)
    for periodic in engine.periodic:
        _add_periodic(steps, engine, periodic.job_type, periodic.cron)
    return steps, others


def _add_jobs(app: App, engine: ServedEngine) -> None:
    @app.task(name=TASK_NAME, queue=STEPS.name)
    def run_job(job_id: str) -> None:
        job_runs.run_job(engine, job_id)


def _add_care(app: App, engine: ServedEngine) -> None:
    """Let `app` look after the queues themselves."""

    @app.periodic(cron="* * * * *")
    @app.task(name="engine.scan", queue=STEPS.name, queueing_lock="engine.scan")
    def scan(timestamp: int) -> None:
        del timestamp
        with engine.begin(actor="system") as work:
            jobs.defer_due(work)
            jobs.forget_expired(work)

    @app.periodic(cron="* * * * * */2")
    @app.task(name="engine.revive", queue=STEPS.name, queueing_lock="engine.revive")
    async def revive(timestamp: int) -> None:
        del timestamp
        await revive_stalled(app)


def _add_periodic(app: App, engine: ServedEngine, job_type: str, cron: str) -> None:
    name = f"engine.begin:{job_type}"

    @app.periodic(cron=cron, periodic_id=name)
    @app.task(name=name, queue=STEPS.name, queueing_lock=name)
    def begin(timestamp: int) -> None:
        del timestamp
        with engine.begin(actor="system") as work:
            work.jobs.begin_periodic(job_type)


async def revive_stalled(app: App) -> int:
    """Give the jobs of workers that stopped without a word to others; return how many.

    Of what may wait only once (what is periodic) another one may wait by now: the dead worker's is over then.
    """
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    revived = 0
    for job in stalled:
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
            continue
        logger.warning("job of a dead worker goes to another", extra={"procrastinate_id": job.id})
        revived += 1
    return revived


class Worker:
    """Runs jobs until told to stop. Any number may run, on any machine."""

    def __init__(
        self, engine: ServedEngine, *, concurrency: int | None = None, name: str = "tongban"
    ) -> None:
        self._database = engine.database
        self._steps, self._others = make_apps(engine)
        queues = engine.queues.all
        self._queues = [replace(queues[0], slots=concurrency or queues[0].slots), *queues[1:]]
        self._name = name

    def run(self) -> None:
        """Run until SIGINT or SIGTERM, then finish what is begun. For the main thread of a process."""
        end_idle(self._database, IDLE_SECONDS)
        asyncio.run(self._run_until_signal())

    async def _run_until_signal(self) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await self.run_until(stop)

    async def run_until(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; begin again whenever the database has gone and come back."""
        while not stop.is_set():
            running = asyncio.create_task(self.run_async())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if stop.is_set():
                running.cancel()
            (outcome,) = await asyncio.gather(running, return_exceptions=True)
            if not stop.is_set():
                logger.warning("worker lost its database; trying again", extra={"cause": repr(outcome)})
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), RECONNECT_SECONDS)

    async def run_async(self, *, wait: bool = True) -> None:
        """Run as long as the database is there; without `wait` until nothing is due."""
        # a thread for each slot, or the queues would wait for each other's threads
        slots = sum(queue.slots for queue in self._queues)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(slots + 2, "jobs"))
        async with self._steps.open_async():
            await revive_stalled(self._steps)
            async with asyncio.TaskGroup() as group:
                for queue in self._queues:
                    group.create_task(self._serve(queue, wait=wait))

    async def _serve(self, queue: Queue, *, wait: bool) -> None:
        first = queue.name == STEPS.name
        app = self._steps if first else self._others
        await app.run_worker_async(
            queues=[queue.name],
            name=f"{self._name}-{queue.name}",
            concurrency=queue.slots,
            wait=wait,
            fetch_job_polling_interval=POLL_SECONDS if first else OTHER_POLL_SECONDS,
            listen_notify=first,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_AFTER_SECONDS,
        )
        if wait:  # it stops by itself when it has lost the database; the others must begin again with it
            raise ConnectionError(f"Expected queue {queue.name} to be served, but its worker has stopped.")
