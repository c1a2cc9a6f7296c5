"""None of the opened bids is chosen: the fee is booked, then the bids are opened anew or the demand ends."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.demands import PLAN, asked_again, bids, opened, state, tendered
from tests.factories.orders import Market
from tests.factories.people import Applicant, viewer
from tests.workflows.business.demands.tendering import (
    choose,
    end,
    fees,
    give_up,
    quote,
    reopen,
    room,
    told,
)
from tests.workflows.conftest import FixedClock
from workflows.business.demands import bidding
from workflows.business.ledger.kinds import PLATFORM
from workflows.business.ledger.operations import move, open_account
from workflows.business.ledger.values import BalanceView, Cause
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound

pytestmark = pytest.mark.prepared
WAIT = timedelta(hours=48)


def test_bids_are_kept_replaced_or_taken_back_for_the_new_opening(
    at: Market, clock: FixedClock, others: list[Applicant]
) -> None:
    number = tendered(at.platform, at.buyer)
    for provider, price in zip((at.seller, *others), ("3000", "2500", "2600"), strict=True):
        bids(at.platform, provider, number, price)
    opened(at.platform, clock, number)
    asked_again(at, number)
    quote(at, at.seller, number, "2900")
    give_up(at, number, "300.00")
    assert (fees(at), at.wallet(at.buyer)) == (
        Decimal("300.00"),
        BalanceView(Decimal("19000.00"), Decimal("700.00")),
    )
    assert room(at, at.buyer, number).actions == {"end", "reopen"}
    with pytest.raises(Conflict):
        bids(at.platform, at.seller, number, "2800")
    reopen(at, number, clock.now + WAIT)
    assert at.wallet(at.buyer) == BalanceView(Decimal("18700.00"), Decimal("1000.00"))
    before = room(at, at.buyer, number)
    assert (before.of.state, before.of.opens_at, before.bids) == ("collecting", clock.now + WAIT, ())
    assert told(at, others[0])[-1].startswith("企业重新设定了开标时间")

    first, second = others
    bids(at.platform, first, number, "2400", f"{PLAN}（第二版）")
    with at.platform.begin(second.user_id) as work:
        bidding.take_back(work, viewer(at.platform, second.user_id), number, second.organisation_id)
    (own,) = room(at, first, number).bids
    assert (own.state, own.price, own.plan) == ("sealed", None, "")
    kinds = [one.kind for one in room(at, at.buyer, number).history]
    assert kinds[-2:] == ["give_up", "reopen"], "who bids anew is not told before the waiting time"
    opened(at.platform, clock, number)
    shown = room(at, at.buyer, number)
    assert [(one.price, one.second_round, one.may_be_chosen) for one in shown.bids] == [
        (Decimal("2400.00"), False, True),
        (Decimal("3000.00"), False, True),  # kept, and its new price was never opened
    ]
    assert (shown.of.enough, shown.fee) == (False, Decimal("0.00"))
    ordered = choose(at, shown.bids[1].id, at.seller, "3000.00")
    assert at.state(ordered) == "awaiting_acceptance"
    assert (at.wallet(at.buyer).held, fees(at)) == (Decimal("0.00"), Decimal("300.00"))


def test_below_the_minimum_giving_up_is_free_and_the_end_gives_all_back(
    at: Market, clock: FixedClock
) -> None:
    number = tendered(at.platform, at.buyer)
    bids(at.platform, at.seller, number, "3000")
    opened(at.platform, clock, number)
    with pytest.raises(Conflict):  # the bids are open: they are given up first
        end(at, number, "0.00")
    give_up(at, number, "0.00")
    with pytest.raises(Conflict):
        give_up(at, number, "0.00")
    end(at, number, "0.00")
    assert (state(at.platform, number), room(at, at.seller, number).of.state) == ("withdrawn", "ended")
    assert (at.wallet(at.buyer), fees(at)) == (
        BalanceView(Decimal("20000.00"), Decimal("0.00")),
        Decimal("0.00"),
    )


def test_a_new_opening_asks_for_its_enterprise_a_time_and_the_whole_deposit(
    at: Market, clock: FixedClock, others: list[Applicant]
) -> None:
    number = tendered(at.platform, at.buyer, minimum=0)
    bids(at.platform, at.seller, number, "3000")
    opened(at.platform, clock, number)
    for stranger in (at.seller, others[0]):
        with pytest.raises(NotFound):
            give_up(at, number, "300.00", stranger)
    with pytest.raises(Conflict):
        reopen(at, number, clock.now + WAIT)
    give_up(at, number, "300.00")
    for wrong in (timedelta(hours=23), timedelta(days=60)):
        with pytest.raises(Invalid):
            reopen(at, number, clock.now + wrong)
    with pytest.raises(NotFound):
        reopen(at, number, clock.now + WAIT, at.seller)
    with at.platform.begin() as work:
        wallet = open_account(work, at.buyer.organisation_id, "wallet").id
        move(
            work, key="payment 1", kind="withdrawal", cause=Cause("notice", "payment 1"), source=wallet,
            target=open_account(work, PLATFORM, "clearing").id, amount=Decimal("18900.00"),
        )  # fmt: skip
    with pytest.raises(InvalidState, match=r"200\.00"):
        reopen(at, number, clock.now + WAIT)
    assert at.wallet(at.buyer) == BalanceView(Decimal("100.00"), Decimal("700.00"))
