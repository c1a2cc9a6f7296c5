"""Nobody grants themselves what they do not have.

Attack: an operator recorded the department's absence with themself as the deputy and gave the department's
final approval; the audit said nothing.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.people import staff, viewer
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.administration import users
from workflows.approvals.tasks import assignment
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Invalid, InvalidState, NotFound
from workflows.notices.models import Message
from workflows.people.absences import operations as absences
from workflows.people.absences.queries import all_absences, own_absences
from workflows.people.absences.values import NewAbsence


def test_an_absence_lends_nothing_to_who_sets_it(story: Story, clock: FixedClock) -> None:
    department = staff(story.platform, "department", name="李主管")
    other = staff(story.platform, "department", name="周主管")
    until = clock.now + timedelta(days=2)

    def refused(deputy: str) -> str:
        asked = NewAbsence(department, deputy, clock.now, until, "出差")
        with pytest.raises(Invalid) as refusal:
            story.act(story.operator, absences.set_absence, asked)
        (problem,) = refusal.value.problems
        assert problem.field == "deputy_id"
        return problem.code

    assert refused(story.operator) == "absences.not_oneself"
    assert refused(staff(story.platform, "operator")) == "absences.controls_less"
    assert refused(story.window) == "absences.controls_less"
    asked = NewAbsence(department, other, clock.now, until, "出差")
    absence = story.act(story.operator, absences.set_absence, asked)
    story.act(story.operator, absences.end_absence, absence)
    with story.platform.begin() as work:
        entries = work.session.query(AuditEntry).filter(AuditEntry.action.startswith("absence.")).all()
        told = {entry.action: (entry.actor_id, entry.subject_id) for entry in entries}
        before, after = next((one.before, one.after) for one in entries if one.action == "absence.ended")
    assert (before["ended_by"], after["ended_by"]) == (None, story.operator)
    assert told == {
        "absence.set": (story.operator, department),
        "absence.ended": (story.operator, department),
    }


@pytest.mark.parametrize("confirmed_by", ["absent", "admin"])
def test_an_absence_of_another_lends_nothing_until_it_is_confirmed(
    story: Story, clock: FixedClock, confirmed_by: str
) -> None:
    setter, admin = staff(story.platform, "admin", name="管一"), staff(story.platform, "admin", name="管二")
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    asked = NewAbsence(story.window, story.elsewhere, clock.now, clock.now + timedelta(days=2), "出差")
    absence = story.act(setter, absences.set_absence, asked)
    story.run()
    assert not viewer(story.platform, story.elsewhere).lending
    assert [one.mine for one in story.to_do(story.window)] == [True]
    (shown,) = story.read(story.window, own_absences)
    assert (shown.state, shown.set_by_name, shown.may_confirm) == ("waiting", "管一", True)
    assert _letters(story, story.window) == ["absence_to_confirm"]
    assert _letters(story, story.elsewhere) == ["absence_proposed"]

    for other in (setter, story.elsewhere, story.operator, story.colleague):
        with pytest.raises(NotFound):
            story.act(other, absences.confirm_absence, absence)
    who = story.window if confirmed_by == "absent" else admin
    story.act(who, absences.confirm_absence, absence)
    story.run()
    assert [one.user_id for one in viewer(story.platform, story.elsewhere).lending] == [story.window]
    (moved,) = story.to_do(story.elsewhere)
    assert (moved.mine, moved.task_id) == (True, item.task_id)
    assert "absence_in_force" in _letters(story, story.elsewhere)
    with pytest.raises(InvalidState):
        story.act(who, absences.confirm_absence, absence)
    with story.platform.begin() as work:
        (entry,) = work.session.query(AuditEntry).filter_by(action="absence.confirmed").all()
        assert (entry.actor_id, entry.before["confirmed_by"], entry.after["confirmed_by"]) == (who, None, who)


def test_an_administrator_named_as_the_deputy_confirms_nothing(story: Story, clock: FixedClock) -> None:
    admin = staff(story.platform, "admin", "department")
    department = staff(story.platform, "department")
    asked = NewAbsence(department, admin, clock.now, clock.now + timedelta(days=2), "出差")
    absence = story.act(story.operator, absences.set_absence, asked)
    with pytest.raises(NotFound):
        story.act(admin, absences.confirm_absence, absence)
    story.act(department, absences.end_absence, absence)
    with pytest.raises(NotFound):
        story.act(admin, absences.confirm_absence, absence)
    with pytest.raises(NotFound):
        story.act(department, absences.confirm_absence, "nothing")


@pytest.mark.parametrize("stands_in_for", ["the deputy", "the setter"])
@pytest.mark.parametrize("between", [0, 1])
def test_who_stands_in_for_the_deputy_or_the_setter_confirms_nothing(
    story: Story, clock: FixedClock, stands_in_for: str, between: int
) -> None:
    department, deputy = (staff(story.platform, "department") for _ in range(2))
    admin, impartial = (staff(story.platform, "admin", "department") for _ in range(2))
    until = clock.now + timedelta(days=2)
    asked = NewAbsence(department, deputy, clock.now, until)
    absence = story.act(story.operator, absences.set_absence, asked)
    away = [deputy if stands_in_for == "the deputy" else story.operator]
    away += [staff(story.platform, "department") for _ in range(between)]
    for who, instead in zip(away, [*away[1:], admin], strict=True):
        story.act(who, absences.set_absence, NewAbsence(who, instead, clock.now, until))

    shown = {one.id: one.may_confirm for one in story.read(admin, all_absences)}
    assert not shown[absence]
    with pytest.raises(NotFound):
        story.act(admin, absences.confirm_absence, absence)
    assert {one.id: one.may_confirm for one in story.read(impartial, all_absences)}[absence]
    story.act(impartial, absences.confirm_absence, absence)


def test_who_confirmed_an_absence_becomes_no_deputy_of_its_deputy(story: Story, clock: FixedClock) -> None:
    department, deputy = (staff(story.platform, "department") for _ in range(2))
    admin = staff(story.platform, "admin", "department", name="管一")
    between = staff(story.platform, "department")
    until = clock.now + timedelta(days=2)
    asked = NewAbsence(department, deputy, clock.now, until)
    absence = story.act(story.operator, absences.set_absence, asked)
    story.act(admin, absences.confirm_absence, absence)

    def codes(instead: str) -> list[str]:
        with pytest.raises(Invalid) as refusal:
            story.act(deputy, absences.set_absence, NewAbsence(deputy, instead, clock.now, until))
        return [problem.code for problem in refusal.value.problems]

    assert codes(admin) == codes(story.operator) == ["absences.own_word"]
    story.act(between, absences.set_absence, NewAbsence(between, admin, clock.now, until))
    assert codes(between) == ["absences.own_word"]
    other = staff(story.platform, "department")
    story.act(deputy, absences.set_absence, NewAbsence(deputy, other, clock.now, until))


def test_who_gives_a_task_to_another_is_in_the_audit(story: Story) -> None:
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    story.act(story.operator, assignment.assign, item.task_id, story.colleague, "平衡工作量")
    with story.platform.begin() as work:
        (entry,) = work.session.query(AuditEntry).filter_by(action="task.reassigned").all()
        assert (entry.actor_id, entry.subject_name) == (story.operator, case.number)
        assert (entry.before["assignee"], entry.after["assignee"]) == (story.window, story.colleague)
        assert entry.after["reason"] == "平衡工作量"


def _letters(story: Story, user_id: str) -> list[str]:
    with story.platform.begin() as work:
        rows = select(Message.template).where(Message.user_id == user_id, Message.template.like("absence%"))
        return list(work.session.scalars(rows))


def test_administration_is_never_lent(story: Story, clock: FixedClock) -> None:
    admin = staff(story.platform, "admin")
    asked = NewAbsence(admin, story.window, clock.now, clock.now + timedelta(days=2), "出差")
    story.act(admin, absences.set_absence, asked)
    person = viewer(story.platform, story.window)
    assert "admin" not in person.reach
    assert not person.holds("admin")


def test_nobody_changes_their_own_roles(story: Story) -> None:
    admin, other = staff(story.platform, "admin", "window:430100"), staff(story.platform, "admin")
    for groups in ({"admin", "operator"}, {"window:430100"}, set()):
        with pytest.raises(Invalid) as refusal:
            story.act(admin, users.set_groups, admin, frozenset(groups))
        assert [one.code for one in refusal.value.problems] == ["administration.own_roles"]
    with pytest.raises(Invalid):
        story.act(admin, users.set_leads, admin, frozenset({"window:430100"}))
    story.act(other, users.set_groups, admin, frozenset({"admin", "operator"}))
    assert viewer(story.platform, admin).groups == {"admin", "operator"}
