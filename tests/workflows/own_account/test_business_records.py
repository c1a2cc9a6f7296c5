"""What the rooms of the business keep of a person, as the copy of their data shows it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.factories.demands import PLAN, bids, opened, tendered
from tests.factories.filed_deals import filed
from tests.factories.orders import market
from tests.workflows.conftest import FixedClock
from workflows.bootstrap import Platform
from workflows.business.payments.operations import create_order
from workflows.people.personal_data import personal_records

BUYERS = {"cart_lines", "payments", "demands", "seals"}
SELLERS = {"bids", "tender_room", "filed_deals"}


def kept(platform: Platform, user_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return what the platform keeps of a person in these rooms, by kind."""
    with platform.begin() as work:
        return {
            one.name: [
                dict(zip((column.key for column in one.columns), row, strict=True))
                for row in one.rows(work, user_id, "zh-CN")
            ]
            for one in personal_records()
            if one.name in BUYERS | SELLERS
        }


@pytest.mark.prepared
def test_what_somebody_did_is_in_their_copy_and_in_nobody_elses(
    platform: Platform, clock: FixedClock
) -> None:
    at = market(platform)
    at.wants(quantity=3)
    number = tendered(platform, at.buyer)
    bids(platform, at.seller, number, "3000.00")
    filed(platform, at.seller, at.buyer.organisation_id)
    with platform.begin(at.buyer.user_id) as work:
        create_order(work, "sandbox", owner=at.buyer.organisation_id, amount=Decimal("5.00"))

    buyer, seller = kept(platform, at.buyer.user_id), kept(platform, at.seller.user_id)
    assert (buyer["cart_lines"][0]["quantity"], buyer["payments"][0]["yuan"]) == (3, Decimal("5.00"))
    assert (seller["bids"][0]["plan"], seller["bids"][0]["yuan"]) == ("", None), "under seal"
    assert seller["filed_deals"][0]["yuan"] == Decimal("52000.00")
    assert [one for one in BUYERS if seller[one] or not buyer[one]] == []
    assert [one for one in SELLERS if buyer[one] or not seller[one]] == []

    opened(platform, clock, number)
    (bid,) = kept(platform, at.seller.user_id)["bids"]
    assert (bid["plan"], bid["yuan"]) == (PLAN, Decimal("3000.00"))
