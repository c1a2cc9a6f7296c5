"""Activities: never one place too many, a waiting list that moves up, check-in by the code at the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.gatherings import DOOR, gathered
from tests.factories.people import staff, viewer
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.gatherings import keeping, queries
from workflows.business.gatherings.models import Gathering, GatheringSignUp
from workflows.business.gatherings.signing_up import check_in, give_back, sign_up_as_user
from workflows.business.gatherings.telling import remind_of_what_starts
from workflows.business.gatherings.values import Counted, GatheringDraft, SignUpDraft
from workflows.ground.errors import Conflict, Forbidden, Invalid, NotFound
from workflows.notices.models import Message

DRAFT = SignUpDraft(" 王建国 ", "湘江重工", "", "zh-CN")


def sign_up(platform: Platform, gathering_id: str, user_id: str) -> str:
    with platform.begin(user_id) as work:
        return sign_up_as_user(work, viewer(platform, user_id), gathering_id, DRAFT)


def told(platform: Platform, user_id: str) -> list[str]:
    with platform.begin() as work:
        rows = select(Message.params).where(Message.user_id == user_id, Message.template == "gathering_news")
        return [one["what"] for one in work.session.scalars(rows.order_by(Message.id))]


def test_the_waiting_list_moves_up_and_who_comes_checks_in(platform: Platform, clock: FixedClock) -> None:
    gathering_id = gathered(platform)
    people = [staff(platform, "enterprise") for _ in range(4)]
    states = [sign_up(platform, gathering_id, one) for one in (*people, people[0])]
    assert states == ["taken", "taken", "waiting", "waiting", "taken"]
    with platform.begin(people[1]) as work:
        give_back(work, gathering_id, viewer=viewer(platform, people[1]))
    with platform.begin() as work:
        assert queries.counted(work, gathering_id) == Counted(2, 1, 0)
        fourth = queries.own_sign_up(work, gathering_id, viewer=viewer(platform, people[3]))
        assert fourth is not None
        assert (fourth.state, fourth.position, fourth.name) == ("waiting", 1, "王建国")
    assert told(platform, people[2]) == ["名额已满，您已进入候补名单", "候补成功，您已获得名额"]
    for code, who in (("wrong", people[0]), (DOOR, people[0])):  # the second comes too early
        with platform.begin(who) as work, pytest.raises(Conflict):
            check_in(work, gathering_id, code, viewer=viewer(platform, who))
    clock.pass_time(days=2, hours=1)
    with platform.begin() as work:
        assert (remind_of_what_starts(work), remind_of_what_starts(work)) == (1, 0)
    assert [told(platform, one)[-1] == "活动即将开始，请准时参加" for one in people] == [
        True,
        False,
        True,
        False,
    ]
    clock.pass_time(hours=22)
    for _ in range(2):
        with platform.begin(people[2]) as work:
            check_in(work, gathering_id, DOOR, viewer=viewer(platform, people[2]))
    with platform.begin(people[3]) as work, pytest.raises(Conflict, match="waiting list"):
        check_in(work, gathering_id, DOOR, viewer=viewer(platform, people[3]))
    with platform.begin(people[1]) as work, pytest.raises(Conflict):
        check_in(work, gathering_id, DOOR, viewer=viewer(platform, people[1]))
    with platform.begin() as work:
        assert queries.counted(work, gathering_id) == Counted(2, 1, 1)
    with pytest.raises(Conflict):
        sign_up(platform, gathering_id, people[1])  # signing up is over


def test_who_has_signed_up_reads_what_is_not_shown_and_nobody_else_signs_up(
    platform: Platform, clock: FixedClock
) -> None:
    operator, guest, other = staff(platform, "operator"), staff(platform, "enterprise"), staff(platform)
    starts = clock() + timedelta(days=2)
    ends = starts + timedelta(hours=2)
    draft = GatheringDraft("宣讲", "内容", "", "", "长沙", "", starts, ends, starts, 2)
    with platform.begin(operator) as work:
        keeper = viewer(platform, operator)
        late = replace(draft, shown_from=starts, shown_until=ends - timedelta(minutes=1))
        with pytest.raises(Invalid) as refused:
            keeping.save(work, keeper, late)
        assert [one.field for one in refused.value.problems] == ["shown_from", "shown_until"]
        gathering_id = keeping.save(work, keeper, replace(draft, shown_until=ends))
        keeping.publish(work, keeper, gathering_id)
    assert sign_up(platform, gathering_id, guest) == "taken"
    clock.pass_time(minutes=1)
    with platform.begin(operator) as work:
        tomorrow = replace(draft, shown_from=clock() + timedelta(days=1), shown_until=ends)
        keeping.save(work, keeper, tomorrow, gathering_id)
    with pytest.raises(NotFound):
        sign_up(platform, gathering_id, other)
    with platform.begin() as work:
        assert queries.published(work, "zh-CN") == ()
        for who in (operator, guest):
            shown, _ = queries.gathering(work, gathering_id, "zh-CN", viewer=viewer(platform, who))
            assert (shown.open, shown.announced_at) == (False, tomorrow.shown_from)
        for reader in (None, viewer(platform, other)):
            with pytest.raises(NotFound):
                queries.gathering(work, gathering_id, "zh-CN", viewer=reader)
    clock.pass_time(days=1)
    assert sign_up(platform, gathering_id, other) == "taken"
    clock.pass_time(days=2)
    with platform.begin() as work:
        assert queries.published(work, "zh-CN") == (), "its time is over"


def test_operators_write_and_cancel_and_more_places_go_to_who_waits(platform: Platform) -> None:
    operator, guest = staff(platform, "operator"), staff(platform, "enterprise")
    with platform.begin(operator) as work:
        starts = work.now + timedelta(days=2)
        end = starts + timedelta(hours=2)
        keeper = viewer(platform, operator)
        with pytest.raises(Forbidden):
            keeping.save(
                work, viewer(platform, guest), GatheringDraft("", "", "", "", "", "", None, None, None, 1)
            )
        with pytest.raises(Invalid) as refused:
            keeping.save(work, keeper, GatheringDraft("", "x", "", "", "x", "", end, starts, None, None))
        fields = [one.field for one in refused.value.problems]
        assert fields == ["title_zh", "sign_up_until", "ends_at", "places"]
        draft = GatheringDraft("宣讲", "内容", "", "", "长沙", "Changsha", starts, end, starts, 1)
        gathering_id = keeping.save(work, keeper, draft)
        keeping.publish(work, keeper, gathering_id)
    second = staff(platform, "enterprise")
    assert [sign_up(platform, gathering_id, one) for one in (guest, second)] == ["taken", "waiting"]
    with platform.begin(operator) as work:
        more = GatheringDraft("宣讲", "内容", "", "", "长沙", "Changsha", starts, end, starts, 2)
        keeping.save(work, keeper, more, gathering_id)
        assert work.session.get_one(Gathering, gathering_id).taken == 2
        with pytest.raises(Invalid):
            keeping.save(work, keeper, draft, gathering_id)
        keeping.cancel(work, keeper, gathering_id)
        keeping.cancel(work, keeper, gathering_id)
    assert told(platform, second)[-1] == "活动已取消"
    with platform.begin() as work:
        assert set(work.session.scalars(select(GatheringSignUp.state))) == {"taken"}
