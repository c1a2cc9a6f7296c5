"""Copying a case to colleagues: they read it, are told of it, and can do nothing with it."""

from __future__ import annotations

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.actions import carbon_copies
from workflows.approvals.actions.carbon_copies import copied_to_me, unread_copies
from workflows.approvals.cases import details, forms, item_queries, withdraw_and_urge
from workflows.approvals.tasks import assignment
from workflows.approvals.team import assignee_picker
from workflows.approvals.timeline import timeline
from workflows.approvals.values import Filters
from workflows.ground.errors import Forbidden, Invalid, NotFound
from workflows.notices import queries as notices


def test_a_copied_person_reads_the_case_and_can_do_nothing(story: Story, clock: FixedClock) -> None:
    who = story.applicant(name="王建国")
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    with pytest.raises(NotFound):
        story.read(story.elsewhere, item_queries.case, case.id)
    story.act(story.window, carbon_copies.copy, item.task_id, [story.elsewhere], "请了解")

    assert story.read(story.elsewhere, item_queries.case, case.id).number == case.number
    form = story.read(story.elsewhere, forms.case_form, case, locale="zh-CN")
    assert form is not None
    assert story.to_do(story.elsewhere) == []
    for refused, target in (
        (assignment.claim, item.task_id),
            (withdraw_and_urge.withdraw, case.id), (withdraw_and_urge.urge, case.id),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            story.act(story.elsewhere, refused, target)
    with pytest.raises(Forbidden):
        story.decide(story.elsewhere, item.task_id, "approve")
    assert not story.read(story.elsewhere, details.task_detail, item.task_id).side_actions

    with story.platform.begin() as work:
        (message,) = notices.messages(work, story.elsewhere, "zh-CN")
    assert "请了解" in message.body
    line = story.read(story.operator, timeline.timeline, case.id)[-1]
    assert (line.kind, line.actor_name, line.opinion) == ("copied", "陈窗口", "请了解")
    assert list(line.people.values()) == ["陈窗口", "吴窗口"]

    assert story.read(story.elsewhere, unread_copies) == 1
    clock.pass_time(minutes=5)
    story.act(story.elsewhere, carbon_copies.mark_copies_read, case.id)
    (copied,) = story.read(story.elsewhere, copied_to_me).items
    assert (copied.by_name, copied.note, copied.read_at) == ("陈窗口", "请了解", clock.now)
    assert story.read(story.elsewhere, unread_copies) == 0
    story.act(story.window, carbon_copies.copy, item.task_id, [story.elsewhere])
    assert story.read(story.elsewhere, copied_to_me, unread=True).total == 1


def test_only_colleagues_who_are_no_party_can_be_chosen(story: Story) -> None:
    who, stranger = story.applicant(), story.applicant()
    story.submit(who)
    (item,) = story.to_do(story.window)
    for chosen in ([], [who.user_id], [stranger.user_id], [story.window], ["nobody"]):
        with pytest.raises(Invalid) as refusal:
            story.act(story.window, carbon_copies.copy, item.task_id, chosen)
        assert [problem.field for problem in refusal.value.problems] == ["to"]
    with pytest.raises(NotFound):
        story.act(story.elsewhere, carbon_copies.copy, item.task_id, [story.operator])
    with pytest.raises(NotFound):
        story.read(story.elsewhere, assignee_picker.choice, item.task_id, "copy")


def test_people_are_found_by_name_and_no_list_names_everybody(story: Story) -> None:
    for number in range(20):
        staff(story.platform, "department", name=f"处室{number:02}")
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    picked = story.read(story.window, assignee_picker.choice, item.task_id, "copy")
    assert (len(picked.people), picked.more) == (assignee_picker.SHOWN, True)
    picked = story.read(
        story.window, assignee_picker.choice, item.task_id, "copy", text="处室1", chosen=[story.operator]
    )
    assert [person.name for person in picked.people] == ["赵运营", *(f"处室{n}" for n in range(10, 20))]
    to_transfer = story.read(story.window, assignee_picker.choice, item.task_id, "transfer")
    assert [person.user_id for person in to_transfer.people] == [story.colleague]


def test_the_list_of_copies_costs_the_same_however_long(
    story: Story, clock: FixedClock, statements: list[str]
) -> None:
    costs = []
    for number in range(1, 4):
        story.submit(story.applicant(), story.data(number))
        item = story.to_do(story.window)[-1]
        story.act(story.window, carbon_copies.copy, item.task_id, [story.elsewhere])
        clock.pass_time(minutes=1)
        statements.clear()
        page = story.read(story.elsewhere, copied_to_me, Filters(name="机械"))
        costs.append(len(statements))
        assert page.total == number
    assert len(set(costs)) == 1, costs
    first = story.read(story.elsewhere, copied_to_me, limit=2)
    rest = story.read(story.elsewhere, copied_to_me, limit=2, after=first.after)
    titles = [one.case.title_zh for one in (*first.items, *rest.items)]
    assert titles == [f"企业注册认证 · 长沙第{number}机械有限公司" for number in (3, 2, 1)]
    assert rest.before is not None
