"""Who is online in the room of a tender: from the waiting time on, for as long as a page says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories.demands import bids, opened, tender_of, tendered
from tests.factories.orders import Market
from tests.factories.people import Applicant, staff, viewer
from tests.workflows.business.demands.tendering import end, give_up
from tests.workflows.conftest import FixedClock
from workflows.business.demands.presence import be_online, forget_visits
from workflows.business.demands.tender_models import RoomVisit
from workflows.business.demands.tender_values import ONLINE, WAITING, RoomPresence
from workflows.ground.errors import NotFound

pytestmark = pytest.mark.prepared
NOBODY = RoomPresence(shown=False, enterprise=False, bidders=0, names=())


def seen_by(at: Market, user_id: str, number: str) -> RoomPresence:
    """Let somebody have the room open; return who is online then."""
    with at.platform.begin(user_id) as work:
        return be_online(work, viewer(at.platform, user_id), number)


def visits(at: Market) -> int:
    with at.platform.begin() as work:
        return work.session.scalar(select(func.count()).select_from(RoomVisit)) or 0


def test_who_is_online_is_told_from_the_waiting_time_on_and_ends_by_itself(
    at: Market, clock: FixedClock, others: list[Applicant]
) -> None:
    number = tendered(at.platform, at.buyer, minimum=0)
    for provider in (at.seller, others[0]):
        bids(at.platform, provider, number, "3000")
    assert seen_by(at, at.seller.user_id, number) == NOBODY
    assert visits(at) == 0
    clock.now = tender_of(at.platform, number).opens_at - WAITING
    for provider in (at.seller, others[0], others[0]):
        seen_by(at, provider.user_id, number)
    assert visits(at) == 2
    names = ("湘江数字科技有限公司", "衡阳软件有限公司")
    operator = staff(at.platform, "operator")
    assert seen_by(at, operator, number) == RoomPresence(True, False, 2, names)
    assert seen_by(at, at.buyer.user_id, number) == RoomPresence(True, True, 2, names)
    assert seen_by(at, at.seller.user_id, number) == RoomPresence(True, True, 2, ())
    with pytest.raises(NotFound):
        seen_by(at, others[1].user_id, number)

    clock.now += ONLINE / 2
    seen_by(at, others[0].user_id, number)
    clock.now += ONLINE / 2
    assert seen_by(at, at.buyer.user_id, number).names == ("衡阳软件有限公司",)
    seen_by(at, at.seller.user_id, number)  # it comes back
    assert seen_by(at, at.buyer.user_id, number).bidders == 2
    opened(at.platform, clock, number)
    give_up(at, number, "300.00")
    end(at, number, "0.00")
    assert seen_by(at, at.buyer.user_id, number) == NOBODY
    clock.now += timedelta(hours=2)
    with at.platform.begin() as work:
        assert forget_visits(work) == 3
    assert visits(at) == 0
