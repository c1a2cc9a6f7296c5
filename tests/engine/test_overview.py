"""Many instances at once: lists that page, tokens on the diagram, durations of steps."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

REWORK = Path(__file__).with_name("rework.bpmn").read_bytes()


@pytest.fixture
def instances(engine, clock):
    """Five instances; the first has gone on to `check` after three hours, the second is suspended."""
    with engine.begin(actor="ann") as work:
        work.repository.deploy({"p.bpmn": REWORK})
    started = []
    for number in range(5):
        with engine.begin(actor="ann") as work:
            started.append(work.runtime.start("rework", business_key=f"B{number}", variables={"good": True}))
    clock.advance(hours=3)
    with engine.begin(actor="ann") as work:
        work.tasks.complete(work.tasks.query().instance(started[0].id).first().id)
        work.runtime.suspend(started[1].id)
    return started


def test_instances_are_listed_page_by_page(engine, instances):
    ids = [instance.id for instance in reversed(instances)]
    with engine.begin() as work:
        first = work.overview.instances(process_id="rework", limit=3)
        rest = work.overview.instances(process_id="rework", limit=3, after=first[-1].id)
        assert [instance.id for instance in (*first, *rest)] == ids
        assert [i.id for i in work.overview.instances(suspended=True)] == [instances[1].id]
        assert [i.id for i in work.overview.instances(business_key="B2")] == [instances[2].id]
        assert work.overview.instances(state="completed") == ()
        assert work.overview.instances(with_incidents=True) == ()


def test_tokens_and_durations_lie_on_the_diagram(engine, instances, clock):
    with engine.begin() as work:
        assert work.overview.tokens(instances[0].definition_id) == {"write": 4, "check": 1}
        durations = work.overview.durations("rework", clock() - timedelta(days=1))
        assert durations["write"].completed == 1
        assert durations["write"].median == durations["write"].ninth_decile == timedelta(hours=3)
