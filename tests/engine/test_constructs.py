"""Constructs of the core with the database around them: each plays again from its history as it went."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.core import Engine

SPIFF = Path(__file__).parent / "spiff"
TRIP = ["hotel", "flight"]
UNDO = ["ask", "cancel_hotel", "tell"]

WAYS = {
    "ad_hoc_offered": ({}, ["write", "visit", "call", "note", "decide"]),
    "ad_hoc_chosen": (
        {"wanted": ["call"], "enough": False},
        ["call", ("call", {"wanted": ["visit"]}), "visit", ("note", {"enough": True}), "decide"],
    ),
    "ad_hoc_sequential": ({"wanted": ["visit", "write"]}, ["visit", "note", "write", "decide"]),
    "complex_gateway": (
        {"needed": 2},
        ["c", "a", ("decide", {"again": True}), "a", "b", "b", ("decide", {"again": False}), "c"],
    ),
    "compensation_event_subprocess": (
        {"cities": ["ann", "ann"]},
        [*TRIP, *TRIP, ("decide", {"undo": True}), *UNDO, *UNDO, "after"],
    ),
}


@pytest.mark.parametrize("fresh", [False, True], ids=["kept", "loaded"])
@pytest.mark.parametrize("name", WAYS)
def test_a_case_goes_its_way_and_plays_again(engine, engine_database, clock, name, fresh):
    """With what the process kept of the last step, and with another process for every step."""
    variables, steps = WAYS[name]
    with engine.begin() as work:
        work.repository.deploy({f"{name}.bpmn": (SPIFF / f"{name}.bpmn").read_bytes()})
        case = work.runtime.start(name, variables=variables).id
    for step in steps:
        element, given = (step, {}) if isinstance(step, str) else step
        acting = Engine(engine_database, clock=clock) if fresh else engine
        with acting.begin(actor="ann") as work:
            open_tasks = {task.element_id: task.id for task in work.tasks.query().instance(case).all()}
            work.tasks.complete(open_tasks[element], variables=given)
        if fresh:
            acting.close()
    with engine.begin() as work:
        assert work.runtime.get(case).state == "completed"
        assert work.history.replay(case).same
        assert work.history.verify(case) is None


def test_a_message_begins_the_process_of_a_receive_task(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": (SPIFF / "receive_instantiates.bpmn").read_bytes()})
        first = work.runtime.correlate("order placed", variables={"number": "7"})
        assert first.outcome == "started"
        assert work.runtime.correlate("order placed", variables={"number": "8"}).outcome == "started"
        assert work.runtime.correlate("order withdrawn", correlation_key="7").outcome == "delivered"
    with engine.begin() as work:
        assert work.runtime.get(first.instance_id).state == "completed"
        assert work.history.replay(first.instance_id).same


def decide(engine, case, element):
    """Complete the open task at an element; return its id."""
    with engine.begin(actor="ann") as work:
        task = next(one for one in work.tasks.query().instance(case).all() if one.element_id == element)
        work.tasks.complete(task.id)
    return task.id


def open_elements(engine, case):
    with engine.begin() as work:
        return sorted(task.element_id for task in work.tasks.query().instance(case).all())


@pytest.fixture
def counted(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": (SPIFF / "complex_gateway.bpmn").read_bytes()})
        return work.runtime.start("complex_gateway", variables={"needed": 2}).id


def test_who_let_a_complex_gateway_go_on_can_take_it_back(engine, counted):
    decide(engine, counted, "a")
    second = decide(engine, counted, "b")
    assert open_elements(engine, counted) == ["c", "decide"]
    with engine.begin(actor="ann") as work:
        work.tasks.take_back(second)
    assert open_elements(engine, counted) == ["b", "c"]
    decide(engine, counted, "c")
    assert open_elements(engine, counted) == ["b", "decide"]
    with engine.begin() as work:
        assert work.history.replay(counted).same


def test_who_came_late_to_a_complex_gateway_can_take_it_back(engine, counted):
    with engine.begin() as work:
        work.runtime.set_variables(counted, {"needed": 1})
    decide(engine, counted, "a")
    late = decide(engine, counted, "b")
    with engine.begin(actor="ann") as work:
        work.tasks.take_back(late)
    assert open_elements(engine, counted) == ["b", "c", "decide"]
    for element in ("b", "c", "decide"):
        decide(engine, counted, element)
    with engine.begin() as work:
        assert work.runtime.get(counted).state == "completed"
        assert work.history.replay(counted).same


def test_a_choice_of_an_ad_hoc_subprocess_can_be_taken_back(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": (SPIFF / "ad_hoc_sequential.bpmn").read_bytes()})
        case = work.runtime.start("ad_hoc_sequential", variables={"wanted": ["call", "write"]}).id
    first = decide(engine, case, "call")
    assert open_elements(engine, case) == ["write"]
    with engine.begin(actor="ann") as work:
        work.tasks.take_back(first)
    assert open_elements(engine, case) == ["call"]
    for element in ("call", "write", "decide"):
        decide(engine, case, element)
    with engine.begin() as work:
        assert work.history.replay(case).same


def test_tokens_of_a_quantity_can_be_taken_back_one_by_one(engine):
    with engine.begin() as work:
        work.repository.deploy({"p.bpmn": (SPIFF / "quantities.bpmn").read_bytes()})
        case = work.runtime.start("quantities", variables={"who": None}).id
    decide(engine, case, "order")
    first, second = decide(engine, case, "make"), decide(engine, case, "make")
    assert open_elements(engine, case) == ["make", "ship"]
    for made in (second, first):
        with engine.begin(actor="ann") as work:
            work.tasks.take_back(made)
    assert open_elements(engine, case) == ["make", "make", "make"]
    for element in ("make", "make", "ship"):
        decide(engine, case, element)
    assert open_elements(engine, case) == ["make"]
    with engine.begin() as work:
        assert work.history.replay(case).same
