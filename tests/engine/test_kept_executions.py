"""Executions kept between transactions: used where nothing has changed, never where something has."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.core import Engine
from engine.errors import Rejected
from tests.engine.test_statements import counted

BPMN = Path(__file__).with_name("rework.bpmn").read_bytes()
LOADS = "FROM engine_state s WHERE"


@pytest.fixture
def case(engine):
    with engine.begin() as work:
        work.repository.deploy({"rework.bpmn": BPMN})
        return work.runtime.start("rework", variables={"good": False}).id


def step(engine, case, **variables):
    """Decide the open task; return its element and how often the case was loaded."""
    with engine.begin() as work:
        task = work.tasks.query().instance(case).first()
    with counted(engine) as statements, engine.begin(actor="ann") as work:
        work.tasks.complete(task.id, variables=variables)
    return task.element_id, sum(LOADS in statement for statement in statements)


def test_a_case_that_is_as_it_was_left_is_not_loaded_again(engine, case):
    assert step(engine, case, text="a") == ("write", 0)
    assert step(engine, case, good=False) == ("check", 0)
    assert step(engine, case, text="b") == ("write", 0)
    with engine.begin() as work:
        assert work.runtime.variables(case) == {"good": False, "text": "b"}
        assert work.history.replay(case).same


def test_a_step_of_another_process_is_seen(engine, engine_database, clock, case):
    other = Engine(engine_database, clock=clock)
    assert step(other, case, text="a") == ("write", 1)
    assert step(engine, case, good=False) == ("check", 1)
    assert step(other, case, text="b") == ("write", 1)
    with engine.begin() as work:
        assert work.runtime.variables(case) == {"good": False, "text": "b"}
        assert work.history.replay(case).same
    other.close()


def test_what_was_not_committed_is_forgotten(engine, case):
    def fail_after_a_step():
        with engine.begin(actor="ann") as work:
            work.tasks.complete(work.tasks.query().instance(case).first().id, variables={"text": "lost"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_a_step()
    assert step(engine, case, text="a") == ("write", 1)
    with engine.begin() as work:
        assert work.runtime.variables(case) == {"good": False, "text": "a"}


def test_what_was_refused_half_way_is_forgotten(engine, case):
    with engine.begin() as work:
        token = work.tasks.query().instance(case).first().token_id
    with engine.begin() as work, pytest.raises(Rejected):
        work.runtime.move(case, token, "nowhere")
    assert step(engine, case, text="a") == ("write", 1)


def test_variables_set_from_outside_are_seen(engine, case):
    with engine.begin() as work:
        work.runtime.set_variables(case, {"text": "outside"})
    step(engine, case)
    with engine.begin() as work:
        assert work.runtime.variables(case)["text"] == "outside"


def test_few_are_kept(engine, case):
    kept = engine.executions
    with engine.begin() as work:
        others = [work.runtime.start("rework", variables={"good": False}).id for _ in range(80)]
    assert len(kept) == 64
    assert step(engine, case, text="a") == ("write", 1)
    assert step(engine, others[-1], text="a") == ("write", 0)
