"""People who act at the same moment. Interleavings are forced by gates; nobody sleeps and hopes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from engine import Conflict
from engine.db import connection_string

PANEL = Path(__file__).with_name("parallel.bpmn").read_bytes()


def together(actions: list[Callable[[], object]]) -> list[object]:
    """Run the actions in threads that start at one barrier; return results and exceptions in order."""
    barrier = threading.Barrier(len(actions))
    outcomes: list[object] = [None] * len(actions)

    def run(index: int, action: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes[index] = action()
        except Exception as error:  # noqa: BLE001  the test looks at it
            outcomes[index] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def wait_for_lock_queue(url: str, waiting: int) -> None:
    """Return once so many sessions of this database wait for a lock."""
    with psycopg.connect(connection_string(url), autocommit=True) as connection:
        count = 0
        while count < waiting:
            (count,) = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database()"
            ).fetchone()


@pytest.fixture
def panel(engine):
    """Start a panel of `size` experts; return the instance and its tasks."""
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": PANEL})

    def start(size: int):
        with engine.begin() as work:
            instance = work.runtime.start("panel", variables={"experts": list(range(size))})
            return instance, work.tasks.query().instance(instance.id).all()

    return start


def test_four_parallel_approvals_at_once_all_succeed(engine, panel):
    instance, tasks = panel(4)
    assert len(tasks) == 4

    def approve(task) -> None:
        with engine.begin(actor=f"expert{task.loop_index}") as work:
            work.tasks.complete(task.id, variables={"vote": task.loop_index})

    # All four stand behind one who holds the case: their order of arrival is as tight as it can be.
    with engine.begin() as holder:
        holder.instances.lock(instance.id)
        threads = [threading.Thread(target=approve, args=(task,)) for task in tasks]
        for thread in threads:
            thread.start()
        wait_for_lock_queue(engine.database_url, 4)
    for thread in threads:
        thread.join()
    with engine.begin() as work:
        assert [task.element_id for task in work.tasks.query().instance(instance.id).all()] == ["sum_up"]
        assert sorted(work.runtime.variables(instance.id)["votes"]) == [1, 2, 3, 4]
        assert work.tasks.query().candidate_groups({"expert"}).count() == 0
        assert work.tasks.query().candidate_groups({"operator"}).count() == 1
        assert work.history.verify(instance.id) is None


@pytest.mark.parametrize("round_number", range(50))
def test_of_eight_deciders_exactly_one_wins(engine, panel, round_number):
    _, tasks = panel(1)

    def decide(name: str) -> str:
        with engine.begin(actor=name) as work:
            work.tasks.complete(tasks[0].id, variables={"vote": name}, revision=1)
        return name

    outcomes = together([lambda name=f"u{number}": decide(name) for number in range(8)])
    winners = [outcome for outcome in outcomes if isinstance(outcome, str)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert (len(winners), len(losers)) == (1, 7), outcomes
    assert {loser.details["by"] for loser in losers} == set(winners)


def test_of_eight_claimers_exactly_one_wins(engine, panel):
    _, tasks = panel(1)

    def claim(name: str) -> str:
        with engine.begin(actor=name) as work:
            return work.tasks.claim(tasks[0].id).assignee

    outcomes = together([lambda name=f"u{number}": claim(name) for number in range(8)])
    winners = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert len(winners) == 1
    assert all(outcome.details["by"] == winners[0] for outcome in outcomes if isinstance(outcome, Conflict))


def test_counts_stay_exact_under_load(engine, panel):
    made = [panel(3) for _ in range(4)]

    def drain(tasks) -> None:
        for task in tasks:
            with engine.begin(actor="e") as work:
                work.tasks.complete(task.id, variables={"vote": 1})

    outcomes = together([lambda tasks=tasks: drain(tasks) for _, tasks in made])
    assert outcomes == [None] * 4
    with engine.begin() as work:
        experts = work.tasks.query().candidate_groups({"expert"})
        operators = work.tasks.query().candidate_groups({"operator"})
        assert (experts.count(), len(experts.all())) == (0, 0)
        assert (operators.count(), len(operators.all())) == (4, 4)


def test_one_message_reaches_one_of_two_who_wait(engine, clock):
    listing = Path(__file__).with_name("listing.bpmn").read_bytes()
    engine.handlers = {"product.publish": lambda job: None}
    with engine.begin(actor="a") as work:
        work.repository.deploy({"p.bpmn": listing})
        for _ in range(2):
            instance = work.runtime.start("product_listing", variables={"region": "x", "key": "K"})
            task = work.tasks.query().instance(instance.id).first()
            work.tasks.complete(task.id, variables={"decision": "approve"})
    engine.run_due_jobs()

    def pay() -> str:
        with engine.begin(actor="bank") as work:
            return work.runtime.correlate("payment_received", correlation_key="K").outcome

    assert sorted(map(str, together([pay, pay, pay]))) == ["delivered", "delivered", "discarded"]
