"""Ad-hoc subprocesses: offered, chosen, one after the other, and when they are over."""

from __future__ import annotations

from engine import events
from engine.spiff import Program, suggest
from tests.engine.spiff.rig import HERE, Rig, program

ALL = ["task:call", "task:visit", "task:write", "timer:late"]


def test_all_that_nothing_leads_to_is_offered_and_may_be_done_in_any_order() -> None:
    rig = Rig("ad_hoc_offered")
    assert rig.waiting() == ALL
    rig.complete("write")
    rig.complete("visit")
    assert rig.waiting() == ["task:call", "task:note", "timer:late"]
    rig.complete("call")
    rig.complete("note")
    assert rig.waiting() == ["task:decide"]
    rig.complete("decide")
    assert rig.ended()


def test_what_is_chosen_begins_and_the_condition_ends_the_rest() -> None:
    rig = Rig("ad_hoc_chosen", {"wanted": ["call", "visit"], "enough": False})
    assert rig.waiting() == ["task:call", "task:visit", "timer:late"]
    rig.complete("call")
    assert rig.waiting() == ["task:visit", "timer:late"]
    rig.complete("visit")
    assert rig.waiting() == ["task:note", "timer:late"]
    rig.complete("note", {"enough": True})
    assert rig.waiting() == ["task:decide"]


def test_the_condition_is_asked_after_each_activity_and_not_only_at_the_end_of_its_flow() -> None:
    rig = Rig("ad_hoc_chosen", {"wanted": ["visit"], "enough": False})
    rig.complete("visit", {"enough": True})
    assert rig.waiting() == ["task:decide"]


def test_the_condition_stops_what_is_still_open() -> None:
    rig = Rig("ad_hoc_chosen", {"wanted": ["call", "visit"], "enough": False})
    rig.complete("call", {"enough": True})
    assert rig.waiting() == ["task:decide"]
    assert [e.element_id for e in rig.log if isinstance(e, events.ElementCancelled)] == ["visit"]


def test_another_round_is_chosen_while_the_condition_does_not_hold() -> None:
    rig = Rig("ad_hoc_chosen", {"wanted": ["call"], "enough": False})
    rig.complete("call", {"wanted": ["write", "call"]})
    assert rig.waiting() == ["task:call", "task:write", "timer:late"]
    rig.complete("write")
    rig.complete("call", {"wanted": []})
    assert rig.open["incident"][rig.token("incident", "inquiry")].code == "ad_hoc_idle"
    rig.set(wanted=["visit"])
    rig.retry("inquiry")
    assert rig.waiting() == ["task:visit", "timer:late"]


def test_a_choice_that_is_no_element_is_an_incident() -> None:
    rig = Rig("ad_hoc_chosen", {"wanted": ["note"], "enough": False})
    incident = rig.open["incident"][rig.token("incident", "inquiry")]
    assert incident.code == "ad_hoc_unknown"
    assert "call, visit, write" in incident.message
    rig.set(wanted="call")
    rig.retry("inquiry")
    assert rig.open["incident"][rig.token("incident", "inquiry")].code == "not_a_list"


def test_a_condition_that_is_none_is_an_incident_of_what_was_done_last() -> None:
    text = (HERE / "ad_hoc_chosen.bpmn").read_text(encoding="utf-8").replace("=enough = true", "=enough")
    rig = Rig(Program.compile({"p.bpmn": text.encode()}), {"wanted": ["call", "visit"], "enough": False})
    rig.complete("call", {"enough": "yes"})
    assert rig.open["incident"][rig.token("incident", "call")].code == "not_boolean"
    rig.set(enough=True)
    rig.retry("call")
    assert rig.waiting() == ["task:decide"]


def test_nothing_chosen_and_nothing_asked_is_over_at_once() -> None:
    assert Rig("ad_hoc_sequential", {"wanted": []}).waiting() == ["task:decide"]


def test_one_after_the_other_in_the_order_that_is_chosen() -> None:
    rig = Rig("ad_hoc_sequential", {"wanted": ["visit", "call"]})
    assert rig.waiting() == ["task:visit", "timer:late"]
    rig.complete("visit")
    assert rig.waiting() == ["task:note", "timer:late"]
    rig.complete("note")
    assert rig.waiting() == ["task:call", "timer:late"]
    rig.complete("call")
    assert rig.waiting() == ["task:decide"]


def test_going_back_to_one_of_them_goes_on_from_there() -> None:
    rig = Rig("ad_hoc_sequential", {"wanted": ["call", "visit", "write"]})
    rig.complete("call")
    scope = next(token for token, element in rig.execution.active().items() if element == "inquiry")
    rig.execution.go_back(rig.token("task", "visit"), "call", [f"inquiry#{scope}"])
    rig.take()
    assert rig.waiting() == ["task:call", "timer:late"]
    rig.complete("call")
    assert rig.waiting() == ["task:visit", "timer:late"]


def test_a_boundary_event_stops_it() -> None:
    rig = Rig("ad_hoc_offered")
    rig.fire("late")
    assert rig.ended()


def test_running_cases_follow_to_another_version_but_not_to_another_kind() -> None:
    rig = Rig("ad_hoc_offered")
    newer = program("ad_hoc_offered")
    rig.execution.migrate(newer, suggest(rig.program, newer))
    rig.program = newer
    rig.take()
    assert rig.waiting() == ALL
    text = (HERE / "ad_hoc_offered.bpmn").read_text(encoding="utf-8")
    plain = Program.compile({"p.bpmn": text.replace("adHocSubProcess", "subProcess").encode()})
    problems = rig.execution.migration_problems(plain, suggest(rig.program, plain))
    assert [problem.code for problem in problems] == ["type_differs"]
