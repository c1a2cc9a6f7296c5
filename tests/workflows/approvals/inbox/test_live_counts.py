from __future__ import annotations

from datetime import timedelta

from tests.factories.people import staff, viewer
from tests.workflows.approvals.conftest import Story
from tests.workflows.conftest import FixedClock
from workflows.approvals.inbox import lists
from workflows.approvals.inbox.live_counts import CountsRequest, Numbers, numbers
from workflows.approvals.tasks import assignment
from workflows.bootstrap import Platform
from workflows.notices.operations import send_messages
from workflows.people.identity import sessions
from workflows.people.identity.administration import disable
from workflows.people.identity.groups import set_groups
from workflows.people.organisations import operations as organisations
from workflows.people.viewer_loader import viewer_of, viewers_of


def sign_in(platform: Platform, user_id: str, **asked: object) -> CountsRequest:
    with platform.begin() as work:
        token = sessions.open_session(work, user_id, address="", user_agent="")
        resumed = sessions.resume(work, token)
    assert isinstance(resumed, sessions.Resumed)
    return CountsRequest(resumed.session_id, user_id, **asked)  # type: ignore[arg-type]


def look(platform: Platform, *asked: CountsRequest) -> list[Numbers | None]:
    with platform.begin() as work:
        return numbers(work, asked)


def test_numbers_are_those_of_the_inbox(story: Story, platform: Platform) -> None:
    owner = story.applicant()
    both = staff(platform, "operator", "window:430100", name="两处任职")
    party = staff(platform, "window:430100", name="当事人")
    with platform.begin() as work:
        organisations.join(work, owner.organisation_id, party, "member")
    for number in range(1, 4):
        story.submit(owner if number == 3 else story.applicant(), story.data(number))
    taken, decided, _ = (item.task_id for item in story.to_do(both))
    story.act(story.window, assignment.claim, taken)
    story.act(story.colleague, assignment.claim, decided)
    story.decide(story.colleague, decided, "approve", opinion="同意")
    with platform.begin() as work:
        send_messages(work, [party, story.window], "sms_code", {"code": "1", "minutes": 5})
    people = [owner.user_id, both, party, story.window, story.colleague, story.elsewhere, story.operator]
    asked = [sign_in(platform, user_id) for user_id in people]
    for one, counts in zip(asked, look(platform, *asked), strict=True):
        counted = story.read(one.user_id, lists.counts)
        assert counts is not None
        assert (counts.to_do, counts.done, counts.unread) == (counted.to_do, counted.done, counted.unread)
        assert counts.to_do == story.read(one.user_id, lists.to_do).total
        assert counts.newer is None
    assert story.read(party, lists.counts).to_do == story.read(both, lists.counts).to_do - 1


def test_newer_tasks_are_counted_from_the_moment_the_list_was_shown(
    story: Story, platform: Platform, clock: FixedClock
) -> None:
    story.submit(story.applicant(), story.data(1))
    clock.pass_time(minutes=1)
    shown, never = clock.now, clock.now - timedelta(hours=1)
    clock.pass_time(minutes=1)
    asked = sign_in(platform, story.window, since=shown)
    (before,) = look(platform, asked)
    for number in (2, 3):
        story.submit(story.applicant(), story.data(number))
    story.act(story.colleague, assignment.claim, story.to_do(story.colleague)[-1].task_id)
    after, all_open = look(platform, asked, sign_in(platform, story.window, since=never))
    assert before is not None
    assert after is not None
    assert all_open is not None
    assert (before.newer, after.newer, after.to_do, all_open.newer) == (0, 1, 2, 2)


def test_an_ended_session_has_no_numbers(story: Story, platform: Platform, clock: FixedClock) -> None:
    signed_out, locked_out, idle, going = (
        sign_in(platform, user_id)
        for user_id in (story.window, story.colleague, story.elsewhere, story.operator)
    )
    with platform.begin() as work:
        sessions.end_all(work, story.window)
        disable(work, story.colleague)
    counts = look(platform, signed_out, locked_out, idle, going)
    assert [one is None for one in counts] == [True, True, False, False]
    clock.pass_time(hours=13)
    assert look(platform, idle) == [None]


def test_a_known_number_of_decisions_is_not_counted_again(
    story: Story, platform: Platform, statements: list[str]
) -> None:
    asked = sign_in(platform, story.window, done=41)
    statements.clear()
    (counts,) = look(platform, asked)
    assert counts is not None
    assert counts.done == 41
    assert not any("closed_by" in statement for statement in statements)


def test_statements_do_not_grow_with_the_people(
    story: Story, platform: Platform, clock: FixedClock, statements: list[str]
) -> None:
    story.submit(story.applicant(), story.data(1))
    asked = [sign_in(platform, story.window, since=clock.now)]
    statements.clear()
    look(platform, *asked)
    few = len(statements)
    for number in range(12):
        user_id = staff(platform, "window:430100", "operator", name=f"审核{number}")
        asked.append(sign_in(platform, user_id, since=clock.now))
    statements.clear()
    look(platform, *asked)
    assert len(statements) == few


def test_many_people_are_read_as_each_of_them(story: Story, platform: Platform) -> None:
    owner = story.applicant()
    people = [owner.user_id, story.window, story.operator, "nobody"]
    with platform.begin() as work:
        set_groups(work, story.operator, frozenset({"operator", "window:430200"}))
        disable(work, story.window)
        assert viewers_of(work, people) == {user_id: viewer_of(work, user_id) for user_id in people}
    assert viewer(platform, story.window).groups == frozenset()
