"""Workers: jobs done soon, retried, never lost and never doubled, whatever happens to the process."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from engine import BpmnError, Engine, Periodic, Queue
from engine.db import connection_string
from engine.jobs import defer_due
from engine.queues import STEPS
from engine.worker import Worker

QUEUED = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'engine.run_job'"
LISTING = Path(__file__).with_name("listing.bpmn").read_bytes()


@pytest.fixture
def live(engine_database):
    """An engine whose clock is the real one, as in production."""
    engine = Engine(engine_database)
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
    yield engine
    engine.close()


def approve(engine: Engine, key: str = "P-1") -> str:
    """Start a case and approve it, so that the job `product.publish` waits."""
    with engine.begin(actor="ann") as work:
        instance = work.runtime.start(
            "product_listing", business_key=key, variables={"region": "x", "key": key}
        )
        task = work.tasks.query().instance(instance.id).first()
        work.tasks.complete(task.id, variables={"decision": "approve"})
    return instance.id


def elements(engine: Engine, instance_id: str) -> list[str]:
    with engine.begin() as work:
        return [element.element_id for element in work.runtime.current_elements(instance_id)]


def run_worker(engine: Engine) -> None:
    asyncio.run(Worker(engine).run_async(wait=False))


def test_a_worker_does_what_is_due(live):
    live.handlers = {"product.publish": lambda job: {"by": job.job_type, "key": job.idempotency_key}}
    instance_id = approve(live)
    run_worker(live)
    assert elements(live, instance_id) == ["paid"]
    with live.begin() as work:
        assert work.runtime.variables(instance_id)["by"] == "product.publish"
        assert work.connection.exec_driver_sql(QUEUED).scalar() == 0


def test_a_running_worker_sees_a_timer_within_a_second(live):
    ticks: list[float] = []
    live.handlers = {"tick": lambda job: ticks.append(time.time())}

    async def run() -> float:
        worker = asyncio.create_task(Worker(live).run_async())
        await asyncio.sleep(1)
        due = time.time() + 1.2
        with live.begin() as work:
            work.jobs.defer("tick", run_at=work.now + timedelta(seconds=1.2))
        while not ticks:
            await asyncio.sleep(0.02)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        return due

    due = asyncio.run(asyncio.wait_for(run(), 30))
    assert ticks[0] >= due - 0.1


def test_a_failing_handler_is_retried_later_and_then_an_incident(engine, clock):
    attempts = []

    def fail(job):
        attempts.append((job.attempt, job.idempotency_key))
        job.work.repository.deploy({"p.bpmn": LISTING + b"<!-- lost -->"})
        raise ValueError("no printer")

    engine.handlers = {"product.publish": fail}
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
    instance_id = approve(engine)
    assert engine.run_due_jobs() == 1
    assert engine.run_due_jobs() == 0
    assert engine.run_due_jobs(clock.advance(seconds=1)) == 1
    assert engine.run_due_jobs(clock.advance(seconds=9)) == 0
    assert engine.run_due_jobs(clock.advance(seconds=1)) == 1
    assert engine.run_due_jobs(clock.advance(days=9)) == 0
    assert [attempt for attempt, _ in attempts] == [1, 2, 3]
    assert len({key for _, key in attempts}) == 1
    with engine.begin(actor="admin") as work:
        (incident,) = work.incidents.list()
        assert (incident.code, incident.element_id) == ("job_failed", "publish")
        assert incident.message == "ValueError: no printer"
        assert work.repository.latest("product_listing").version == 1
        assert work.history.of(instance_id)[-1].kind == "incident_raised"
        engine.handlers = {"product.publish": lambda job: None}
        work.incidents.retry(incident.id)
        assert work.incidents.count() == 0
    assert engine.run_due_jobs() == 1
    assert elements(engine, instance_id) == ["paid"]


def test_an_error_of_the_process_voids_what_the_handler_did(engine):
    def refuse(job):
        job.work.repository.deploy({"p.bpmn": LISTING + b"<!-- lost -->"})
        raise BpmnError("no-stock", variables={"missing": 3})

    engine.handlers = {"product.publish": refuse}
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
    instance_id = approve(engine)
    assert engine.run_due_jobs() == 1
    assert elements(engine, instance_id) == ["review"]
    with engine.begin() as work:
        assert work.repository.latest("product_listing").version == 1
        assert work.incidents.list() == ()


def test_a_job_without_a_handler_is_an_incident(engine, clock):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
    approve(engine)
    for _ in range(3):
        engine.run_due_jobs(clock.advance(minutes=1))
    with engine.begin() as work:
        assert "product.publish" in work.incidents.list()[0].message


def test_work_without_an_instance_is_done_too(engine, clock):
    delivered = []
    engine.handlers = {"mail.deliver": lambda job: delivered.append((job.instance_id, dict(job.variables)))}
    with engine.begin() as work:
        work.jobs.defer("mail.deliver", {"to": "a"})
        work.jobs.defer("mail.deliver", {"to": "b"}, run_at=clock() + timedelta(days=2))
    assert engine.run_due_jobs() == 1
    assert engine.run_due_jobs(clock.advance(days=2)) == 1
    assert delivered == [(None, {"to": "a"}), (None, {"to": "b"})]


def test_what_the_queue_has_lost_is_handed_over_again(live):
    live.handlers = {"product.publish": lambda job: None}
    instance_id = approve(live)
    with live.begin() as work:
        work.connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
        work.connection.exec_driver_sql("UPDATE engine_job SET due_at = due_at - interval '2 minutes'")
        assert defer_due(work) == 1
        assert defer_due(work) == 0
    run_worker(live)
    assert elements(live, instance_id) == ["paid"]


def test_far_timers_reach_the_queue_when_they_come_near(engine, clock):
    with engine.begin() as work:
        work.jobs.defer("x", run_at=clock() + timedelta(days=3))
    with engine.begin() as work:
        assert work.connection.exec_driver_sql(QUEUED).scalar() == 0
        assert defer_due(work) == 0
    clock.advance(days=2, hours=23, minutes=30)
    with engine.begin() as work:
        assert defer_due(work) == 1
        assert work.connection.exec_driver_sql("SELECT count(*) FROM procrastinate_jobs").scalar() == 1


def test_several_workers_share_the_jobs_and_do_each_once(live):
    done: list[int] = []
    live.handlers = {"count": lambda job: done.append(int(job.variables["number"]))}
    with live.begin() as work:
        for number in range(60):
            work.jobs.defer("count", {"number": number})

    async def run() -> None:
        await asyncio.gather(*(Worker(live).run_async(wait=False) for _ in range(3)))

    asyncio.run(run())
    assert sorted(done) == list(range(60))


def test_a_worker_goes_on_when_the_database_comes_back(live):
    done = threading.Event()
    live.handlers = {"ping": lambda job: done.set()}

    async def run() -> None:
        stop = asyncio.Event()
        worker = asyncio.create_task(Worker(live).run_until(stop))
        for _ in range(2):
            done.clear()
            with live.begin() as work:
                work.jobs.defer("ping")
            while not done.is_set():
                await asyncio.sleep(0.05)
            with psycopg.connect(connection_string(live.database_url), autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        stop.set()
        await worker

    asyncio.run(asyncio.wait_for(run(), 60))


def test_queues_keep_their_slots_whatever_hangs_in_the_others(live, engine_database):
    """A mail server that is silent holds the slots of mail, and no case waits for it."""
    hanging, stepped = threading.Event(), threading.Event()
    engine = Engine(
        engine_database,
        handlers={"mail": lambda job: hanging.wait(30) and None, "step": lambda job: stepped.set()},
        queues={"mail": Queue("mail", 2)},
    )
    with engine.begin() as work:
        for _ in range(20):
            work.jobs.defer("mail")
        work.jobs.defer("step")

    async def run() -> bool:
        stop = asyncio.Event()
        worker = asyncio.create_task(Worker(engine, concurrency=1).run_until(stop))
        passed = await asyncio.to_thread(stepped.wait, 20)
        hanging.set()
        stop.set()
        await worker
        return passed

    try:
        assert asyncio.run(asyncio.wait_for(run(), 60))
    finally:
        engine.close()


def test_a_job_that_fails_or_is_handed_over_again_stays_in_its_queue(engine_database, clock):
    def fail(job):
        raise ValueError("down")

    engine = Engine(engine_database, clock=clock, handlers={"mail": fail}, queues={"mail": Queue("mail", 2)})
    queue_of = "SELECT DISTINCT queue_name FROM procrastinate_jobs"
    with engine.begin() as work:
        job_id = work.jobs.defer("mail", retries=2)
    engine.run_due_jobs()
    with engine.begin() as work:
        assert work.connection.exec_driver_sql(queue_of).scalars().all() == ["mail"]
        work.connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
    engine.run_due_jobs(clock.advance(minutes=2))
    with engine.begin() as work:
        work.jobs.retry(job_id)
        assert work.connection.exec_driver_sql(queue_of).scalars().all() == ["mail"]
        work.connection.exec_driver_sql("DELETE FROM procrastinate_jobs")
    clock.advance(minutes=2)
    with engine.begin() as work:
        assert defer_due(work) == 1
        assert work.connection.exec_driver_sql(queue_of).scalars().all() == ["mail"]
    engine.close()


def test_a_periodic_job_runs_once_at_a_time_and_again_after_it_failed(engine, clock):
    runs: list[int] = []

    def tick(job):
        runs.append(job.attempt)
        if len(runs) <= 3:
            raise ValueError("not yet")

    engine.handlers = {"tick": tick}
    with engine.begin() as work:
        assert work.jobs.begin_periodic("tick")
    with engine.begin() as work:
        assert not work.jobs.begin_periodic("tick")
    for _ in range(3):
        engine.run_due_jobs(clock.advance(minutes=1))
    with engine.begin() as work:
        assert work.incidents.count() == 1
        assert work.jobs.begin_periodic("tick")
        assert work.incidents.count() == 0
    engine.run_due_jobs(clock.advance(minutes=1))
    with engine.begin() as work:
        assert work.jobs.list() == ()
        assert work.jobs.begin_periodic("tick")
    assert len(runs) == 4


@pytest.mark.parametrize("waiting", ["todo", "doing"])
def test_a_worker_begins_whatever_the_dead_one_was_busy_with(live, waiting):
    """Killed while it looked after the queues, with the next look waiting or begun as well."""
    live.handlers = {"product.publish": lambda job: {"by": job.job_type, "key": job.idempotency_key}}
    left = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status, args)"
        f" VALUES ('{STEPS.name}', 'engine.revive', 'engine.revive', %s, '{{\"timestamp\": 0}}')"
    )
    with live.begin() as work:
        for status in ("doing", waiting):
            work.connection.exec_driver_sql(left, (status,))
    instance_id = approve(live)
    run_worker(live)
    assert elements(live, instance_id) == ["paid"]
    with live.begin() as work:
        left_over = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
        assert work.connection.exec_driver_sql(left_over).scalar() == 0


def test_a_worker_begins_what_is_periodic(engine_database):
    ran = threading.Event()
    engine = Engine(
        engine_database,
        handlers={"tick": lambda job: ran.set()},
        periodic=[Periodic("tick", "* * * * * */1")],
    )

    async def run() -> bool:
        stop = asyncio.Event()
        worker = asyncio.create_task(Worker(engine).run_until(stop))
        passed = await asyncio.to_thread(ran.wait, 20)
        stop.set()
        await worker
        return passed

    try:
        assert asyncio.run(asyncio.wait_for(run(), 60))
    finally:
        engine.close()


VICTIM = """
import os, signal, sys
from engine import Engine

url, moment = sys.argv[1:]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def publish(job):
    job.work.connection.exec_driver_sql("INSERT INTO effect VALUES (%s)", (job.idempotency_key,))
    if moment == "in the handler":
        die()
    if moment == "before the commit":
        job.work.transaction.before_commit.append(die)
    if moment == "after the commit":
        job.work.transaction.after_commit.append(die)

Engine(url, handlers={"product.publish": publish}).worker().run()
"""


@pytest.mark.parametrize("moment", ["in the handler", "before the commit", "after the commit"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(live, moment):
    instance_id = approve(live)
    with live.begin() as work:
        work.connection.exec_driver_sql("CREATE TABLE effect (key text)")
    victim = subprocess.run(
        [sys.executable, "-c", VICTIM, live.database_url, moment], timeout=60, check=False
    )
    assert victim.returncode == -signal.SIGKILL

    def publish(job):
        job.work.connection.exec_driver_sql("INSERT INTO effect VALUES (%s)", (job.idempotency_key,))

    live.handlers = {"product.publish": publish}
    with live.begin() as work:  # the dead worker's heartbeat grows old
        work.connection.exec_driver_sql(
            "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'"
        )
    run_worker(live)
    assert elements(live, instance_id) == ["paid"]
    with live.begin() as work:
        assert work.connection.exec_driver_sql("SELECT count(*) FROM effect").scalar() == 1
        assert work.connection.exec_driver_sql(QUEUED).scalar() == 0
