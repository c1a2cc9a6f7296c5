"""The process is killed between any two statements of a command: each case is whole, before or after."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine import Engine
from engine.jobs import defer_due

LISTING = Path(__file__).with_name("listing.bpmn").read_bytes()

VICTIM = """
import os, signal, sys
import psycopg
import sqlalchemy as sa
from engine import Engine

url, fatal = sys.argv[1], int(sys.argv[2])
seen = 0

class Deadly(psycopg.Cursor):
    def execute(self, *arguments, **options):
        global seen
        seen += 1
        if seen == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(*arguments, **options)

engine = Engine(url, handlers={"product.publish": lambda job: {"published": True}})

@sa.event.listens_for(engine.database, "checkout")
def arm(connection, *_):
    connection.cursor_factory = Deadly

for number in range(5):
    with engine.begin(actor="ann") as work:
        key = f"{fatal}-{number}"
        variables = {"region": "x", "key": key}
        instance = work.runtime.start("product_listing", business_key=key, variables=variables)
    with engine.begin(actor="ann") as work:
        task = work.tasks.query().instance(instance.id).first()
        work.tasks.claim(task.id)
    with engine.begin(actor="ann") as work:
        work.tasks.complete(task.id, variables={"decision": "approve"})
    engine.run_due_jobs()
    with engine.begin(actor="bank") as work:
        work.runtime.correlate("payment_received", correlation_key=key)
"""


@pytest.fixture
def live(engine_database):
    engine = Engine(engine_database, handlers={"product.publish": lambda job: {"published": True}})
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
    yield engine
    engine.close()


def assert_consistent(engine: Engine) -> None:
    """Everything that a case says of itself agrees."""
    with engine.begin() as work:
        run = work.connection.exec_driver_sql
        instances = list(run("SELECT id, state FROM engine_instance").all())
        for instance_id, state in instances:
            assert work.history.verify(instance_id) is None
            here = {element.element_id for element in work.runtime.current_elements(instance_id)}
            tasks = {task.element_id for task in work.tasks.query().instance(instance_id).all()}
            jobs = {job.element_id for job in work.jobs.list(instance_id=instance_id)}
            assert (here == set()) == (state != "active")
            assert tasks == here & {"review"}
            assert jobs == ({"remind"} if "review" in here else here & {"publish"})
        counted = work.tasks.query().candidate_groups({"operator"})
        assert counted.count() == len(counted.all())
        claimed = counted.state("claimed")
        assert claimed.count() == len(claimed.all())
        lost = run(
            "SELECT count(*) FROM engine_state s WHERE NOT EXISTS"
            " (SELECT 1 FROM engine_instance i WHERE i.id = s.instance_id)"
        ).scalar()
        assert lost == 0


def finish(engine: Engine) -> None:
    """Every case can go on to its end."""
    with engine.begin(actor="ann") as work:
        defer_due(work)
        for task in work.tasks.query().all():
            work.tasks.complete(task.id, variables={"decision": "approve"})
    engine.run_due_jobs()
    with engine.begin(actor="bank") as work:
        keys = work.connection.exec_driver_sql(
            "SELECT business_key FROM engine_instance WHERE state = 'active'"
        )
        for key in list(keys.scalars()):
            assert work.runtime.correlate("payment_received", correlation_key=key).outcome == "delivered"
    with engine.begin() as work:
        left = work.connection.exec_driver_sql("SELECT count(*) FROM engine_instance WHERE state = 'active'")
        assert left.scalar() == 0


def test_a_process_killed_at_random_statements_leaves_every_case_whole(live):
    chosen = random.Random(20261122)
    for _ in range(6):
        fatal = str(chosen.randrange(1, 90))
        victim = subprocess.run(
            [sys.executable, "-c", VICTIM, live.database_url, fatal], timeout=120, check=False
        )
        assert victim.returncode == -signal.SIGKILL, fatal
        assert_consistent(live)
    finish(live)
    assert_consistent(live)


@pytest.mark.soak
def test_a_process_killed_at_each_statement_leaves_every_case_whole(live):
    for fatal in range(1, 60):
        subprocess.run(
            [sys.executable, "-c", VICTIM, live.database_url, str(fatal)], timeout=120, check=False
        )
        assert_consistent(live)
    finish(live)
