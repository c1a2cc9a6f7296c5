"""Whom to choose: the own group first, with what they have to do; nobody left, and why."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from workflows.approvals.tasks import assignment
from workflows.approvals.team import assignee_picker
from workflows.ground.db import new_id
from workflows.people.absences.models import Absence


def test_the_own_group_stands_first_with_what_it_has_to_do(story: Story) -> None:
    for number in range(assignee_picker.SHOWN):
        staff(story.platform, "window:430200", name=f"一{number:02d}")
    story.submit(story.applicant())
    story.submit(story.applicant(), story.data(2))
    first, second = story.to_do(story.window)
    story.act(story.colleague, assignment.claim, second.task_id)
    found = story.read(story.window, assignee_picker.choice, first.task_id, "copy")
    assert found.people[0].user_id == story.colleague
    assert [(one.claimed, one.away) for one in found.people[:2]] == [(1, False), (0, False)]


def test_where_nobody_is_left_it_says_who_is_away(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    with story.platform.begin() as work:
        period = {"starts_at": work.now - timedelta(hours=1), "ends_at": work.now + timedelta(days=1)}
        rest = {"id": new_id(), "process_ids": [], "reason": "", "created_at": work.now}
        rest |= {"confirmed_at": work.now, "confirmed_by": story.colleague}
        people = {"user_id": story.colleague, "deputy_id": story.window, "set_by": story.colleague}
        work.session.add(Absence(**period, **rest, **people))
    found = story.read(story.window, assignee_picker.choice, item.task_id, "transfer")
    assert found.people == ()
    assert len(found.away_names) == 1
    found = story.read(story.window, assignee_picker.choice, item.task_id, "copy")
    assert next(one.away for one in found.people if one.user_id == story.colleague)
