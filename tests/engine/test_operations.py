"""What operators do to instances: suspend, resume, set variables; and queries that page."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest

from engine import InvalidArgument, InvalidState
from engine.events import TaskOpened
from tests.engine.acting import Story

LISTING = Path(__file__).with_name("listing.bpmn").read_bytes()


@pytest.fixture
def instance(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
        return work.runtime.start("product_listing", variables={"region": "x", "key": "K"})


def test_nothing_happens_to_a_suspended_case_and_all_of_it_after(engine, instance, clock):
    done = []
    engine.handlers = {"notice.send": lambda job: done.append(job.job_type)}
    with engine.begin(actor="admin") as work:
        task = work.tasks.query().instance(instance.id).first()
        work.runtime.suspend(instance.id, "complaint")
        for refused in (
            lambda: work.tasks.complete(task.id),
            lambda: work.tasks.claim(task.id),
            lambda: work.runtime.set_variables(instance.id, {"a": 1}),
            lambda: work.runtime.suspend(instance.id),
        ):
            with pytest.raises(InvalidState, match="suspended"):
                refused()
    assert engine.run_due_jobs(clock.advance(days=2)) == 0
    with engine.begin(actor="admin") as work:
        work.runtime.resume(instance.id)
    assert engine.run_due_jobs() == 2
    assert done == ["notice.send"]
    with engine.begin() as work:
        assert work.history.verify(instance.id) is None
        with pytest.raises(InvalidState, match="suspended instance"):
            work.runtime.resume(instance.id)


def test_variables_are_set_with_an_entry_in_the_history(engine, instance):
    with engine.begin(actor="admin") as work:
        work.runtime.set_variables(instance.id, {"region": "y", "limit": 2.5})
    with engine.begin() as work:
        variables = work.runtime.variables(instance.id)
        assert (variables["region"], str(variables["limit"])) == ("y", "2.5")
        entry = next(e for e in work.history.of(instance.id) if e.kind == "set_variables")
        assert (entry.actor, entry.data["variables"]["region"]) == ("admin", "y")


def test_a_changed_history_is_noticed(engine, instance):
    with engine.begin(actor="ann") as work:
        work.tasks.claim(work.tasks.query().instance(instance.id).first().id)
    with engine.begin() as work:
        run = work.connection.exec_driver_sql
        run("ALTER TABLE engine_history DISABLE TRIGGER USER")
        run("UPDATE engine_history SET actor = 'eve' WHERE seq = 2")
        assert work.history.verify(instance.id).seq == 2
        run("UPDATE engine_history SET actor = 'ann' WHERE seq = 2")
        assert work.history.verify(instance.id) is None
        run("DELETE FROM engine_history WHERE seq = 2")
        assert work.history.verify(instance.id).seq == 2


def test_listeners_write_in_the_same_transaction(engine, clock):
    told = []

    def listen(work, step):
        told.append((step.command, [type(event) for event in step.events], list(step.tasks.values())))
        if step.data.get("business_key") == "refuse":
            raise InvalidState("no")

    engine.listeners = (listen,)
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
        work.runtime.start("product_listing", variables={"region": "x", "key": "K"})
    command, kinds, tasks = told[0]
    assert command == "start"
    assert TaskOpened in kinds
    assert [task.element_id for task in tasks] == ["review"]
    with engine.begin() as work:
        assert work.tasks.get(tasks[0].id) == tasks[0]
    with pytest.raises(InvalidState), engine.begin() as work:
        work.runtime.start("product_listing", business_key="refuse", variables={"region": "x", "key": "K"})
    with engine.begin() as work:
        assert work.tasks.query().business_key("refuse").count() == 0
        assert work.tasks.query().candidate_groups({"operator"}).count() == 1


@pytest.fixture
def many(engine, clock):
    """Ten open tasks, a minute apart, alternating between two regions; the third is claimed by ann."""
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": LISTING})
    tasks = []
    for number in range(10):
        with engine.begin() as work:
            region = "east" if number % 2 else "west"
            instance = work.runtime.start(
                "product_listing", business_key=f"B{number}", region=region, variables={"region": region}
            )
            tasks.append(work.tasks.query().instance(instance.id).first())
        clock.advance(minutes=1)
    with engine.begin(actor="ann") as work:
        work.tasks.claim(tasks[2].id)
    return tasks


@pytest.mark.parametrize("order", ["created", "-created", "due", "-due", "priority"])
def test_pages_join_without_gap_or_overlap(engine, many, order):
    with engine.begin() as work:
        query = work.tasks.query().candidate_or_assignee({"operator"}, "ann").order_by(order)
        everything = [task.id for task in query.all()]
        assert len(everything) == query.count() == 10
        paged, after = [], None
        while True:
            page = query.page(after=after, limit=3)
            paged += [task.id for task in page.items]
            after = page.after
            if after is None:
                break
        assert paged == everything
        back, before = [], page.before
        while before is not None:
            page = query.page(before=before, limit=3)
            assert page.after is not None
            back = [task.id for task in page.items] + back
            before = page.before
        assert back == everything[:9]  # all that precedes the last page
        if order in {"created", "due", "priority"}:
            assert everything == [task.id for task in many]
        for nonsense in ("nonsense", "MQ==", made_up([order, ["x"], "x"]), made_up([order, "soon", "x"])):
            with pytest.raises(InvalidArgument, match="cursor"):
                query.page(after=nonsense)


def test_a_few_tasks_can_be_left_out_of_list_and_count(engine, many):
    with engine.begin() as work:
        query = work.tasks.query().candidate_or_assignee({"operator"}, "ann").excluding([many[4].id])
        assert query.count() == 9
        assert many[4].id not in [task.id for task in query.all()]


def made_up(place: list[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def test_queries_narrow(engine, many, clock):
    with engine.begin(actor="ann") as work:
        query = work.tasks.query()
        assert query.candidate_groups({"operator"}).count() == 9
        assert query.candidate_groups({"window:east"}).count() == 5
        assert query.candidate_groups({"window:east", "window:west"}).count() == 9
        assert query.candidate_groups({"nobody"}).count() == 0
        assert query.candidate_groups({"nobody"}).all() == ()
        assert query.candidate_groups({"operator"}).state("claimed").count() == 1
        assert query.candidate_groups({"operator"}).process("other").count() == 0
        assert query.candidate_groups({"operator"}).region("east").count() == 5
        assert query.assignee("ann").count() == 1
        assert query.business_key("B4").first().id == many[4].id
        assert query.due_before(many[3].due_at).count() == 3
        assert query.candidate_or_assignee({"window:east"}, "ann").count() == 6
        assert query.candidate_or_assignee({"window:east"}, "ann").state("claimed").count() == 1
        work.tasks.complete(many[2].id, variables={"decision": "return"})
        assert query.candidate_groups({"operator"}).count() == 10
        done = query.assignee("ann").state("completed").order_by("-closed")
        assert [task.id for task in done.all()] == [many[2].id]
        assert query.candidate_or_assignee({"operator"}, "ann").state("completed").count() == 1
        with pytest.raises(InvalidArgument):
            query.order_by("name")


def test_a_task_due_before_it_is_asked_for(engine, many):
    with engine.begin() as work:
        late = many[0].due_at + timedelta(seconds=1)
        assert [task.id for task in work.tasks.query().due_before(late).all()] == [many[0].id]


def test_what_comes_next_and_who_will_get_it(engine):
    story = Story(engine, "returning_calls", "returning_called", process="outer")
    with engine.begin() as work:
        (call,) = work.runtime.next_elements(story.instance.id, of_people=True)
        assert (call.element_id, call.kind) == ("call", "callActivity")
    story.complete("first", "i1", "i2", "c1")
    with engine.begin() as work:
        (last,) = work.runtime.next_elements(story.instance.id, of_people=True)
    assert (last.element_id, last.candidate_groups) == ("last", {"staff"}), "behind the end of the subprocess"


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"route": {"way": "full"}}, ["returned", "panel"]),
        ({"route": {"way": "short"}}, ["returned", "listed"]),
        ({}, ["returned", "panel", "listed"]),
        # an opinion of an earlier round says nothing of this one
        ({"route": {"way": "short"}, "verdict": "approve"}, ["returned", "listed"]),
    ],
)
def test_what_comes_next_follows_what_is_decided(engine, known, expected):
    story = Story(engine, "foreseen", **known)
    with engine.begin() as work:
        ahead = work.runtime.next_elements(story.instance.id, of_people=True)
    assert sorted(one.element_id for one in ahead) == sorted(expected)
