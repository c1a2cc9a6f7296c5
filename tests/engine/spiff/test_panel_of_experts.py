"""A repeated subprocess in which each expert answers or is replaced, over as soon as it is certain."""

import pytest

from tests.engine.spiff.rig import Rig

FIVE = {"experts": ["a", "b", "c", "d", "e"], "needed": 3, "vote": "outer"}


def panel(experts: str = "abcde", needed: int = 3) -> Rig:
    return Rig("panel_of_experts", {**FIVE, "experts": list(experts), "needed": needed})


def asked(rig: Rig) -> list[str]:
    return [task.assignee for task in rig.open["task"].values() if task.element_id == "score"]


def answer(rig: Rig, expert: str, vote: str) -> None:
    rig.complete("score", {"vote": vote}, index=asked(rig).index(expert))


def votes(rig: Rig) -> dict[str, str | None]:
    return {one["by"]: one["vote"] for one in rig.variables["votes"] if one}


@pytest.mark.parametrize("vote", ["approve", "reject"])
def test_over_as_soon_as_it_is_certain(vote: str) -> None:
    rig = panel()
    for expert in "ab":
        answer(rig, expert, vote)
    assert asked(rig) == ["c", "d", "e"]
    answer(rig, "e", vote)
    assert rig.waiting() == ["task:conclude"]
    assert votes(rig) == {"a": vote, "b": vote, "e": vote}
    assert rig.variables["vote"] == "outer"


def test_a_tie_is_decided_by_the_share() -> None:
    rig = panel("abcd", needed=2)
    for expert, vote in (("a", "reject"), ("b", "approve"), ("c", "reject")):
        answer(rig, expert, vote)
    assert asked(rig) == ["d"]
    answer(rig, "d", "approve")
    assert rig.waiting() == ["task:conclude"]
    three = panel("abcd", needed=3)
    answer(three, "a", "reject")
    answer(three, "b", "approve")
    answer(three, "c", "reject")
    assert three.waiting() == ["task:conclude"]


def test_all_who_answer_end_it_even_if_nobody_can_win() -> None:
    rig = panel("ab", needed=3)
    answer(rig, "a", "approve")
    assert rig.waiting() == ["task:conclude"]


def test_a_late_expert_is_replaced_inside_and_the_others_go_on() -> None:
    rig = panel()
    answer(rig, "b", "approve")
    late = rig.open["task"][rig.token("task", "score")].assignee
    rig.fire("late")
    assert asked(rig) == [one for one in "acde" if one != late]
    assert "job:replace" in rig.waiting()
    (job,) = rig.open["job"].values()
    assert (job.variables["expert"], job.variables["loopCounter"]) == (late, 1)
    rig.work("replace", {"expert": "f", "named": None, "vote": None})
    assert set(asked(rig)) == {"c", "d", "e", "f"}
    answer(rig, "f", "approve")
    answer(rig, "d", "approve")
    assert rig.waiting() == ["task:conclude"]
    assert votes(rig) == {"b": "approve", "d": "approve", "f": "approve"}
    assert rig.variables["experts"] == list("abcde")


def test_a_replacement_can_be_late_too_and_has_a_timer_of_its_own() -> None:
    rig = panel("abc", needed=2)
    first = rig.open["timer"][rig.token("timer", "late")].due_at
    rig.fire("late")
    rig.work("replace", {"expert": "x", "named": None, "vote": None})
    renewed = max(timer.due_at for timer in rig.open["timer"].values())
    assert renewed > first
    token = next(key for key, timer in rig.open["timer"].items() if timer.due_at == renewed)
    rig.now = rig.open["timer"].pop(token).due_at
    rig.execution.at(rig.env())
    rig.execution.fire(token)
    rig.take()
    rig.work("replace", {"expert": "y", "named": None, "vote": None})
    assert asked(rig) == ["b", "c", "y"]


def test_the_message_of_one_place_replaces_the_expert_there_only() -> None:
    rig = panel()
    rig.message("panel.replace", "3", {"named": "n"})
    assert asked(rig) == ["a", "b", "d", "e"]
    (job,) = rig.open["job"].values()
    assert (job.variables["expert"], job.variables["named"]) == ("c", "n")
    rig.work("replace", {"expert": "n", "named": None, "vote": None})
    assert set(asked(rig)) == set("abden")
    assert len(rig.open["message"]) == len(rig.open["timer"]) == 5


def test_what_is_certain_withdraws_replacements_under_way() -> None:
    rig = panel("abc", needed=2)
    rig.fire("late")
    answer(rig, "b", "approve")
    answer(rig, "c", "approve")
    assert rig.waiting() == ["task:conclude"]
    assert votes(rig) == {"b": "approve", "c": "approve"}


def test_the_answer_and_the_timer_at_the_same_moment() -> None:
    """Whichever comes first takes the other away: there is nothing left to fire, or to answer."""
    rig = panel("abc", needed=2)
    timer = rig.token("timer", "late")
    answer(rig, rig.open["task"][rig.token("task", "score")].assignee, "approve")
    assert timer not in rig.open["timer"]
    rig = panel("abc", needed=2)
    task = rig.token("task", "score")
    rig.fire("late")
    assert task not in rig.open["task"]


def test_the_last_answer_after_a_replacement_ends_it() -> None:
    rig = panel("abc", needed=2)
    answer(rig, "a", "approve")
    answer(rig, "b", "reject")
    rig.fire("late")
    rig.work("replace", {"expert": "z", "named": None, "vote": None})
    answer(rig, "z", "reject")
    assert rig.waiting() == ["task:conclude"]
    assert [one and one["vote"] for one in rig.variables["votes"]] == ["approve", "reject", "reject"]
