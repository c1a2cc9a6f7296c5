from decimal import Decimal

import pytest

from tests.engine.spiff.rig import Rig

THREE = {"experts": ["ann", "bob", "cy"]}


def test_parallel_opens_all_and_collects_in_order() -> None:
    rig = Rig("multi_instance_parallel", THREE)
    opened = list(rig.open["task"].values())
    assert [(task.assignee, task.loop_index) for task in opened] == [("ann", 1), ("bob", 2), ("cy", 3)]
    for index, vote in ((2, "c"), (0, "a"), (0, "b")):
        rig.execution.set_variables({"vote": None}, scope=rig.token("task", "vote", index), local=True)
        rig.take()
        rig.complete("vote", {"vote": vote}, index=index)
    assert rig.ended()
    assert rig.variables == {**THREE, "votes": ["a", "b", "c"]}


def test_sequential_goes_one_by_one_on_the_list_as_it_was() -> None:
    rig = Rig("multi_instance_sequential", THREE)
    for name in THREE["experts"]:
        assert [task.assignee for task in rig.open["task"].values()] == [name]
        rig.complete("vote", {"vote": name.upper(), "experts": []})
    assert rig.ended()
    assert rig.variables["votes"] == ["ANN", "BOB", "CY"]


@pytest.mark.parametrize("name", ["multi_instance_parallel", "multi_instance_sequential"])
def test_an_empty_list_is_passed(name: str) -> None:
    rig = Rig(name, {"experts": []})
    assert rig.ended()
    assert rig.variables["votes"] == []


@pytest.mark.parametrize("name", ["multi_instance_parallel", "multi_instance_sequential"])
def test_null_items_are_items(name: str) -> None:
    rig = Rig(name, {"experts": [None, None]})
    rig.complete("vote", {"vote": 1})
    rig.complete("vote", {"vote": 2})
    assert rig.ended()


def test_what_is_not_a_list_is_an_incident() -> None:
    rig = Rig("multi_instance_parallel", {"experts": "ann"})
    assert rig.open["incident"][rig.token("incident", "vote")].code == "not_a_list"


def test_quorum_over_the_results_so_far() -> None:
    rig = Rig("multi_instance_quorum", {**THREE, "experts": ["a", "b", "c", "d"], "quorum": 2})
    rig.complete("vote", {"vote": "approve"})
    rig.complete("vote", {"vote": "reject"})
    assert rig.state == "active"
    rig.complete("vote", {"vote": "approve"})
    assert rig.ended()
    assert rig.variables["votes"] == ["approve", "reject", "approve", None]


def test_a_timer_stops_the_whole_multi_instance() -> None:
    rig = Rig("multi_instance_quorum", {**THREE, "quorum": 2})
    rig.complete("vote", {"vote": "approve"})
    rig.fire("late")
    assert rig.waiting() == ["task:too_late"]


def test_ratio_over_live_counts() -> None:
    rig = Rig("multi_instance_ratio", {"experts": [1, 2, 3, 4, 5, 6]})
    rig.complete("vote", {"vote": 1})
    rig.complete("vote")
    assert rig.state == "active"
    rig.complete("vote")
    assert rig.ended()


def test_first_rejection_ends_a_sequence() -> None:
    rig = Rig("multi_instance_first_rejection", THREE)
    rig.complete("vote", {"vote": "approve"})
    rig.complete("vote", {"vote": "reject"})
    assert rig.ended()
    assert rig.variables["votes"] == ["approve", "reject", None]


def test_cardinality() -> None:
    rig = Rig("multi_instance_cardinality", {"times": 2, "total": 0})
    assert [job.variables for job in rig.open["job"].values()] == [
        {"loopCounter": Decimal(n), "n": Decimal(10 * n)} for n in (1, 2)
    ]
    rig.work("ping")
    rig.work("ping")
    assert rig.ended()
    assert rig.variables["total"] == 6


@pytest.mark.parametrize("times", [-1, 1.5, None])
def test_a_cardinality_that_is_no_count_is_an_incident(times: object) -> None:
    rig = Rig("multi_instance_cardinality", {"times": times, "total": 0})
    assert rig.waiting() == ["incident:ping"]


def test_each_subprocess_has_its_own_variables() -> None:
    rig = Rig("multi_instance_subprocess", {"rows": [1, 2, 3]})
    for index, given in ((2, 30), (1, 20), (0, 10)):
        rig.complete("look", {"given": given}, index=index)
    assert rig.ended()
    assert rig.variables == {"rows": [1, 2, 3], "results": [11, 22, 33]}


def test_calls() -> None:
    rig = Rig("multi_instance_call", {"rows": ["a", "b"]})
    calls = list(rig.open["call"].values())
    assert [call.variables for call in calls] == [
        {"loopCounter": Decimal(n), "row": row, "input": row} for n, row in ((1, "a"), (2, "b"))
    ]
    rig.returned("sub", {"answer": "A"})
    rig.returned("sub", {"answer": "B"})
    assert rig.ended()
    assert rig.variables["results"] == ["A", "B"]


@pytest.mark.parametrize("value", [None, "a", [], ["a"]])
@pytest.mark.parametrize("name", ["multi_instance_parallel", "multi_instance_sequential"])
def test_results_that_a_step_has_written_over_are_an_incident(name: str, value: object) -> None:
    rig = Rig(name, THREE)
    rig.complete("vote", {"votes": value, "vote": "x"})
    assert rig.open["incident"][rig.token("incident", "vote")].code == "results_overwritten"
    rig.execution.set_variables({"votes": [None] * 3}, scope=rig.token("incident", "vote"))
    rig.take()
    rig.retry("vote")
    assert rig.waiting().count("task:vote") == (2 if name.endswith("parallel") else 1)
