from engine import events
from tests.engine.spiff.rig import Rig


def test_the_code_decides_which_boundary_catches() -> None:
    rig = Rig("error_boundary")
    assert rig.fail("charge", "DECLINED", {"reason": "limit"})
    assert rig.waiting() == ["task:pay_again"]
    assert rig.variables == {"reason": "limit"}
    rig.complete("pay_again")
    assert rig.ended()


def test_a_boundary_without_code_catches_everything_else() -> None:
    rig = Rig("error_boundary")
    assert rig.fail("charge", "NETWORK")
    assert rig.waiting() == ["task:look"]


def test_an_error_end_event_stops_the_subprocess_at_once() -> None:
    rig = Rig("error_from_inside")
    assert rig.waiting() == ["job:fails", "task:waits"]
    rig.work("fails")
    assert rig.waiting() == ["task:mend"]
    assert rig.variables == {"what": "BROKEN"}
    rig.complete("mend")
    assert rig.ended()


def test_an_error_that_nobody_catches_is_an_incident() -> None:
    rig = Rig("error_from_inside")
    assert not rig.fail("fails", "UNKNOWN")
    assert "incident:fails" in rig.waiting()
    assert rig.open["incident"][rig.token("incident", "fails")].code == "error_uncaught"
    assert rig.thrown == []


def test_a_called_instance_hands_its_error_to_the_caller() -> None:
    rig = Rig("error_from_inside", called=True)
    rig.fail("fails", "UNKNOWN", {"a": 1})
    (escaped,) = rig.thrown
    assert isinstance(escaped, events.ErrorEscaped)
    assert (escaped.code, escaped.variables) == ("UNKNOWN", {"a": 1})
