"""The engine's story from a deploy to the end of a case, as the design page tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Conflict, InvalidState, NotFound

LISTING = Path(__file__).with_name("listing.bpmn").read_bytes()


@pytest.fixture
def published(engine):
    """What the handlers were asked to do."""
    done: list[tuple[str, str | None]] = []

    def publish(job):
        done.append((job.job_type, job.business_key))
        return {"published": True}

    engine.handlers = {"product.publish": publish, "notice.send": lambda job: done.append(("remind", None))}
    return done


@pytest.fixture
def deployed(engine):
    with engine.begin(actor="ann") as work:
        return work.repository.deploy({"process.bpmn": LISTING})


def start(engine, key: str = "P-1"):
    with engine.begin(actor="alice") as work:
        return work.runtime.start(
            "product_listing",
            business_key=key,
            region="changsha",
            variables={"amount": 10, "region": "changsha", "key": key},
        )


def test_a_variable_may_be_null(engine, deployed):
    with engine.begin(actor="alice") as work:
        nothing = {"amount": 10, "region": "changsha", "key": "P-2", "nothing": None}
        instance = work.runtime.start("product_listing", business_key="P-2", variables=nothing)
    with engine.begin() as work:
        work.runtime.set_variables(instance.id, {"key": None})
    with engine.begin() as work:
        assert work.runtime.variables(instance.id) == nothing | {"key": None}


def test_a_case_from_start_to_end(engine, deployed, published, clock):
    instance = start(engine)
    assert (instance.state, instance.definition_id, instance.business_key) == ("active", deployed.id, "P-1")

    with engine.begin(actor="bob") as work:
        query = work.tasks.query().candidate_groups({"operator"}).process("product_listing")
        task = query.first()
        assert query.count() == 1
        assert task.candidate_groups == {"operator", "window:changsha"}
        assert (task.name, task.form_id, task.state) == ("Review", "review", "open")
        claimed = work.tasks.claim(task.id, assignee="bob")
        assert (claimed.assignee, claimed.state, query.count()) == ("bob", "claimed", 0)
        work.tasks.complete(task.id, variables={"decision": "approve"})
        assert work.runtime.correlate("payment_received", correlation_key="P-1").outcome == "discarded"

    assert engine.run_due_jobs() == 1
    assert published == [("product.publish", "P-1")]
    with engine.begin(actor="bank") as work:
        assert [element.element_id for element in work.runtime.current_elements(instance.id)] == ["paid"]
        correlated = work.runtime.correlate("payment_received", correlation_key="P-1", variables={"paid": 5})
        assert (correlated.outcome, correlated.instance_id) == ("delivered", instance.id)
    with engine.begin() as work:
        assert work.runtime.get(instance.id).state == "completed"
        assert work.runtime.variables(instance.id)["paid"] == 5
        assert work.history.verify(instance.id) is None
        commands = [entry.kind for entry in work.history.of(instance.id) if entry.index == 0]
    assert commands == ["start", "claim_task", "complete_task", "complete_job", "correlate_message"]


def test_a_reminder_comes_once_and_the_task_stays(engine, deployed, published, clock):
    instance = start(engine)
    assert engine.run_due_jobs(clock.advance(hours=23)) == 0
    assert engine.run_due_jobs(clock.advance(hours=2)) == 2
    assert published == [("remind", None)]
    assert engine.run_due_jobs(clock.advance(days=9)) == 0
    with engine.begin() as work:
        assert [task.element_id for task in work.tasks.query().instance(instance.id).all()] == ["review"]


def test_a_decided_task_withdraws_its_timer(engine, deployed, published, clock):
    instance = start(engine)
    with engine.begin(actor="bob") as work:
        assert [job.kind for job in work.jobs.list(instance_id=instance.id)] == ["timer"]
        task = work.tasks.query().instance(instance.id).first()
        work.tasks.complete(task.id, variables={"decision": "return"})
        again = work.tasks.query().instance(instance.id).first()
        assert again.id != task.id
        assert len(work.jobs.list(instance_id=instance.id)) == 1
        assert work.connection.exec_driver_sql("SELECT count(*) FROM procrastinate_jobs").scalar() == 0


def test_the_second_of_two_deciders_hears_who_was_first(engine, deployed, published, clock):
    instance = start(engine)
    with engine.begin() as work:
        task = work.tasks.query().instance(instance.id).first()
    with engine.begin(actor="bob") as work:
        work.tasks.complete(task.id, variables={"decision": "return"}, revision=task.revision)
    with engine.begin(actor="eve") as work, pytest.raises(Conflict) as caught:
        work.tasks.complete(task.id, variables={"decision": "approve"}, revision=task.revision)
    assert (caught.value.details["by"], caught.value.details["at"]) == ("bob", clock())
    assert "bob completed it" in str(caught.value)


def test_a_claimed_task_belongs_to_one(engine, deployed):
    instance = start(engine)
    with engine.begin(actor="bob") as work:
        task = work.tasks.claim(work.tasks.query().instance(instance.id).first().id)
    with engine.begin(actor="eve") as work:
        with pytest.raises(Conflict, match="bob claimed it"):
            work.tasks.claim(task.id)
        with pytest.raises(Conflict, match="bob claimed it"):
            work.tasks.complete(task.id)
        assert work.tasks.assign(task.id, "eve").assignee == "eve"
        released = work.tasks.release(task.id)
        assert (released.assignee, released.state) == (None, "open")
        with pytest.raises(Conflict, match="revision 1"):
            work.tasks.claim(task.id, revision=1)


def test_unknown_things_are_not_found(engine, deployed):
    with engine.begin() as work:
        for look_up in (
            lambda: work.runtime.start("nothing"),
            lambda: work.runtime.get("x"),
            lambda: work.runtime.cancel("x"),
            lambda: work.tasks.get("x"),
            lambda: work.tasks.claim("x"),
            lambda: work.tasks.complete("x"),
            lambda: work.jobs.get("x"),
            lambda: work.incidents.get("x"),
        ):
            with pytest.raises(NotFound):
                look_up()


def test_cancel_takes_everything_away(engine, deployed, clock):
    instance = start(engine)
    with engine.begin(actor="admin") as work:
        work.runtime.cancel(instance.id, "withdrawn")
    with engine.begin() as work:
        cancelled = work.runtime.get(instance.id)
        assert (cancelled.state, cancelled.end_reason, cancelled.ended_at) == (
            "cancelled",
            "withdrawn",
            clock(),
        )
        assert work.tasks.query().instance(instance.id).all() == ()
        assert work.tasks.query().candidate_groups({"operator"}).count() == 0
        assert work.jobs.list() == ()
        with pytest.raises(InvalidState, match="running instance"):
            work.runtime.cancel(instance.id)
