"""The second round of a tender: new prices under seal, opened together, and one of them chosen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.factories.demands import asked_again, bids, opened, tendered
from tests.factories.orders import Market
from tests.factories.people import Applicant, viewer
from tests.workflows.business.demands.tendering import ALL, choose, fees, quote, room, told
from tests.workflows.conftest import FixedClock
from workflows.business.demands import second_round
from workflows.business.demands.bidding import held
from workflows.business.demands.tender_values import BidView
from workflows.ground.errors import Conflict, Invalid, InvalidState, NotFound

pytestmark = pytest.mark.prepared


@pytest.fixture
def number(at: Market, clock: FixedClock, others: list[Applicant]) -> str:
    """A tender whose three bids are open."""
    number = tendered(at.platform, at.buyer)
    for provider, price in zip((at.seller, *others), ("3000", "2500", "2600"), strict=True):
        bids(at.platform, provider, number, price)
    opened(at.platform, clock, number)
    return number


def bid_of(at: Market, number: str, provider: Applicant) -> BidView:
    """Return a provider's bid as the enterprise sees it."""
    shown = room(at, at.buyer, number).bids
    return next(one for one in shown if one.provider_id == provider.organisation_id)


def test_new_prices_stay_sealed_until_all_are_there_then_one_is_chosen(
    at: Market, number: str, others: list[Applicant]
) -> None:
    first, second = others
    assert "second_round" in room(at, at.buyer, number).actions
    asked_again(at, number, [first, second])
    assert [told(at, one)[-1][:8] for one in (*others, at.seller)] == ["贵单位进入第二轮"] * 2 + [
        "贵单位未进入第二"
    ]
    assert ("quote" in room(at, first, number).actions, "quote" in room(at, at.seller, number).actions) == (
        True,
        False,
    )
    with pytest.raises(Conflict):
        quote(at, at.seller, number, "2000")
    with pytest.raises(Conflict):
        choose(at, bid_of(at, number, first).id, first, "2500.00")
    quote(at, first, number, "2450")
    quote(at, first, number, "2400")
    at.run()
    shown = bid_of(at, number, first)
    assert (shown.price, shown.first_price, shown.quoted_at is not None) == (Decimal("2500.00"), None, True)
    assert room(at, first, number).bids[0].price == Decimal("2500.00")
    quote(at, second, number, "2300")
    with pytest.raises(Conflict):  # all are there: nobody changes one while they are opened
        quote(at, first, number, "2200")
    at.run()
    after = room(at, at.buyer, number)
    assert (after.of.state, "second_round" in after.actions) == ("choosing", False)
    shown = bid_of(at, number, first)
    assert (shown.price, shown.first_price) == (Decimal("2400.00"), Decimal("2500.00"))
    assert [one.kind for one in after.history][-5:] == [
        "second_round", "quote", "quote", "quote", "open_quotes",
    ]  # fmt: skip
    assert [told(at, one)[-1][:7] for one in (*others, at.buyer)] == ["第二轮报价已全"] * 3
    with pytest.raises(Conflict):  # who was left out cannot be chosen any more
        choose(at, bid_of(at, number, at.seller).id, at.seller, "3000.00")
    ordered = choose(at, bid_of(at, number, second).id, second, "2300.00")
    assert at.state(ordered) == "awaiting_acceptance"
    assert [one.state for one in room(at, at.buyer, number).bids].count("lost") == 2
    assert (at.wallet(at.buyer), fees(at)) == (ALL, Decimal("0.00"))


def test_when_the_time_is_over_the_first_price_of_who_gave_none_stands(
    at: Market, clock: FixedClock, number: str, others: list[Applicant]
) -> None:
    asked_again(at, number, others, hours=4)
    quote(at, others[0], number, "2400")
    until = room(at, at.buyer, number).of.quotes_until
    assert until == clock.now + timedelta(hours=4)
    key = at.platform.settings.secret_key
    with at.platform.begin() as work:
        _, tender = held(work, number)
        with pytest.raises(InvalidState):
            second_round.open_quotes(work, key, tender)
    clock.now = until
    with pytest.raises(Conflict):
        quote(at, others[1], number, "100")
    at.platform.engine.run_due_jobs(clock.now)
    assert [(one.price, one.first_price) for one in room(at, at.buyer, number).bids] == [
        (Decimal("2400.00"), Decimal("2500.00")),
        (Decimal("2600.00"), None),
        (Decimal("3000.00"), None),
    ]


def test_a_second_round_asks_for_own_open_bids_a_time_and_its_enterprise(
    at: Market, number: str, others: list[Applicant]
) -> None:
    bid_ids = [one.id for one in room(at, at.buyer, number).bids]

    def ask(who: Applicant, ids: list[str], hours: int = 24) -> None:
        with at.platform.begin(who.user_id) as work:
            second_round.ask_again(work, viewer(at.platform, who.user_id), number, ids, hours)

    for ids, hours in (([], 24), ([*bid_ids, "none"], 24), (bid_ids, 0), (bid_ids, 10_000)):
        with pytest.raises(Invalid):
            ask(at.buyer, ids, hours)
    with pytest.raises(NotFound):
        ask(others[0], bid_ids)
    ask(at.buyer, bid_ids[:1])
    with pytest.raises(Conflict):
        ask(at.buyer, bid_ids)
    for price in ("0", "1.005"):
        with pytest.raises(Invalid):
            quote(at, others[0], number, price)
    who, key = viewer(at.platform, at.seller.user_id), at.platform.settings.secret_key
    with at.platform.begin(at.seller.user_id) as work, pytest.raises(NotFound):
        second_round.quote(work, who, key, bid_ids[0], Decimal(2000))
    assert "second_round" not in room(at, at.buyer, number).actions
