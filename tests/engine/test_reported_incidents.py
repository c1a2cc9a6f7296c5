"""Incidents that somebody outside the core reports: the token waits on, the history says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import Engine
from engine.errors import NotFound

DIAGRAM = (Path(__file__).parent / "rework.bpmn").read_bytes()


def test_what_is_reported_is_listed_once_recorded_and_resolved(engine: Engine) -> None:
    with engine.begin() as work:
        definition = work.repository.deploy({"process.bpmn": DIAGRAM})
        instance = work.runtime.start(definition.process_id)
        task = work.tasks.query().instance(instance.id).first()
        assert task is not None
        for _ in range(2):
            work.incidents.report(
                instance.id, task.token_id, task.element_id, "nobody_eligible", "Nobody may take it."
            )
    with engine.begin("mender") as work:
        (incident,) = work.incidents.list()
        assert (incident.code, incident.element_id, incident.job_id) == (
            "nobody_eligible", task.element_id, None,
        )  # fmt: skip
        assert not work.incidents.resolve(instance.id, task.token_id, "something_else")
        assert work.incidents.resolve(instance.id, task.token_id, "nobody_eligible")
        assert work.incidents.count() == 0
        assert work.incidents.get(incident.id).resolved_by == "mender"
        assert work.tasks.get(task.id).state == "open"
        commands = [entry.kind for entry in work.history.of(instance.id)]
        assert commands.count("report_incident") == commands.count("resolve_incident") == 1
        assert work.history.verify(instance.id) is None
        assert not work.history.replay(instance.id).steps[-1].message
        with pytest.raises(NotFound):
            work.incidents.report("nothing", "t", "e", "c", "m")
