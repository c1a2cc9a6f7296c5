"""Cancelling in every state, by either side and by the clock: all goes back and the books balance."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.factories.orders import Market
from tests.factories.people import viewer
from tests.workflows.business.orders.test_checkout import left, voucher
from tests.workflows.conftest import FixedClock
from workflows.approvals.cases import withdraw_and_urge
from workflows.business.orders.values import Action
from workflows.ground.errors import Conflict, Invalid, InvalidState

pytestmark = pytest.mark.prepared

WAY: tuple[tuple[str, Action | None], ...] = (
    ("awaiting_acceptance", None),
    ("awaiting_payment", "accept"),
    ("awaiting_start", "pay"),
    ("in_service", "start"),
    ("awaiting_completion", "finish"),
)
STATES = tuple(state for state, _ in WAY)


def in_state(at: Market, state: str) -> str:
    """Bring an order with a voucher of 1,500.00 and 1,500.00 to pay into a state; return its number."""
    at.wants()
    (number,) = at.orders()
    for reached, action in WAY:
        if action == "pay":
            assert at.pay(number) is None
        elif action is not None:
            at.act(number, action)
        if reached == state:
            break
    assert at.state(number) == state
    return number


@pytest.mark.parametrize("state", STATES)
def test_the_provider_cancels_and_everything_goes_back(at: Market, state: str) -> None:
    one = voucher(at, "5000.00")
    number = in_state(at, state)
    at.cancel(number, at.seller)
    assert at.state(number) == "cancelled"
    assert (at.wallet(at.buyer).available, at.wallet(at.buyer).held) == (Decimal("20000.00"), Decimal("0.00"))
    assert at.wallet(at.seller).total == Decimal(0)
    assert left(at, one) == (Decimal("5000.00"), Decimal("0.00"), Decimal("0.00"))
    at.check()


@pytest.mark.parametrize(
    ("state", "days", "costs"),
    [
        ("awaiting_acceptance", 0, "0.00"),
        ("awaiting_payment", 0, "0.00"),
        ("awaiting_start", 0, "75.00"),
        ("awaiting_start", 10, "0.00"),
        ("in_service", 0, None),
        ("awaiting_completion", 0, None),
    ],
)
def test_the_enterprise_cancels_at_the_cost_of_the_table(
    at: Market, clock: FixedClock, state: str, days: int, costs: str | None
) -> None:
    one = voucher(at, "5000.00")
    number = in_state(at, state)
    clock.pass_time(days=days)
    if costs is None:
        with pytest.raises(InvalidState, match="agree with the other side"):
            at.cancel(number, at.buyer)
        assert at.state(number) == state
    else:
        at.cancel(number, at.buyer)
        assert at.state(number) == "cancelled"
        assert at.wallet(at.seller).total == Decimal(costs)
        assert at.wallet(at.buyer).available == Decimal("20000.00") - Decimal(costs)
        assert left(at, one) == (Decimal("5000.00"), Decimal("0.00"), Decimal("0.00"))
    at.check()


@pytest.mark.parametrize("state", ["awaiting_acceptance", "awaiting_payment", "awaiting_start"])
def test_the_clock_cancels_and_everything_goes_back(at: Market, clock: FixedClock, state: str) -> None:
    one = voucher(at, "5000.00")
    number = in_state(at, state)
    clock.pass_time(days=20)
    at.run()
    assert at.state(number) == "cancelled"
    assert at.wallet(at.buyer).available == Decimal("20000.00")
    assert left(at, one)[0] == Decimal("5000.00")
    at.check()


def test_a_refused_order_gives_the_voucher_back(at: Market) -> None:
    one = voucher(at, "5000.00")
    number = in_state(at, "awaiting_acceptance")
    at.act(number, "refuse", "本月排期已满")
    assert (at.state(number), at.look(number).order.cancelled_by) == ("cancelled", "provider")
    assert left(at, one)[0] == Decimal("5000.00")


def test_an_order_is_cancelled_on_its_own_page_not_withdrawn_on_that_of_its_case(at: Market) -> None:
    number = in_state(at, "awaiting_acceptance")
    case_id = at.look(number).order.case_id
    assert case_id is not None
    with pytest.raises(InvalidState, match="end it on its own page"), at.platform.begin() as work:
        withdraw_and_urge.withdraw(work, viewer(at.platform, at.buyer.user_id), case_id)
    assert at.state(number) == "awaiting_acceptance"
    at.cancel(number, at.buyer)
    at.check()


def test_who_comes_second_finds_the_order_as_the_first_has_left_it(at: Market) -> None:
    number = in_state(at, "awaiting_acceptance")
    at.cancel(number, at.buyer)
    with pytest.raises(Conflict):
        at.act(number, "accept")
    with pytest.raises(InvalidState):
        at.cancel(number, at.seller)


def test_cancelling_needs_words(at: Market) -> None:
    number = in_state(at, "awaiting_acceptance")
    with pytest.raises(Invalid):
        at.cancel(number, at.buyer, "  ")
