"""The worker: a Procrastinate worker whose every job is one engine job in one transaction."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from procrastinate import App, PsycopgConnector

from engine import job_runs, jobs
from engine.db import connection_string
from engine.pending import QUEUE, TASK_NAME

if TYPE_CHECKING:
    from engine.core import Engine

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
"""How long a job may be due before it is seen without a notification: timers send none."""
HEARTBEAT_SECONDS = 3.0
RECONNECT_SECONDS = 1.0
STALLED_AFTER_SECONDS = 12.0
"""After so long without a heartbeat a worker counts as dead, and its jobs go to another one."""


def make_app(engine: Engine) -> App:
    """Return the Procrastinate application whose tasks run on `engine`."""
    connector = PsycopgConnector(conninfo=connection_string(engine.database_url), min_size=1, max_size=4)
    app = App(connector=connector, periodic_defaults={"max_delay": 60})

    @app.task(name=TASK_NAME, queue=QUEUE)
    def run_job(job_id: str) -> None:
        job_runs.run_job(engine, job_id)

    @app.periodic(cron="* * * * *")
    @app.task(name="engine.scan", queue=QUEUE, queueing_lock="engine.scan")
    def scan(timestamp: int) -> None:
        del timestamp
        with engine.begin(actor="system") as work:
            jobs.defer_due(work)
            jobs.forget_expired(work)

    @app.periodic(cron="* * * * * */5")
    @app.task(name="engine.revive", queue=QUEUE, queueing_lock="engine.revive")
    async def revive(timestamp: int) -> None:
        del timestamp
        await revive_stalled(app)

    return app


async def revive_stalled(app: App) -> int:
    """Give the jobs of workers that stopped without a word to others; return how many."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS)
    revived = 0
    for job in stalled:
        logger.warning("job of a dead worker goes to another", extra={"procrastinate_id": job.id})
        await app.job_manager.retry_job(job)
        revived += 1
    return revived


class Worker:
    """Runs jobs until told to stop. Any number may run, on any machine."""

    def __init__(self, engine: Engine, *, concurrency: int = 4, name: str = "tongban") -> None:
        self._app = make_app(engine)
        self._concurrency = concurrency
        self._name = name

    def run(self) -> None:
        """Run until SIGINT or SIGTERM, then finish what is begun. For the main thread of a process."""
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
        async with self._app.open_async():
            await revive_stalled(self._app)
            await self._app.run_worker_async(
                queues=[QUEUE],
                name=self._name,
                concurrency=self._concurrency,
                wait=wait,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
            )
