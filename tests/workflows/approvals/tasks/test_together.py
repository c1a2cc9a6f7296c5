"""Several people at the same moment: the interleaving is forced, not hoped for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from tests.factories.people import staff, viewer
from tests.workflows.approvals.conftest import Story
from workflows.approvals.cases import item_queries, submitting, withdraw_and_urge
from workflows.approvals.inbox import lists
from workflows.approvals.tasks import deciding
from workflows.approvals.timeline import timeline
from workflows.approvals.values import Decision
from workflows.ground.errors import Conflict, InvalidState


def together(story: Story, acts: list[Callable[[], Any]], lock: str, key: str) -> list[Any]:
    """Run `acts` in threads that all wait for one row, then let the row go; return results and refusals."""
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            results[number] = acts[number]()
        except (Conflict, InvalidState) as refusal:
            results[number] = refusal

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    with story.platform.database.connect() as gate, gate.begin():
        gate.execute(text(lock), {"key": key})
        for thread in threads:
            thread.start()
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        with story.platform.database.connect() as watcher:
            for _ in range(2000):
                if (watcher.execute(waiting).scalar() or 0) >= len(acts):
                    break
                watcher.rollback()
                threading.Event().wait(0.01)
            else:
                raise AssertionError("Expected everybody to wait, but somebody does not")
    for thread in threads:
        thread.join(60)
    return results


def test_of_many_deciders_one_wins_and_the_others_are_told_who(story: Story) -> None:
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    people = [staff(story.platform, "window:430100", name=f"窗口{n}") for n in range(5)]
    viewers = [viewer(story.platform, person) for person in people]

    def decide(number: int) -> Callable[[], Any]:
        def act() -> Any:
            with story.platform.begin(people[number]) as work:
                return deciding.decide(work, viewers[number], item.task_id, Decision("approve"))

        return act

    lock = "SELECT 1 FROM engine_instance WHERE id = :key FOR UPDATE"
    assert case.instance_id is not None
    results = together(story, [decide(n) for n in range(5)], lock, case.instance_id)
    refusals = [one for one in results if isinstance(one, Conflict)]
    assert len(refusals) == 4
    winner = next(n for n, one in enumerate(results) if not isinstance(one, Conflict))
    assert {refusal.params["name"] for refusal in refusals} == {f"窗口{winner}"}
    story.run()
    kinds = [entry.kind for entry in story.read(story.operator, timeline.timeline, case.id)]
    assert kinds.count("approve") == kinds.count("certified") == 1


def test_a_double_click_on_submit_makes_one_case(story: Story) -> None:
    who = story.applicant()
    me = viewer(story.platform, who.user_id)

    def act() -> Any:
        with story.platform.begin(who.user_id) as work:
            return submitting.submit(
                work, me, "enterprise_registration", story.data(), organisation_id=who.organisation_id
            )

    lock = "SELECT 1 FROM organisations WHERE id = :key FOR UPDATE"
    results = together(story, [act, act, act], lock, who.organisation_id)
    assert sum(isinstance(one, InvalidState) for one in results) == 2
    assert story.read(who.user_id, lists.my_applications).total == 1


def test_withdrawing_and_deciding_at_once_ends_the_case_in_one_way(story: Story) -> None:
    who = story.applicant()
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    me, window = viewer(story.platform, who.user_id), viewer(story.platform, story.window)

    def withdraw() -> Any:
        with story.platform.begin(who.user_id) as work:
            return withdraw_and_urge.withdraw(work, me, case.id)

    def reject() -> Any:
        with story.platform.begin(story.window) as work:
            return deciding.decide(work, window, item.task_id, Decision("reject", "不符"))

    assert case.instance_id is not None
    lock = "SELECT 1 FROM engine_instance WHERE id = :key FOR UPDATE"
    results = together(story, [withdraw, reject], lock, case.instance_id)
    story.run()
    assert sum(isinstance(one, (Conflict, InvalidState)) for one in results) <= 1
    state = story.read(who.user_id, item_queries.case, case.id).state
    kinds = [entry.kind for entry in story.read(story.operator, timeline.timeline, case.id)]
    assert state in {"withdrawn", "rejected"}
    assert kinds.count("withdrawn") == (state == "withdrawn")
