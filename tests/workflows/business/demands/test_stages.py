"""The menus of the lists: where demands, bids and invitations stand, with the order that they have led to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.demands import bids, demanded, opened, published, tender_of, tendered
from tests.factories.orders import Market
from tests.factories.people import viewer
from tests.workflows.business.demands.tendering import choose, give_up, reopen, room
from tests.workflows.conftest import FixedClock
from workflows.business.demands import queries, stages, tender_queries
from workflows.business.orders.models import ServiceOrder

pytestmark = pytest.mark.prepared


def of_enterprise(at: Market) -> Mapping[str, int]:
    with at.platform.begin(at.buyer.user_id) as work:
        who, own = viewer(at.platform, at.buyer.user_id), at.buyer.organisation_id
        counts = queries.counts(work, who, own)
        for stage in stages.DEMAND_STAGES:
            listed = queries.own_demands(work, who, own, "zh-CN", stage=stage)
            assert [one.stage for one in listed] == [stage] * counts.get(stage, 0)
        return counts


def of_provider(at: Market) -> Mapping[str, int]:
    with at.platform.begin(at.seller.user_id) as work:
        who, own = viewer(at.platform, at.seller.user_id), at.seller.organisation_id
        counts = tender_queries.counts_of_bids(work, who, own)
        for stage in stages.BID_STAGES:
            listed = tender_queries.own_bids(work, who, own, stage=stage)
            assert [one.stage for one in listed] == [stage] * counts.get(stage, 0)
        return counts


def test_a_demand_walks_through_the_menus_of_both_sides(at: Market, clock: FixedClock) -> None:
    for standing in ("awaiting_deposit", "in_review", "returned", "rejected", "expired"):
        demanded(at.platform, at.buyer, standing)
    published(at.platform, at.buyer)
    number = tendered(at.platform, at.buyer, minimum=0)
    bids(at.platform, at.seller, number, "3000")
    others = {"awaiting_deposit": 1, "in_review": 1, "returned": 1, "inviting": 1, "closed": 2}
    assert (of_enterprise(at), of_provider(at)) == (others | {"to_tender": 1}, {"sealed": 1})
    opened(at.platform, clock, number)
    give_up(at, number, "300.00")
    assert of_enterprise(at) == others | {"tendering": 1}
    reopen(at, number, clock.now + timedelta(hours=30))
    assert (of_enterprise(at), of_provider(at)) == (others | {"to_tender": 1}, {"opened": 1})
    clock.now = tender_of(at.platform, number).opens_at
    at.platform.engine.run_due_jobs(clock.now)
    ordered = choose(at, room(at, at.buyer, number).bids[0].id, at.seller, "3000.00")
    assert (of_enterprise(at), of_provider(at)) == (others | {"to_implement": 1}, {"to_implement": 1})
    with at.platform.begin() as work:
        orders = select(ServiceOrder).where(ServiceOrder.number == ordered)
        work.session.scalars(orders).one().state = "in_service"
    assert (of_enterprise(at), of_provider(at)) == (others | {"implementing": 1}, {"implementing": 1})
