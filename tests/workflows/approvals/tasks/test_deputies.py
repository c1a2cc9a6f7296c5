"""Absences: what is held moves, what is new goes to the deputy, groups are lent for taking tasks only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.people import staff, viewer
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import item_queries
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.live_counts import CountsRequest, numbers
from workflows.approvals.tasks import assignment
from workflows.approvals.timeline import timeline
from workflows.ground.errors import Forbidden, Invalid, InvalidState, NotFound
from workflows.people.absences import operations as absences
from workflows.people.absences.queries import all_absences, own_absences
from workflows.people.absences.values import NewAbsence
from workflows.people.identity.sessions import open_session
from workflows.people.organisations.operations import join


def away(story: Story, user_id: str, deputy_id: str, *, by: str = "", days: float = 2, **more: Any) -> str:
    now = story.platform.clock()
    asked = NewAbsence(user_id, deputy_id, now, now + timedelta(days=days), "出差", **more)
    made: str = story.act(by or user_id, absences.set_absence, asked)
    story.run()
    return made


def kinds(story: Story, case_id: str) -> list[str]:
    return [one.kind for one in story.read(story.operator, timeline.timeline, case_id)]


def test_what_is_held_moves_and_what_is_open_is_offered(story: Story, clock: FixedClock) -> None:
    held, free = story.submit(story.applicant()), story.submit(story.applicant(), story.data(2))
    item = next(one for one in story.to_do(story.window) if one.case.id == held.id)
    story.act(story.window, assignment.claim, item.task_id)
    assert story.to_do(story.elsewhere) == []
    absence = away(story, story.window, story.elsewhere)

    mine = {one.case.id: one for one in story.to_do(story.elsewhere)}
    assert (mine[held.id].mine, mine[held.id].stands_for_name) == (True, "陈窗口")
    assert (mine[free.id].mine, mine[free.id].may_claim) == (False, True)
    assert [one.case.id for one in story.to_do(story.window)] == [free.id]
    moved = story.read(story.operator, timeline.timeline, held.id)[-1]
    assert (moved.kind, set(moved.people.values())) == ("deputised", {"陈窗口", "吴窗口"})

    story.decide(story.elsewhere, item.task_id, "approve")
    story.decide(story.elsewhere, mine[free.id].task_id, "approve")
    for case_id in (held.id, free.id):
        (line,) = [
            one for one in story.read(story.operator, timeline.timeline, case_id) if one.kind == "approve"
        ]
        assert line.details["for"] == story.window
    done = story.read(story.elsewhere, lists.done).items
    assert {one.stands_for_name for one in done} == {"陈窗口"}

    third = story.submit(story.applicant(), story.data(3))
    assert [one.case.id for one in story.to_do(story.elsewhere)] == [third.id]
    story.act(story.window, absences.end_absence, absence)
    assert story.to_do(story.elsewhere) == []
    with pytest.raises(InvalidState):
        story.act(story.window, absences.end_absence, absence)


def test_an_absence_ends_by_itself_and_what_the_deputy_has_goes_back(story: Story, clock: FixedClock) -> None:
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    away(story, story.window, story.elsewhere, days=1)
    story.act(story.elsewhere, assignment.claim, item.task_id)
    clock.pass_time(days=1, minutes=1)
    assert story.to_do(story.elsewhere) == []  # at once, also before the job has run
    story.run()
    assert story.to_do(story.elsewhere) == []
    assert "authority_ended" in kinds(story, case.id)
    assert [one.task_id for one in story.to_do(story.window)] == [item.task_id]


def test_what_a_colleague_has_not_decided_comes_back_on_return(story: Story) -> None:
    """14.13: also where the deputy may decide it anyway."""
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    absence = away(story, story.window, story.colleague)
    (moved,) = story.to_do(story.colleague)
    assert (moved.mine, moved.stands_for_name) == (True, "陈窗口")
    story.act(story.window, absences.end_absence, absence)
    story.run()
    (back,) = story.to_do(story.window)
    assert (back.task_id, back.mine, back.stands_for_name) == (item.task_id, True, "")
    assert story.to_do(story.colleague) == []
    assert kinds(story, case.id)[-1] == "came_back"


def test_lent_groups_give_no_oversight_and_no_office(story: Story) -> None:
    away(story, story.operator, story.elsewhere)
    case = story.submit(story.applicant())
    with pytest.raises(NotFound):
        story.read(story.elsewhere, item_queries.case, case.id)
    with pytest.raises(Forbidden):
        story.read(story.elsewhere, lists.unattended)
    with pytest.raises(Forbidden):
        story.read(story.elsewhere, all_absences)


def test_a_deputy_who_is_a_party_gets_nothing_of_the_case(story: Story) -> None:
    who = story.applicant()
    with story.platform.begin() as work:
        join(work, who.organisation_id, story.elsewhere, "member")
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    away(story, story.window, story.elsewhere)
    assert story.to_do(story.elsewhere) == []
    assert [one.task_id for one in story.to_do(story.colleague)] == [item.task_id]  # back with the group
    assert "deputised" not in kinds(story, case.id)
    with pytest.raises(Forbidden):
        story.act(story.elsewhere, assignment.claim, item.task_id)


def test_nobody_borrows_the_groups_of_a_party(story: Story) -> None:
    who = story.applicant()
    with story.platform.begin() as work:
        join(work, who.organisation_id, story.window, "member")
    story.submit(who)
    away(story, story.window, story.elsewhere)
    assert story.to_do(story.elsewhere) == []
    with story.platform.begin() as work:
        token = open_session(work, story.elsewhere, address="127.0.0.1", user_agent="test")
        (counted,) = numbers(work, [CountsRequest(_session_of(work, token), story.elsewhere)])
    assert counted is not None
    assert counted.to_do == 0


def _session_of(work: Any, token: str) -> str:
    from sqlalchemy import select

    from workflows.people.identity.models import LoginSession

    assert token
    return str(work.session.scalars(select(LoginSession.id).order_by(LoginSession.id.desc())).first())


def test_deputies_of_deputies_act_and_circles_are_refused(story: Story) -> None:
    last = staff(story.platform, "finance", name="郑财务")
    story.submit(story.applicant())
    away(story, story.window, story.colleague)
    away(story, story.colleague, last)
    (item,) = story.to_do(last)
    with pytest.raises(Invalid) as refusal:
        away(story, last, story.window)
    assert [problem.field for problem in refusal.value.problems] == ["deputy_id"]
    story.decide(last, item.task_id, "approve")
    (line,) = [
        one for one in story.read(story.operator, timeline.timeline, item.case.id) if one.kind == "approve"
    ]
    assert line.details["for"] in {story.window, story.colleague}


def test_an_absence_is_checked_at_the_field(story: Story, clock: FixedClock) -> None:
    now = clock.now
    day = timedelta(days=1)
    who, deputy = story.window, story.colleague
    for asked, at in (
        (NewAbsence(who, "", now, now + day), ["deputy_id"]),
        (NewAbsence(who, who, now, now + day), ["deputy_id"]),
        (NewAbsence(who, story.applicant().user_id, now, now + day), ["deputy_id"]),
        (NewAbsence(who, deputy, None, None), ["starts_at", "ends_at"]),
        (NewAbsence(who, deputy, now, now - day), ["ends_at"]),
        (NewAbsence(who, deputy, now - 2 * day, now - day), ["ends_at"]),
        (NewAbsence(who, deputy, now, now + 400 * day), ["ends_at"]),
        (NewAbsence(who, deputy, now, now + day, "x" * 201), ["reason"]),
    ):
        with pytest.raises(Invalid) as refusal:
            story.act(who, absences.set_absence, asked)
        assert [problem.field for problem in refusal.value.problems] == at
    with pytest.raises(Forbidden):
        story.act(deputy, absences.set_absence, NewAbsence(who, deputy, now, now + day))
    away(story, who, deputy, by=story.operator)
    with pytest.raises(Invalid) as refusal:
        away(story, who, story.elsewhere)
    assert [problem.field for problem in refusal.value.problems] == ["starts_at"]
    (shown,) = story.read(who, own_absences)
    assert (shown.deputy_name, shown.set_by_name, shown.state, shown.may_end) == (
        "周窗口", "赵运营", "waiting", True,
    )  # fmt: skip
    assert [one.id for one in story.read(story.operator, all_absences)] == [shown.id]
    with pytest.raises(NotFound):
        story.act(story.elsewhere, absences.end_absence, shown.id)


def test_one_for_some_kinds_moves_only_what_is_personal(story: Story) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    other = away(story, story.window, story.elsewhere, process_ids=("provider_registration",))
    assert [one.mine for one in story.to_do(story.window)] == [True]
    story.act(story.window, absences.end_absence, other)
    away(story, story.window, story.elsewhere, process_ids=("enterprise_registration",))
    assert [one.task_id for one in story.to_do(story.elsewhere)] == [item.task_id]
    story.submit(story.applicant(), story.data(2))
    assert len(story.to_do(story.elsewhere)) == 1


def test_who_looks_costs_one_statement_more(story: Story, statements: list[str]) -> None:
    viewer(story.platform, story.window)  # a new connection asks for itself
    statements.clear()
    viewer(story.platform, story.window)
    before = len(statements)
    away(story, story.window, story.elsewhere)
    statements.clear()
    deputy = viewer(story.platform, story.elsewhere)
    assert [one.user_id for one in deputy.lenders] == [story.window]
    assert len(statements) == before + 1 == 2


def test_an_absence_that_leaves_nobody_is_an_incident(story: Story) -> None:
    only = staff(story.platform, "window:431300")
    who = story.applicant()
    with story.platform.begin() as work:
        join(work, who.organisation_id, story.elsewhere, "member")
    case = story.submit(who, story.data(region="431300"))
    assert story.read(story.operator, lists.unattended) == []
    absence = away(story, only, story.elsewhere)
    (stuck,) = story.read(story.operator, lists.unattended)
    assert "nobody_eligible" in kinds(story, case.id)
    story.act(only, absences.end_absence, absence)
    story.run()
    assert story.read(story.operator, lists.unattended) == []

    from workflows.administration import users

    admin = staff(story.platform, "admin")
    story.act(admin, users.lock, only)
    story.run()
    assert [one.task_id for one in story.read(story.operator, lists.unattended)] == [stuck.task_id]
    with pytest.raises(Invalid):
        story.act(story.operator, assignment.assign, stuck.task_id, story.elsewhere, "代办")
    with pytest.raises(Forbidden):
        story.act(story.elsewhere, assignment.assign, stuck.task_id, story.window, "代办")
    story.act(story.operator, assignment.assign, stuck.task_id, story.window, "该窗口暂无人员")
    assert story.read(story.operator, lists.unattended) == []
    with story.platform.begin() as work:
        assert work.incidents.list() == ()
    story.decide(story.window, stuck.task_id, "approve")
    assert kinds(story, case.id)[-4:] == ["assigned", "approve", "certified", "ended"]
