"""Authority is checked when it is used, not when it was taken.

Attack: whoever had claimed a task lost the role, the deputyship or the account, or became a party to the
case, and decided it all the same; with a locked holder the task waited unseen for ever.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.factories.people import staff
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.administration import users
from workflows.approvals.actions import bulk
from workflows.approvals.cases import details, item_queries
from workflows.approvals.cases.visibility import facts_of
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.live_counts import to_do_of
from workflows.approvals.models import Case, WorkItem
from workflows.approvals.policies.cases import TaskFacts, may_decide
from workflows.approvals.policies.eligible import eligible_people
from workflows.approvals.tasks import assignment, deciding
from workflows.approvals.values import Decision
from workflows.ground.errors import Forbidden, NotFound
from workflows.people.absences import operations as absences
from workflows.people.absences.values import NewAbsence
from workflows.people.identity.groups import grant, revoke, set_groups
from workflows.people.organisations.operations import join, leave
from workflows.people.viewer_loader import viewers_of

Ending = Callable[[Story, str, str], None]


def lose_the_group(story: Story, holder: str, _organisation: str) -> None:
    with story.platform.begin() as work:
        revoke(work, holder, "window:430100")


def exchange_the_group(story: Story, holder: str, _organisation: str) -> None:
    with story.platform.begin() as work:
        set_groups(work, holder, frozenset({"window:430200"}))


def be_locked(story: Story, holder: str, _organisation: str) -> None:
    story.act(staff(story.platform, "admin"), users.lock, holder)


def become_a_party(story: Story, holder: str, organisation: str) -> None:
    with story.platform.begin() as work:
        join(work, organisation, holder, "member")


ENDINGS = [lose_the_group, exchange_the_group, be_locked, become_a_party]


def numbers(story: Story, user_id: str) -> list[int]:
    """Return how much is to do by the list, by the count beside the menu and by the pushed count."""
    with story.platform.begin() as work:
        pushed = to_do_of(work, viewers_of(work, [user_id]))[user_id]
    return [len(story.to_do(user_id)), story.read(user_id, lists.to_do_count), pushed]


@pytest.mark.parametrize("end", ENDINGS)
def test_the_holder_whose_authority_has_ended_decides_nothing_any_more(story: Story, end: Ending) -> None:
    who = story.applicant()
    story.submit(who)
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    end(story, story.window, who.organisation_id)
    # before any job has run
    assert numbers(story, story.window) == [0, 0, 0]
    with pytest.raises((Forbidden, NotFound)):
        story.act(story.window, deciding.decide, item.task_id, Decision("approve"))
    with pytest.raises((Forbidden, NotFound)):
        story.act(story.window, assignment.transfer, item.task_id, story.colleague, "请代办")
    (refused,) = bulk.carry_out(
        lambda: story.platform.begin(story.window), [item.task_id], bulk.approve("同意")
    )
    assert not refused.done
    with suppress(Forbidden, NotFound):
        assert not story.read(story.window, details.task_detail, item.task_id).may_decide
    # and after it, the colleague has what had been claimed
    story.run()
    assert numbers(story, story.colleague) == [1, 1, 1]
    story.decide(story.colleague, item.task_id, "approve")


@pytest.mark.parametrize("end", ENDINGS)
def test_what_nobody_may_take_after_that_is_an_incident(story: Story, end: Ending) -> None:
    only = staff(story.platform, "window:431300", name="独窗口")
    who = story.applicant()
    case = story.submit(who, story.data(region="431300"))
    (item,) = story.to_do(only)
    story.act(only, assignment.claim, item.task_id)
    with story.platform.begin() as work:
        grant(work, only, "window:430100")  # so that `revoke` below takes one of two
        revoke(work, only, "window:430100")
    if end is lose_the_group:
        with story.platform.begin() as work:
            revoke(work, only, "window:431300")
    else:
        end(story, only, who.organisation_id)
    story.run()
    assert [one.task_id for one in story.read(story.operator, lists.unattended)] == [item.task_id]
    with story.platform.begin() as work:
        assert [one.code for one in work.incidents.list()] == ["nobody_eligible"]
        assert work.session.get_one(WorkItem, item.task_id).assignee is None
    assert case.number


def test_a_deputy_whose_time_is_over_gives_back(story: Story, clock: FixedClock) -> None:
    story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.act(story.window, assignment.claim, item.task_id)
    now = clock.now
    asked = NewAbsence(story.window, story.elsewhere, now, now + timedelta(days=2), "出差")
    absence = story.act(story.window, absences.set_absence, asked)
    story.run()
    assert numbers(story, story.elsewhere) == [1, 1, 1]
    story.act(story.window, absences.end_absence, absence)
    assert numbers(story, story.elsewhere) == [0, 0, 0]
    with pytest.raises((Forbidden, NotFound)):
        story.act(story.elsewhere, deciding.decide, item.task_id, Decision("approve"))
    story.run()
    assert numbers(story, story.window) == [1, 1, 1]
    story.decide(story.window, item.task_id, "approve")


def test_an_applicant_who_has_left_the_organisation_does_nothing_in_its_name(story: Story) -> None:
    who = story.applicant()
    case = story.submit(who)
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "return", opinion="请补充")
    (own,) = story.to_do(who.user_id)
    with story.platform.begin() as work:
        leave(work, who.organisation_id, who.user_id)
    assert numbers(story, who.user_id) == [0, 0, 0]
    for action in ("submit", "withdraw"):
        decision = Decision(action, data=story.data())
        with pytest.raises(Forbidden):
            story.act(who.user_id, deciding.decide, own.task_id, decision)
    story.run()
    assert [one.task_id for one in story.read(story.operator, lists.unattended)] == [own.task_id]
    heir = staff(story.platform, "enterprise")
    with story.platform.begin() as work:
        join(work, who.organisation_id, heir, "agent")
    story.run()
    assert story.read(story.operator, lists.unattended) == []
    story.decide(heir, own.task_id, "submit", data=story.data())
    assert case.number


def test_who_works_here_no_more_reads_no_cases_of_others(story: Story) -> None:
    case = story.submit(story.applicant())
    (item,) = story.to_do(story.window)
    story.decide(story.window, item.task_id, "approve")
    assert story.read(story.window, item_queries.case, case.id).id == case.id
    with story.platform.begin() as work:
        set_groups(work, story.window, frozenset({"enterprise"}))
    with pytest.raises(NotFound):
        story.read(story.window, item_queries.case, case.id)
    assert story.read(story.window, lists.all_cases).items == ()


def test_whom_an_operator_appointed_decides_as_long_as_they_are_a_colleague(story: Story) -> None:
    only = staff(story.platform, "window:431300")
    story.submit(story.applicant(), story.data(region="431300"))
    (item,) = story.to_do(only)
    with story.platform.begin() as work:
        revoke(work, only, "window:431300")
    story.run()
    story.act(story.operator, assignment.assign, item.task_id, story.window, "该窗口暂无人员")
    assert numbers(story, story.window) == [1, 1, 1]
    with story.platform.begin() as work:
        set_groups(work, story.window, frozenset({"enterprise"}))
    assert numbers(story, story.window) == [0, 0, 0]
    with pytest.raises((Forbidden, NotFound)):
        story.act(story.window, deciding.decide, item.task_id, Decision("approve"))


def test_the_rule_in_sql_is_the_rule_in_python(story: Story, clock: FixedClock) -> None:
    """Forty people of every sort and forty tasks: both name the same people for each task."""
    chance = random.Random(20260302)
    groups = ["operator", "department", "expert", "window:430100", "admin", "enterprise"]
    who = story.applicant()
    case = story.submit(who)
    people = [staff(story.platform, *chance.sample(groups, chance.randint(0, 3))) for _ in range(24)]
    with story.platform.begin() as work:
        for person in chance.sample(people, 4):
            join(work, who.organisation_id, person, "member")
    admin = staff(story.platform, "admin")
    for person in chance.sample(people, 3):
        story.act(admin, users.lock, person)
    _send_away(story, people, chance, clock)
    with story.platform.begin() as work:
        viewers = viewers_of(work, [*people, who.user_id])
        locked = {one for one in people if not viewers[one].groups and not viewers[one].memberships}
        facts = facts_of(work.session.get_one(Case, case.id))
        for _ in range(40):
            task = TaskFacts(
                chance.sample(groups, chance.randint(0, 2)),
                chance.sample(people, chance.randint(0, 2)),
                None,
                addressed=False,
                parties_too=chance.random() < 0.3,
                barred=chance.sample(people, chance.randint(0, 3)),
            )
            by_sql = eligible_people(work, facts, task) & (viewers.keys() - locked)
            away = {one.user_id for viewer in viewers.values() for one in viewer.lending}
            by_python = {one for one, viewer_now in viewers.items() if may_decide(viewer_now, facts, task)}
            assert by_sql == by_python - away - locked, task


def _send_away(story: Story, people: list[str], chance: random.Random, clock: FixedClock) -> None:
    now = clock.now
    for person in chance.sample(people, 6):
        asked = NewAbsence(person, chance.choice(people), now, now + timedelta(days=1), "出差")
        try:
            story.act(person, absences.set_absence, asked)
        except Exception:  # noqa: BLE001  # whoever cannot be away, is not
            continue
