"""Nobody grants themselves what they do not have.

Attack: an operator recorded the department's absence with themself as the deputy and gave the department's
final approval; the audit said nothing.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.people import staff, viewer
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.ground.audit.models import AuditEntry
from workflows.ground.errors import Invalid
from workflows.people.absences import operations as absences
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
    assert told == {
        "absence.set": (story.operator, department),
        "absence.ended": (story.operator, department),
    }


def test_administration_is_never_lent(story: Story, clock: FixedClock) -> None:
    admin = staff(story.platform, "admin")
    asked = NewAbsence(admin, story.window, clock.now, clock.now + timedelta(days=2), "出差")
    story.act(admin, absences.set_absence, asked)
    seen = viewer(story.platform, story.window)
    assert "admin" not in seen.reach
    assert not seen.holds("admin")
