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
from workflows.people.absences.queries import own_absences
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
    seen = viewer(story.platform, story.window)
    assert "admin" not in seen.reach
    assert not seen.holds("admin")


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
