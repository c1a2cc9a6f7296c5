"""A call of what cannot be started stops the call with an incident, and not whoever led there."""

from __future__ import annotations

import pytest

from tests.engine.acting import Story


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("nowhere", "Expected a deployed process nowhere"),
        (None, "Expected a deployed process"),
        ("by_message", "start without trigger"),
    ],
)
def test_a_call_that_cannot_be_started_is_an_incident_that_can_be_retried(engine, wanted, why):
    story = Story(engine, "calling")
    story.complete("choose", wanted=wanted)
    with engine.begin(actor="ann") as work:
        (incident,) = work.incidents.of_case(story.instance.id)
        assert (incident.code, incident.element_id) == ("call_failed", "call")
        assert why in incident.message
        work.runtime.set_variables(story.instance.id, {"wanted": "plain"})
        work.runtime.retry(story.instance.id, incident.token_id)
    assert story.open() == ["inside"]
    story.complete("inside")
    assert story.open() == ["after"]
    story.consistent()
