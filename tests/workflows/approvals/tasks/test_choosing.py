"""Whom to choose: the own group first, with what they have to do; nobody left, and why."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.actions import carbon_copies
from workflows.approvals.tasks import assignment
from workflows.approvals.team import assignee_picker
from workflows.ground.db import new_id
from workflows.ground.work import Work
from workflows.people.absences.models import Absence
from workflows.people.identity.models import User
from workflows.people.viewer import Viewer


def test_the_own_group_stands_first_with_what_it_has_to_do(story: Story) -> None:
    for number in range(assignee_picker.SHOWN):
        staff(story.platform, "window:430200", name=f"一{number:02d}")
    story.submit(story.applicant())
    story.submit(story.applicant(), story.data(2))
    first, second = story.to_do(story.window)
    story.act(story.colleague, assignment.claim, second.task_id)
    picked = story.read(story.window, assignee_picker.choice, first.task_id, "copy")
    assert picked.people[0].user_id == story.colleague
    assert [(one.claimed, one.away) for one in picked.people[:2]] == [(1, False), (0, False)]


def test_whom_one_chose_lately_stands_before_the_rest_behind_the_own_group(
    story: Story, statements: list[str]
) -> None:
    names = ("安然", "白雪", "程曦", "毛宇")
    others = {name: staff(story.platform, "window:430200", name=name) for name in names}
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    for name in ("毛宇", "程曦"):
        story.act(story.window, carbon_copies.copy, item.task_id, [others[name]], "请阅")

    def ask(text: str = "") -> list[str]:
        picked = story.read(story.window, assignee_picker.choice, item.task_id, "copy", text=text)
        return [one.user_id for one in picked.people if one.user_id in {story.colleague, *others.values()}]

    assert ask() == [story.colleague, *(others[name] for name in ("程曦", "毛宇", "安然", "白雪"))]
    assert ask("maoyu") == [others["毛宇"]]
    statements.clear()
    ask()
    few = len(statements)
    for _ in range(3):
        story.act(story.window, carbon_copies.copy, item.task_id, [others["安然"]], "再阅")
    statements.clear()
    assert ask()[1] == others["安然"]
    assert len(statements) == few


def test_where_nobody_is_left_it_says_who_is_away(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    with story.platform.begin() as work:
        period = {"starts_at": work.now - timedelta(hours=1), "ends_at": work.now + timedelta(days=1)}
        rest = {"id": new_id(), "process_ids": [], "reason": "", "created_at": work.now}
        rest |= {"confirmed_at": work.now, "confirmed_by": story.colleague}
        people = {"user_id": story.colleague, "deputy_id": story.window, "set_by": story.colleague}
        work.session.add(Absence(**period, **rest, **people))
    picked = story.read(story.window, assignee_picker.choice, item.task_id, "transfer")
    assert picked.people == ()
    assert len(picked.away_names) == 1
    picked = story.read(story.window, assignee_picker.choice, item.task_id, "copy")
    assert next(one.away for one in picked.people if one.user_id == story.colleague)


def test_people_stand_by_pinyin_and_are_found_by_it_and_by_initials(story: Story) -> None:
    names = ("严明", "向东", "毛宇", "孔亮", "安然")
    people = {name: staff(story.platform, "window:430200", name=name) for name in names}

    def found(text: str = "") -> list[str]:
        def ask(work: Work, viewer: Viewer) -> assignee_picker.PickedPeople:
            return assignee_picker.deputies(work, viewer, text=text)

        return [one.name for one in story.read(story.operator, ask).people if one.user_id in people.values()]

    assert found() == ["安然", "孔亮", "毛宇", "向东", "严明"]
    for text in ("my", "maoyu", "mao yu", "MaoYu", "毛宇", "毛"):
        assert found(text) == ["毛宇"], text
    with story.platform.begin() as work:
        work.session.get_one(User, people["毛宇"]).full_name = "茅宇轩"
    assert found("maoyux") == ["茅宇轩"], "the sounds follow the name"
    assert found("%") == []
