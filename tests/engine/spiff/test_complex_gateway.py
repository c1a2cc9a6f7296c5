"""Complex gateways: as many as the condition asks for; who comes later has no effect; then the next round."""

from __future__ import annotations

from engine.spiff import Program, suggest
from tests.engine.spiff.rig import HERE, Rig, program


def asked(needed: object) -> Rig:
    rig = Rig("complex_gateway", {"needed": needed})
    assert rig.waiting() == ["task:a", "task:b", "task:c"]
    return rig


def test_it_goes_on_when_enough_have_come() -> None:
    rig = asked(2)
    rig.complete("c")
    assert rig.waiting() == ["task:a", "task:b"]
    rig.complete("a")
    assert rig.waiting() == ["task:b", "task:decide"]


def test_who_comes_later_changes_nothing_but_is_waited_for() -> None:
    rig = asked(2)
    for person in ("a", "b"):
        rig.complete(person)
    rig.complete("decide")
    assert rig.waiting() == ["task:c"]
    rig.complete("c")
    assert rig.ended()


def test_the_next_round_counts_anew() -> None:
    rig = asked(2)
    for person in ("a", "b", "c"):
        rig.complete(person)
    rig.complete("decide", {"again": True})
    assert rig.waiting() == ["task:a", "task:b", "task:c"]
    rig.complete("b")
    rig.complete("c", {"again": False})
    assert rig.waiting() == ["task:a", "task:decide"]


def test_a_round_may_begin_while_one_of_the_last_is_awaited() -> None:
    """The one who was late in the first round ends it, and the second goes on as if it had not been there."""
    rig = asked(1)
    rig.complete("a")
    rig.complete("decide", {"again": True})
    assert rig.waiting() == ["task:a", "task:b", "task:b", "task:c", "task:c"]
    rig.complete("b")
    rig.complete("c")
    assert rig.waiting() == ["task:a", "task:b", "task:c"]
    rig.complete("b", {"again": False})
    assert rig.waiting() == ["task:a", "task:c", "task:decide"]


def test_a_condition_that_cannot_hold_any_more_is_an_incident() -> None:
    rig = asked(4)
    for person in ("a", "b", "c"):
        rig.complete(person)
    assert rig.open["incident"][rig.token("incident", "enough")].code == "join_starved"


def test_what_cannot_hold_is_asked_again_when_a_variable_has_changed() -> None:
    rig = asked(4)
    for person in ("a", "b", "c"):
        rig.complete(person)
    rig.retry("enough")
    assert rig.open["incident"][rig.token("incident", "enough")].code == "join_starved"
    rig.set(needed=3)
    rig.retry("enough")
    assert rig.waiting() == ["task:decide"]


def test_who_comes_in_the_same_step_is_of_the_same_round() -> None:
    """Two wait for the same variable: the second to arrive is late, not the first of another round."""
    waits = "".join(
        f'<intermediateCatchEvent id="{name}"><conditionalEventDefinition>'
        "<condition>=ready = true</condition>"
        "</conditionalEventDefinition></intermediateCatchEvent>"
        for name in "bc"
    )
    file = (HERE / "complex_gateway.bpmn").read_text()
    file = file.replace('<userTask id="b"/><userTask id="c"/>', waits)
    rig = Rig(Program.compile({"a.bpmn": file.encode()}), {"needed": 2, "ready": False})
    rig.complete("a")
    rig.set(ready=True)
    assert rig.waiting() == ["task:decide"]
    rig.complete("decide")
    assert rig.ended()


def test_a_condition_that_is_none_is_an_incident_and_asked_again() -> None:
    rig = asked("many")
    rig.complete("a")
    rig.complete("b")
    assert rig.open["incident"][rig.token("incident", "enough")].code == "not_boolean"
    rig.set(needed=2)
    rig.retry("enough")
    assert rig.waiting() == ["task:c", "task:decide"]
    rig.complete("c")
    rig.complete("decide")
    assert rig.ended()


def test_it_splits_by_conditions() -> None:
    rig = asked(3)
    for person in ("a", "b", "c"):
        rig.complete(person)
    rig.complete("decide", {"again": True, "tells": True})
    assert rig.waiting() == ["task:a", "task:b", "task:c", "task:tell"]


def test_a_round_under_way_follows_to_another_version() -> None:
    rig = asked(2)
    rig.complete("a")
    rig.complete("b")
    newer = program("complex_gateway")
    rig.execution.migrate(newer, suggest(rig.program, newer))
    rig.program = newer
    rig.take()
    rig.complete("c")
    assert rig.waiting() == ["task:decide"]
