"""Jobs that ask somebody outside: nothing is held meanwhile, and whatever happens they go on or end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from engine import Ask, BpmnError, Failed, JobContext, Later, Outcome
from engine.job_runs import run_job
from tests.engine.acting import Story


class Killed(BaseException):
    """The process is killed in the middle of a call."""


class Outside:
    """A handler whose other side is played by the test: `answers` in order, callables are called."""

    lease_seconds = 30.0

    def __init__(self, *answers: Any) -> None:
        self.answers: Iterator[Any] = iter(answers)
        self.asked: list[str] = []
        self.taken: list[Any] = []

    def read(self, job: JobContext) -> Ask | Outcome:
        return Ask({"key": job.idempotency_key, "stock": job.variables["key"]})

    def call(self, request: Any) -> Any:
        self.asked.append(request["key"])
        answer = next(self.answers)
        return answer() if isinstance(answer, Callable) else answer

    def take(self, job: JobContext, answer: Any) -> Outcome:
        self.taken.append(answer)
        return answer


@pytest.fixture
def story(engine) -> Story:
    story = Story(engine, "listing", process="product_listing", region="x", key="P-1")
    story.complete("review", decision="approve")
    return story


def asks(story: Story, *answers: Any) -> Outside:
    handler = Outside(*answers)
    story.engine.handlers = {"product.publish": handler}
    return handler


def elements(story: Story) -> list[str]:
    with story.engine.begin() as work:
        return sorted(e.element_id for e in work.runtime.current_elements(story.instance.id))


def only_job(story: Story) -> Any:
    with story.engine.begin() as work:
        return next(job for job in work.jobs.list() if job.job_type == "product.publish")


def test_the_answer_lets_the_case_go_on(story):
    handler = asks(story, {"shelf": 7})
    key = only_job(story).id
    assert story.engine.run_due_jobs() == 1
    assert (handler.asked, elements(story)) == ([key], ["paid"])
    assert story.variables["shelf"] == 7
    story.consistent()


def test_the_case_is_free_while_somebody_is_asked(story):
    def meanwhile() -> dict[str, Any]:
        with story.engine.begin(actor="bob") as work:
            work.runtime.set_variables(story.instance.id, {"seen": "during the call"})
        return {"shelf": 7}

    asks(story, meanwhile)
    story.engine.run_due_jobs()
    assert (story.variables["seen"], story.variables["shelf"]) == ("during the call", 7)


def test_nobody_else_asks_while_the_job_is_leased(story):
    job_id = only_job(story).id
    others: list[bool] = []

    def meanwhile() -> dict[str, Any]:
        others.append(run_job(story.engine, job_id))
        return {}

    handler = asks(story, meanwhile, {})
    story.engine.run_due_jobs()
    assert (others, len(handler.asked)) == ([False], 1)


def test_a_worker_that_dies_is_followed_by_another_with_the_same_key(story, clock):
    def dies() -> None:
        raise Killed

    handler = asks(story, dies, {"shelf": 7})
    with pytest.raises(Killed):
        story.engine.run_due_jobs()
    assert story.engine.run_due_jobs() == 0  # leased
    assert only_job(story).attempts == 0
    clock.advance(seconds=31)
    assert story.engine.run_due_jobs() == 1
    assert len(set(handler.asked)) == 1
    assert elements(story) == ["paid"]


def test_later_costs_no_retry(story, clock):
    asks(story, Later(clock.now + timedelta(minutes=5)), {})
    before = only_job(story).retries_left
    story.engine.run_due_jobs()
    assert only_job(story).retries_left == before
    clock.advance(minutes=4)
    assert story.engine.run_due_jobs() == 0
    clock.advance(minutes=1)
    story.engine.run_due_jobs()
    assert elements(story) == ["paid"]


def test_what_waits_can_be_hurried(story, clock):
    asks(story, Later(clock.now + timedelta(days=1)), {})
    story.engine.run_due_jobs()
    with story.engine.begin() as work:
        assert work.jobs.hurry(only_job(story).id)
    assert story.engine.run_due_jobs() == 1
    assert elements(story) == ["paid"]


def test_a_failure_costs_a_retry_and_the_last_one_is_an_incident(story, clock):
    asks(story, Failed("busy"), Failed("busy"), Failed("still busy"))
    for _ in range(3):
        story.engine.run_due_jobs()
        clock.advance(hours=1)
    with story.engine.begin() as work:
        (incident,) = work.incidents.list(instance_id=story.instance.id)
    assert incident.message == "still busy"


def test_a_final_failure_is_an_incident_at_once_and_can_be_tried_again(story):
    asks(story, Failed("no such service", final=True), {})
    story.engine.run_due_jobs()
    failed = only_job(story)
    assert (failed.state, failed.last_error) == ("failed", "no such service")
    with story.engine.begin(actor="admin") as work:
        work.jobs.retry(failed.id)
    story.engine.run_due_jobs()
    assert elements(story) == ["paid"]


def test_an_error_that_the_process_knows_goes_to_it(story):
    asks(story, BpmnError("no-stock"))
    story.engine.run_due_jobs()
    assert story.open() == ["review"]


def test_a_call_that_breaks_costs_a_retry(story):
    def breaks() -> None:
        raise ConnectionError("reset")

    asks(story, breaks)
    story.engine.run_due_jobs()
    assert only_job(story).last_error == "ConnectionError: reset"


def test_a_case_that_is_suspended_during_the_call_asks_again_when_it_goes_on(story, clock):
    def suspended() -> dict[str, Any]:
        with story.engine.begin(actor="admin") as work:
            work.runtime.suspend(story.instance.id, "stop")
        return {"shelf": 7}

    handler = asks(story, suspended, {"shelf": 8})
    story.engine.run_due_jobs()
    assert (handler.taken, elements(story)) == ([], ["publish"])
    with story.engine.begin(actor="admin") as work:
        work.runtime.resume(story.instance.id)
    clock.advance(seconds=31)
    story.engine.run_due_jobs()
    assert story.variables["shelf"] == 8
    assert len(set(handler.asked)) == 1


def test_an_answer_for_a_case_that_has_ended_is_nobodys(story):
    def cancelled() -> dict[str, Any]:
        with story.engine.begin(actor="admin") as work:
            work.runtime.cancel(story.instance.id, "not needed")
        return {"shelf": 7}

    handler = asks(story, cancelled)
    story.engine.run_due_jobs()
    assert handler.taken == []
    story.consistent()
